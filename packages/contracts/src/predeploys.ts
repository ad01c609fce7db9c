import { batchSettlementRuntimeCode } from './generated/BatchSettlement.ts';
import { erc3009DepositCollectorRuntimeCode } from './generated/ERC3009DepositCollector.ts';
import { multicall3RuntimeCode } from './generated/Multicall3.ts';
import { payerDepositCollectorRuntimeCode } from './generated/PayerDepositCollector.ts';
import { receiptAnchorRuntimeCode } from './generated/ReceiptAnchor.ts';

type Hex = `0x${string}`;

/** Where the channel contracts stand. The first three addresses are those that x402 clients have built in. */
export const BATCH_SETTLEMENT: Hex = '0x4020074e9dF2ce1deE5A9C1b5c3f541D02a10003';
export const ERC3009_DEPOSIT_COLLECTOR: Hex = '0x4020806089470a89826cB9fB1f4059150b550004';
export const MULTICALL3: Hex = '0xcA11bde05977b3631167028862bE2a173976CA11';
/** Ours: no client outside of Lode knows them, and they hold nothing between two transactions. */
export const PAYER_DEPOSIT_COLLECTOR: Hex = '0x10de000000000000000000000000000000000001';
export const RECEIPT_ANCHOR: Hex = '0x10dE000000000000000000000000000000000002';

export interface Predeploy {
  readonly name: string;
  readonly address: Hex;
  /** Runtime code: no constructor has to run, and no storage has to be set. */
  readonly code: Hex;
}

/** What a devnet puts into its genesis, or into a running chain with `anvil_setCode`. */
export const predeploys: readonly Predeploy[] = [
  { name: 'BatchSettlement', address: BATCH_SETTLEMENT, code: batchSettlementRuntimeCode },
  { name: 'ERC3009DepositCollector', address: ERC3009_DEPOSIT_COLLECTOR, code: erc3009DepositCollectorRuntimeCode },
  { name: 'PayerDepositCollector', address: PAYER_DEPOSIT_COLLECTOR, code: payerDepositCollectorRuntimeCode },
  { name: 'ReceiptAnchor', address: RECEIPT_ANCHOR, code: receiptAnchorRuntimeCode },
  { name: 'Multicall3', address: MULTICALL3, code: multicall3RuntimeCode },
];

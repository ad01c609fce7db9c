import type { Transaction } from '@lode/evm';
import type { Chain, SealedBlock } from '../../seams.ts';
import { envOf, stateAfter } from '../chainView.ts';
import { RpcError } from '../errors.ts';
import { type DecodedTransaction, decodeAll } from '../format/decoded.ts';
import { senderOf } from '../format/transaction.ts';
import type { RecoverSigner } from './authority.ts';
import type { Simulation, Simulator } from './simulator.ts';
import { systemCallsOf } from './systemCalls.ts';

export interface Replay {
  /** On the state before the block, its system calls made. */
  simulation: Simulation;
  transactions: readonly Transaction[];
}

function withSigners(
  { tx, authorizations }: DecodedTransaction,
  sender: Uint8Array,
  recover: RecoverSigner,
): Transaction {
  if (tx.authorizationList === undefined) return { ...tx, sender };
  const authorizationList = tx.authorizationList.map((entry, i) => {
    const signed = authorizations[i];
    if (signed === undefined || !signed.recoverable) return { ...entry, authority: undefined };
    const { digest, signature } = signed;
    return { ...entry, authority: recover(digest, signature.subarray(0, 64), signature[64] ?? 0) };
  });
  return { ...tx, sender, authorizationList };
}

/** A block as it was executed: its transactions can be run again, one after the other. */
export function openReplay(
  services: { chain: Chain; simulator: Simulator; recover: RecoverSigner },
  block: SealedBlock,
  budgetMs: number,
): Replay {
  const { chain, simulator, recover } = services;
  const { number } = block.header;
  if (number === 0n) throw new RpcError('execution', 'genesis is not traceable');
  const view = { reader: stateAfter(chain, number - 1n), env: envOf(chain, block) };
  const simulation = simulator.open(view, { budgetMs });
  for (const { to, data } of systemCallsOf(block)) simulation.systemCall(to, data);
  const decoded = decodeAll(chain.chainId, block.transactions);
  return {
    simulation,
    transactions: decoded.map((transaction, i) => withSigners(transaction, senderOf(block, i), recover)),
  };
}

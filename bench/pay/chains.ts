import { createLedger, packedItem } from '@lode/ledger';
import { startAnvil } from '../ledger/anvil.ts';
import { genesisWith } from '../ledger/chain.ts';
import { CHAIN_ID, GENESIS_SECONDS } from '../ledger/deployer.ts';
import { type Call, envelopes, signWith } from '../ledger/envelopes.ts';
import { checkStatus } from '../ledger/execute.ts';
import { createMeter } from '../ledger/meter.ts';
import { loadAccounts } from '../ledger/peers.ts';
import { baseOf } from '../ledger/rows.ts';
import type { PayWorld } from './world.ts';

export interface Mined {
  /** Of each transaction. */
  gas: number[];
  /** Of making the block; sending is not counted. */
  wallMs: number;
  /** Of all threads of the process that made it. */
  cpuMs: number;
}

/** A chain that makes a block of given transactions, all of which must succeed. */
export interface PayChain {
  name: string;
  /** Bytes of a transaction that it takes. */
  maxTransactionBytes: number;
  mine(calls: readonly Omit<Call, 'nonce'>[]): Promise<Mined>;
  stop(): Promise<void>;
}

const KIBIBYTES = 1024;

function createSigner(world: PayWorld) {
  const nonces = new Map<number, number>();
  return (calls: readonly Omit<Call, 'nonce'>[]) => {
    const numbered = calls.map((call) => {
      const nonce = nonces.get(call.sender) ?? Number(nonceOf(world, call.sender));
      nonces.set(call.sender, nonce + 1);
      return { ...call, nonce };
    });
    const raw = envelopes(numbered, numbered.length, { chainId: CHAIN_ID, signer: signWith(world.keys) });
    const senders = Buffer.concat(numbered.map(({ sender }) => world.addresses[sender] ?? new Uint8Array(20)));
    return { raw, senders: new Uint8Array(senders) };
  };
}

function nonceOf({ accounts, addresses }: PayWorld, sender: number): bigint {
  const address = addresses[sender]?.toHex();
  return accounts.find(([known]) => known.toHex() === address)?.[1].nonce ?? 0n;
}

/** Ours, in memory; state roots, receipts and all of a block but the disk. */
export async function ledgerChain(world: PayWorld): Promise<PayChain> {
  const genesis = genesisWith(baseOf(world.accounts));
  const ledger = await createLedger({ genesis, inMemory: true, consensus: 'manual', workers: 1 });
  const signed = createSigner(world);
  return {
    name: 'lode ledger',
    maxTransactionBytes: 128 * KIBIBYTES,
    async mine(calls) {
      const { raw, senders } = signed(calls);
      const meter = createMeter();
      meter.start();
      const { block } = await ledger.buildBlock({ transactions: raw, senders });
      meter.stop(calls.length);
      checkStatus(block.status, calls.length);
      return { gas: [...block.gasUsed].map(Number), ...meter.total };
    },
    stop: () => ledger.stop(),
  };
}

export async function anvilChain(world: PayWorld): Promise<PayChain> {
  const anvil = await startAnvil([
    ...['--hardfork', 'prague', '--chain-id', String(CHAIN_ID), '--gas-limit', '1000000000000', '--base-fee', '7'],
    ...['--no-mining', '--accounts', '1', '--order', 'fifo', '--no-request-size-limit'],
    ...['--timestamp', String(GENESIS_SECONDS + 1)],
  ]);
  const signed = createSigner(world);
  try {
    await loadAccounts(
      anvil,
      world.accounts.map(([address, account]) => [address.toHex(), account]),
    );
  } catch (error) {
    await anvil.stop();
    throw error;
  }
  return {
    name: anvil.version,
    maxTransactionBytes: Number.POSITIVE_INFINITY,
    async mine(calls) {
      const { raw } = signed(calls);
      for (let i = 0; i < calls.length; i++) {
        await anvil.call('eth_sendRawTransaction', `0x${packedItem(raw, i).toHex()}`);
      }
      const [begun, cpu] = [performance.now(), anvil.cpuMs()];
      await anvil.call('evm_mine');
      const [wallMs, cpuMs] = [performance.now() - begun, anvil.cpuMs() - cpu];
      const receipts = await anvil.call<{ status: string; gasUsed: string }[]>('eth_getBlockReceipts', 'latest');
      if (receipts.length !== calls.length || receipts.some(({ status }) => status !== '0x1')) {
        throw new Error(`anvil: ${receipts.length} of ${calls.length} mined, some of them failed`);
      }
      return { gas: receipts.map(({ gasUsed }) => Number(gasUsed)), wallMs, cpuMs };
    },
    stop: () => anvil.stop(),
  };
}

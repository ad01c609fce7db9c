import type { AccessListEntry, Tracer, Transaction, TransactionResult } from '@lode/evm';
import { wordBytes } from '../hex.ts';
import { isPrecompile } from './isPrecompile.ts';
import type { Simulation } from './simulator.ts';

/** Opcodes that reach an account, and how deep in the stack its address lies. */
const REACHES: Readonly<Record<string, number>> = {
  BALANCE: 1,
  EXTCODESIZE: 1,
  EXTCODECOPY: 1,
  EXTCODEHASH: 1,
  SELFDESTRUCT: 1,
  CALL: 2,
  CALLCODE: 2,
  DELEGATECALL: 2,
  STATICCALL: 2,
};

const ADDRESS_MASK = (1n << 160n) - 1n;
/** A list changes what a call can afford, and so what it reaches: rounds until it stands still, geth's loop. */
const MAX_ROUNDS = 8;

type Reached = Map<bigint, Set<bigint>>;

function collector(reached: Reached, excluded: ReadonlySet<bigint>): Tracer {
  const reach = (address: bigint): void => {
    if (!isPrecompile(address) && !excluded.has(address) && !reached.has(address)) reached.set(address, new Set());
  };
  return {
    step(step) {
      if (step.op === 'SLOAD' || step.op === 'SSTORE') {
        const key = step.stack().at(-1);
        const address = BigInt(`0x${step.address.toHex()}`);
        if (key === undefined) return;
        const slots = reached.get(address) ?? new Set();
        reached.set(address, slots.add(key));
      }
      const depth = REACHES[step.op];
      const address = depth === undefined ? undefined : step.stack().at(-depth);
      if (address !== undefined) reach(address & ADDRESS_MASK);
    },
  };
}

function toList(reached: Reached): AccessListEntry[] {
  return [...reached].map(([address, slots]) => ({
    address: wordBytes(address).slice(12),
    storageKeys: [...slots].map(wordBytes),
  }));
}

function sizeOf(reached: Reached): number {
  let size = reached.size;
  for (const slots of reached.values()) size += slots.size;
  return size;
}

/** What a call reaches beyond its sender, recipient and the precompiles, and the gas it uses with that list. */
export function createAccessList(
  simulation: Simulation,
  tx: Transaction,
  created: Uint8Array,
): { list: AccessListEntry[]; result: TransactionResult } {
  const excluded = new Set([tx.sender, tx.to ?? created].map((address) => BigInt(`0x${address.toHex()}`)));
  const reached: Reached = new Map();
  for (const { address, storageKeys } of tx.accessList ?? []) {
    reached.set(BigInt(`0x${address.toHex()}`), new Set(storageKeys.map((key) => BigInt(`0x${key.toHex()}`))));
  }
  for (let round = 1; ; round++) {
    const before = sizeOf(reached);
    const list = toList(reached);
    const result = simulation.traceCall({ ...tx, accessList: list }, collector(reached, excluded));
    if (sizeOf(reached) === before || round === MAX_ROUNDS) return { list, result };
  }
}

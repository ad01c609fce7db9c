import { keccak_256 } from '@noble/hashes/sha3.js';
import type { InFlightRows, MemoryAccount } from '../../state/memoryRows.ts';

/** EIP-7702: what a delegated account has for code, before the address of the code. */
const DELEGATION = Uint8Array.fromHex('ef0100');
const ADDRESS_MASK = (1n << 160n) - 1n;

export interface AnySenderOptions {
  sender: bigint;
  /** Wei that the sender is seen to have on top of its own. */
  extra: bigint;
  emptyCodeHash: bigint;
  codeOf(hash: bigint): Uint8Array;
  /** Keeps a code; its hash. */
  addCode(code: Uint8Array): bigint;
}

function isPlain(code: Uint8Array): boolean {
  return code.length === 0 || DELEGATION.every((byte, i) => code[i] === byte);
}

/**
 * Rows in which whoever sends is one that may. The EVM takes transactions from contracts only where their code is a
 * delegation (EIP-3607, 7702), so the sender's code is moved to an address that nobody knows, and delegated to.
 */
export function anySenderRows(rows: InFlightRows, options: AnySenderOptions): InFlightRows {
  const { sender, extra, codeOf, addCode, emptyCodeHash } = options;
  const own = rows.account(sender);
  const moved = own !== undefined && !isPlain(codeOf(own.codeHash)) ? own.codeHash : undefined;
  if (moved === undefined && extra === 0n) return rows;
  const elsewhere = BigInt(`0x${keccak_256(new TextEncoder().encode(`code of ${sender}`)).toHex()}`) & ADDRESS_MASK;
  const shown =
    moved === undefined
      ? undefined
      : addCode(Uint8Array.from([...DELEGATION, ...Uint8Array.fromHex(elsewhere.toString(16).padStart(40, '0'))]));

  function account(address: bigint): MemoryAccount | undefined {
    if (moved !== undefined && address === elsewhere) return { nonce: 1n, balance: 0n, codeHash: moved };
    const row = rows.account(address);
    if (address !== sender) return row;
    const { nonce, balance, codeHash } = row ?? { nonce: 0n, balance: 0n, codeHash: emptyCodeHash };
    return { nonce, balance: balance + extra, codeHash: codeHash === moved ? (shown ?? codeHash) : codeHash };
  }

  return {
    ...rows,
    account,
    putAccount(address, row) {
      if (moved !== undefined && address === elsewhere) return;
      const codeHash = address === sender && row.codeHash === shown && moved !== undefined ? moved : row.codeHash;
      rows.putAccount(address, { ...row, codeHash });
    },
  };
}

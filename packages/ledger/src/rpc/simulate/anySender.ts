import type { Transaction, TransactionResult } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { InFlightRows, MemoryAccount } from '../../state/memoryRows.ts';
import { RpcError } from '../errors.ts';
import { EMPTY_CODE_HASH } from './rows.ts';

/** EIP-7702: what a delegated account has for code, before the address of the code. */
const DELEGATION = Uint8Array.fromHex('ef0100');
const ADDRESS_MASK = (1n << 160n) - 1n;
const MAX_WORD = (1n << 256n) - 1n;
const NOBODY: MemoryAccount = { nonce: 0n, balance: 0n, codeHash: EMPTY_CODE_HASH };

export interface CodeKeeper {
  byHash(hash: bigint): Uint8Array;
  /** Keeps a code; its hash. */
  add(code: Uint8Array): bigint;
}

export interface Paying {
  rows: InFlightRows;
  tx: Transaction;
  /** To be told what became of it. */
  settle(result: TransactionResult): void;
}

function hasOwnCode(code: Uint8Array): boolean {
  return code.length > 0 && !DELEGATION.every((byte, i) => code[i] === byte);
}

/** Rows in which the sender owns `extra` wei more. */
function lentRows(rows: InFlightRows, sender: bigint, extra: bigint): InFlightRows {
  return {
    ...rows,
    account(address) {
      const row = rows.account(address);
      if (address !== sender) return row;
      const { nonce, balance, codeHash } = row ?? NOBODY;
      return { nonce, balance: balance + extra, codeHash };
    },
  };
}

/** Rows in which the sender's code is at an address that nobody knows, and delegated to. */
function delegatedRows(rows: InFlightRows, sender: bigint, own: bigint, codes: CodeKeeper): InFlightRows {
  const elsewhere = BigInt(`0x${keccak_256(new TextEncoder().encode(`code of ${sender}`)).toHex()}`) & ADDRESS_MASK;
  const target = Uint8Array.fromHex(elsewhere.toString(16).padStart(40, '0'));
  const shown = codes.add(Uint8Array.from([...DELEGATION, ...target]));
  const swap = (row: MemoryAccount, from: bigint, to: bigint) => ({
    ...row,
    codeHash: row.codeHash === from ? to : row.codeHash,
  });
  return {
    ...rows,
    account(address) {
      if (address === elsewhere) return { nonce: 1n, balance: 0n, codeHash: own };
      const row = rows.account(address);
      return row === undefined || address !== sender ? row : swap(row, own, shown);
    },
    putAccount(address, row) {
      if (address !== elsewhere) rows.putAccount(address, address === sender ? swap(row, shown, own) : row);
    },
  };
}

/**
 * A transaction that the EVM takes, whoever sends it. From contracts it takes them only where their code is a
 * delegation (EIP-3607, 7702). Where the transaction names no price but there is a `baseFee`, the sender is lent what
 * the gas costs: it pays that ahead, so it never sees the loan; what comes back for gas left over is taken away.
 */
export function asPayer(kept: InFlightRows, tx: Transaction, baseFee: bigint, codes: CodeKeeper): Paying {
  const sender = BigInt(`0x${tx.sender.toHex()}`);
  const { codeHash, balance } = kept.account(sender) ?? NOBODY;
  const rows = hasOwnCode(codes.byHash(codeHash)) ? delegatedRows(kept, sender, codeHash, codes) : kept;
  const namesFees = [tx.gasPrice, tx.maxFeePerGas, tx.maxPriorityFeePerGas].some((fee) => (fee ?? 0n) > 0n);
  const price = namesFees ? 0n : baseFee;
  if (price === 0n) return { rows, tx, settle: () => undefined };
  const extra = price * tx.gasLimit;
  if (balance + extra > MAX_WORD) {
    throw new RpcError('invalidParams', `the base fee ${price} for ${tx.gasLimit} gas is more than 256 bits can say`);
  }
  return {
    rows: lentRows(rows, sender, extra),
    tx: { ...tx, gasPrice: price, maxFeePerGas: price, maxPriorityFeePerGas: 0n },
    settle({ status, gasUsed }) {
      const row = kept.account(sender);
      if (status === 'invalid' || row === undefined) return;
      kept.putAccount(sender, { ...row, balance: row.balance - price * (tx.gasLimit - gasUsed) });
    },
  };
}

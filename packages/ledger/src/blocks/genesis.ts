import { keccak_256 } from '@noble/hashes/sha3.js';
import { encodeAccountRow, encodeSlotRow, joinRows } from '../rows.ts';
import type { SealedBlock, StateChanges } from '../seams.ts';
import { CONSTANT_FIELDS } from './constants.ts';
import { BlockFault } from './errors.ts';
import { type GenesisAccount, type GenesisFile, parseGenesisFile } from './genesisFile.ts';
import { hashHeader } from './header.ts';
import { BLOOM_BYTES, EMPTY_ROOT } from './roots.ts';
import { SYSTEM_CONTRACTS } from './systemContracts.ts';

/** A chain's beginning: its parameters and the state of block 0. */
export interface Genesis {
  chainId: bigint;
  /** Default recipient of fees. */
  coinbase: Uint8Array;
  gasLimit: bigint;
  blockTimeMs: number;
  maxBlockBytes: number;
  allowUnprotected: boolean;
  changes: StateChanges;
  file: GenesisFile;
}

const EMPTY_CODE_HASH = keccak_256(new Uint8Array());

function bad(message: string, details: Record<string, unknown>): BlockFault {
  return new BlockFault('bad-genesis', `correct the genesis file: ${message}`, details);
}

/** Accounts by the lower-case hex of their address. */
function accountsByAddress(alloc: GenesisFile['alloc']): Map<string, GenesisAccount> {
  const accounts = new Map<string, GenesisAccount>();
  for (const [name, account] of Object.entries(alloc)) {
    const address = name.replace(/^0x/, '').toLowerCase();
    if (!/^[0-9a-f]{40}$/.test(address)) throw bad(`alloc.${name}: an address has 20 bytes in hex`, { address: name });
    if (accounts.has(address)) throw bad(`alloc.${name}: the address is there twice`, { address: name });
    accounts.set(address, account);
  }
  return accounts;
}

function addSystemContracts(accounts: Map<string, GenesisAccount>): void {
  for (const { name, address, code } of SYSTEM_CONTRACTS) {
    const key = address.toHex();
    const given = accounts.get(key);
    if (given !== undefined && given.code.toHex() !== code.toHex()) {
      throw bad(`alloc.${key} is the ${name} contract: leave it out, or give it its official code`, { address: key });
    }
    accounts.set(key, given ?? { nonce: 1n, balance: 0n, code, storage: {} });
  }
}

function storageOf(key: string, account: GenesisAccount): Map<bigint, bigint> {
  const slots = new Map<bigint, bigint>();
  for (const [name, value] of Object.entries(account.storage)) {
    if (!/^(0x)?[0-9a-fA-F]{1,64}$/.test(name)) throw bad(`alloc.${key}.storage.${name}: a key is a word in hex`, {});
    const slot = BigInt(`0x${name.replace(/^0x/, '')}`);
    if (slots.has(slot)) throw bad(`alloc.${key}.storage.${name}: the key is there twice`, { key: name });
    if (value !== 0n) slots.set(slot, value);
  }
  return slots;
}

function isEmpty({ nonce, balance, code }: GenesisAccount): boolean {
  return nonce === 0n && balance === 0n && code.length === 0;
}

/** Rows in order of addresses, so that the same file gives the same bytes. Empty accounts do not exist (EIP-161). */
function changesOf(accounts: ReadonlyMap<string, GenesisAccount>): StateChanges {
  const rows: Uint8Array[] = [];
  const undo: Uint8Array[] = [];
  const codes = new Map<string, Uint8Array>();
  for (const [key, account] of [...accounts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (isEmpty(account)) continue;
    const address = Uint8Array.fromHex(key);
    const { nonce, balance, code } = account;
    const codeHash = code.length === 0 ? EMPTY_CODE_HASH : keccak_256(code);
    if (code.length > 0) codes.set(codeHash.toHex(), code);
    rows.push(encodeAccountRow(address, { nonce, balance, codeHash }));
    undo.push(encodeAccountRow(address, undefined));
    for (const [slot, value] of storageOf(key, account)) {
      rows.push(encodeSlotRow(address, slot, value));
      undo.push(encodeSlotRow(address, slot, 0n));
    }
  }
  return { rows: joinRows(rows), undo: joinRows(undo), codes };
}

/** Reads a genesis file (parsed JSON). Throws `bad-genesis`, saying what to correct. */
export function createGenesis(json: unknown): Genesis {
  const file = parseGenesisFile(json);
  const accounts = accountsByAddress(file.alloc);
  addSystemContracts(accounts);
  return {
    chainId: file.config.chainId,
    coinbase: file.coinbase,
    gasLimit: file.gasLimit,
    blockTimeMs: file.lode.blockTimeMs,
    maxBlockBytes: file.lode.maxBlockBytes,
    allowUnprotected: file.lode.allowUnprotectedTransactions,
    changes: changesOf(accounts),
    file,
  };
}

/** Block 0. `stateRoot` is the root over the genesis rows; block 1 carries the same one. */
export function genesisBlock(genesis: Genesis, stateRoot: Uint8Array): SealedBlock {
  const { file } = genesis;
  const header = {
    ...CONSTANT_FIELDS,
    parentHash: new Uint8Array(32),
    beneficiary: file.coinbase,
    stateRoot,
    transactionsRoot: EMPTY_ROOT,
    receiptsRoot: EMPTY_ROOT,
    logsBloom: new Uint8Array(BLOOM_BYTES),
    number: 0n,
    gasLimit: file.gasLimit,
    gasUsed: 0n,
    timestamp: file.timestamp,
    extraData: file.extraData,
    mixHash: file.mixHash,
    baseFeePerGas: file.baseFeePerGas,
  };
  return {
    header,
    hash: hashHeader(header),
    transactions: { bytes: new Uint8Array(), offsets: new Uint32Array(1) },
    hashes: new Uint8Array(),
    senders: new Uint8Array(),
    status: new Uint8Array(),
    gasUsed: new BigUint64Array(),
    logs: { bytes: new Uint8Array(), offsets: new Uint32Array(1) },
    timeMs: Number(file.timestamp) * 1000,
    changes: genesis.changes,
  };
}

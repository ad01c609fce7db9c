import type { StateGlobals } from './instantiate.ts';
import type { EvmState } from './types.ts';

/** Code by the lower-case hex of its hash, without a prefix. */
export interface CodeStore {
  get(hash: string): Uint8Array | undefined;
  set(hash: string, code: Uint8Array): unknown;
}

/**
 * What stands behind the core: the flat state, or another one with the same imports. The functions are called from
 * WebAssembly; answers go through the globals (docs/evm.md, ADR 0101).
 */
export interface StateBackend {
  /** account, slot, putAccount, putSlot, deleteAccount, prefetchAccount and prefetchSlot of assembly/core/host.ts. */
  imports: Record<string, WebAssembly.ImportValue>;
  /** What `evm.state` is. */
  state: EvmState;
  codes: CodeStore;
  /** Brings in a row after MISS; false where it cannot. */
  fetch?(row: { address: Uint8Array; slot?: bigint }): boolean;
  /** Rows for `stats()`. */
  rows?(): { accounts: number; slots: number };
}

export interface BackendTools {
  globals: StateGlobals;
  keccak(bytes: Uint8Array): Uint8Array;
}

export type StateBackendFactory = (tools: BackendTools) => StateBackend;

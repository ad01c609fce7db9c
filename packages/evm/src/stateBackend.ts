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
  /**
   * account, slot, putAccount, putSlot, deleteAccount, prefetchAccount, prefetchSlot and, with `lazyFees`, credit of
   * assembly/core/host.ts: functions of a WebAssembly module of this thread, whose memory may be shared.
   */
  imports: Record<string, WebAssembly.ImportValue>;
  /** The beneficiary's fee goes to `credit`, and its account is not read, unless the transaction itself read it. */
  lazyFees?: boolean;
  /** What `evm.state` is; absent where the state is read in other ways. */
  state?: EvmState;
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

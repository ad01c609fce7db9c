import { decodeRow, encodeAccountRow, encodeSlotRow } from '../rows.ts';
import { CHANGE_ACCOUNT, CHANGE_BYTES, CHANGE_SLOT, type ColdRows, type StateReader } from '../seams.ts';
import type { SharedCodes } from './sharedCodes.ts';
import type { StateExports } from './stateModule.ts';

export interface CommittedRows {
  memory: WebAssembly.Memory;
  state: StateExports;
  codes: SharedCodes;
  cold: ColdRows | undefined;
  /** Whether a row that is not in memory does not exist. */
  isComplete(): boolean;
}

/** Reads committed rows on the main thread, which alone writes them. */
export function createCommittedReader({ memory, state, codes, cold, isComplete }: CommittedRows): StateReader {
  function inMemory(pointer: number): Uint8Array | undefined {
    return pointer === 0 ? undefined : new Uint8Array(memory.buffer, pointer >>> 0, CHANGE_BYTES).slice();
  }

  return {
    account(address) {
      const asked = encodeAccountRow(address, undefined);
      const onDisk = () => (isComplete() ? undefined : cold?.get(CHANGE_ACCOUNT, asked.subarray(4, 24)));
      const bytes = inMemory(state.committedAccount(...addressLimbs(asked))) ?? onDisk();
      const row = bytes && decodeRow(bytes, 0);
      return row?.kind === 'account' ? row.account : undefined;
    },
    slot(address, key) {
      const asked = encodeSlotRow(address, key, 0n);
      const onDisk = () =>
        isComplete() ? undefined : cold?.get(CHANGE_SLOT, asked.subarray(4, 24), asked.subarray(24, 56));
      const bytes = inMemory(state.committedSlot(...addressLimbs(asked), ...keyLimbs(asked))) ?? onDisk();
      const row = bytes && decodeRow(bytes, 0);
      return row?.kind === 'slot' ? row.value : 0n;
    },
    code: (hash) => codes.get(hash)?.slice() ?? cold?.code(hash),
  };
}

function addressLimbs(row: Uint8Array): [bigint, bigint, bigint] {
  const view = new DataView(row.buffer, row.byteOffset);
  return [view.getBigUint64(4, true), view.getBigUint64(12, true), BigInt(view.getUint32(20, true))];
}

function keyLimbs(row: Uint8Array): [bigint, bigint, bigint, bigint] {
  const view = new DataView(row.buffer, row.byteOffset);
  const limb = (i: number) => view.getBigUint64(24 + 8 * i, true);
  return [limb(0), limb(1), limb(2), limb(3)];
}

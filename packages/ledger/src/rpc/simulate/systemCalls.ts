import type { SealedBlock, SystemCall } from '../../seams.ts';

const BEACON_ROOTS = Uint8Array.fromHex('000f3df6d732807ef1319fb7b8bb8522d0beac02');
const HISTORY_STORAGE = Uint8Array.fromHex('0000f90827f1c53a10cb7a02335b175320002935');

/** What a block calls before its transactions (docs/adr/0203): EIP-4788 with a zero root, EIP-2935. */
export function systemCallsOf({ header }: SealedBlock): SystemCall[] {
  return [
    { to: BEACON_ROOTS, data: header.parentBeaconBlockRoot },
    { to: HISTORY_STORAGE, data: header.parentHash },
  ];
}

import { crc32 } from 'node:zlib';
import type { Chain } from '../../seams.ts';
import { RpcError } from '../errors.ts';
import { toQuantity } from '../hex.ts';

function addressOf(low: number): string {
  return `0x${low.toString(16).padStart(40, '0')}`;
}

/** Osaka's, under the names of EIP-7910. */
const PRECOMPILES = Object.fromEntries(
  Object.entries({
    ECREC: 0x01,
    SHA256: 0x02,
    RIPEMD160: 0x03,
    ID: 0x04,
    MODEXP: 0x05,
    BN254_ADD: 0x06,
    BN254_MUL: 0x07,
    BN254_PAIRING: 0x08,
    BLAKE2F: 0x09,
    KZG_POINT_EVALUATION: 0x0a,
    BLS12_G1ADD: 0x0b,
    BLS12_G1MSM: 0x0c,
    BLS12_G2ADD: 0x0d,
    BLS12_G2MSM: 0x0e,
    BLS12_PAIRING_CHECK: 0x0f,
    BLS12_MAP_FP_TO_G1: 0x10,
    BLS12_MAP_FP2_TO_G2: 0x11,
    P256VERIFY: 0x100,
  }).map(([name, low]) => [name, addressOf(low)]),
);

const SYSTEM_CONTRACTS = {
  BEACON_ROOTS_ADDRESS: '0x000f3df6d732807ef1319fb7b8bb8522d0beac02',
  HISTORY_STORAGE_ADDRESS: '0x0000f90827f1c53a10cb7a02335b175320002935',
};

/** eth_config (EIP-7910). All forks up to Osaka hold from genesis on, so the fork id is genesis' alone (EIP-6122). */
export function chainConfig(chain: Chain): Record<string, unknown> {
  const genesis = chain.history.block(0n);
  if (genesis === undefined) {
    throw new RpcError('prunedHistory', 'pruned history unavailable: the fork id needs the genesis block');
  }
  return {
    current: {
      activationTime: 0,
      blobSchedule: { baseFeeUpdateFraction: 5_007_716, max: 0, target: 0 },
      chainId: toQuantity(chain.chainId),
      forkId: `0x${crc32(genesis.hash).toString(16).padStart(8, '0')}`,
      precompiles: PRECOMPILES,
      systemContracts: SYSTEM_CONTRACTS,
    },
    next: null,
    last: null,
  };
}

import { hashTypedData } from 'viem';
import type { Hex } from './scalars.ts';

/** The network a signature belongs to: one deployment of the Market contract on one chain. */
export interface NetworkId {
  readonly chainId: number;
  readonly market: Hex;
}

/** EIP-712 domain of every object of ours; a signature is worth nothing on another chain or deployment. */
export const lodeDomain = (network: NetworkId) =>
  ({ name: 'Lode', version: '1', chainId: network.chainId, verifyingContract: network.market }) as const;

/**
 * EIP-712 types. `body` is the canonical hash of the whole object; beside it stand the fields
 * that the contracts act on and that a wallet should show. The contracts hold the same strings for what they read.
 */
export const LODE_TYPES = {
  NodeRecord: [
    { name: 'body', type: 'bytes32' },
    { name: 'account', type: 'address' },
    { name: 'sequence', type: 'uint64' },
    { name: 'expiresAtMs', type: 'uint64' },
  ],
  Offer: [
    { name: 'body', type: 'bytes32' },
    { name: 'provider', type: 'address' },
    { name: 'expiresAtMs', type: 'uint64' },
  ],
  Lease: [
    { name: 'body', type: 'bytes32' },
    { name: 'jobKey', type: 'bytes32' },
    { name: 'buyer', type: 'address' },
    { name: 'provider', type: 'address' },
    { name: 'firstTask', type: 'uint32' },
    { name: 'taskCount', type: 'uint32' },
    { name: 'holdbackMicroUsdPerTask', type: 'uint128' },
    { name: 'bondReservedMicroUsd', type: 'uint128' },
    { name: 'objectionBondMicroUsd', type: 'uint128' },
    { name: 'quorum', type: 'uint8' },
    { name: 'expiresAtMs', type: 'uint64' },
    { name: 'acceptanceWindowMs', type: 'uint64' },
    { name: 'objectionWindowMs', type: 'uint64' },
  ],
  Receipt: [
    { name: 'body', type: 'bytes32' },
    { name: 'lease', type: 'bytes32' },
    { name: 'task', type: 'uint32' },
    { name: 'attempt', type: 'uint32' },
    { name: 'programHash', type: 'bytes32' },
    { name: 'inputsRoot', type: 'bytes32' },
    { name: 'outputsRoot', type: 'bytes32' },
    { name: 'traceRoot', type: 'bytes32' },
    { name: 'gpuMs', type: 'uint64' },
    { name: 'holdbackMicroUsd', type: 'uint128' },
  ],
  AcceptedReceipt: [
    { name: 'receipt', type: 'bytes32' },
    { name: 'task', type: 'uint32' },
    { name: 'holdbackMicroUsd', type: 'uint128' },
  ],
  Acceptance: [
    { name: 'body', type: 'bytes32' },
    { name: 'lease', type: 'bytes32' },
    { name: 'receipts', type: 'AcceptedReceipt[]' },
  ],
  Objection: [
    { name: 'body', type: 'bytes32' },
    { name: 'lease', type: 'bytes32' },
    { name: 'task', type: 'uint32' },
    { name: 'receipt', type: 'bytes32' },
    { name: 'evidence', type: 'bytes32' },
  ],
  LeaseKey: [
    { name: 'body', type: 'bytes32' },
    { name: 'lease', type: 'bytes32' },
    { name: 'job', type: 'bytes32' },
    { name: 'publicKey', type: 'bytes32' },
  ],
} as const;

export type LodeType = Exclude<keyof typeof LODE_TYPES, 'AcceptedReceipt'>;

/** A message in the form that wallets sign and contracts hash: field names as in {@link LODE_TYPES}. */
export type TypedMessage = Record<string, unknown>;

export const typedData = (network: NetworkId, primaryType: LodeType, message: TypedMessage) => ({
  domain: lodeDomain(network),
  types: LODE_TYPES as unknown as Record<string, { name: string; type: string }[]>,
  primaryType: primaryType as string,
  message,
});

/** The EIP-712 digest: what is signed, and what identifies a lease or a receipt on chain and off. */
export const digest = (network: NetworkId, primaryType: LodeType, message: TypedMessage): Hex =>
  hashTypedData(typedData(network, primaryType, message));

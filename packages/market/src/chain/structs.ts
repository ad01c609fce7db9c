import {
  type Acceptance,
  acceptanceKind,
  type Hex,
  type Lease,
  leaseKind,
  messageOf,
  type Objection,
  objectionKind,
  type Receipt,
  receiptKind,
} from '@lode/protocol';

/**
 * Objects as the contracts take them. The EIP-712 message of each is its Solidity struct, field for field
 * (LodeTypes.sol), so that what is signed and what is sent cannot differ.
 */

export interface LeaseStruct {
  readonly body: Hex;
  readonly jobKey: Hex;
  readonly buyer: Hex;
  readonly provider: Hex;
  readonly firstTask: number;
  readonly taskCount: number;
  readonly holdbackMicroUsdPerTask: bigint;
  readonly bondReservedMicroUsd: bigint;
  readonly objectionBondMicroUsd: bigint;
  readonly quorum: number;
  readonly expiresAtMs: bigint;
  readonly acceptanceWindowMs: bigint;
  readonly objectionWindowMs: bigint;
}

export interface ReceiptStruct {
  readonly body: Hex;
  readonly lease: Hex;
  readonly task: number;
  readonly attempt: number;
  readonly programHash: Hex;
  readonly inputsRoot: Hex;
  readonly outputsRoot: Hex;
  readonly traceRoot: Hex;
  readonly gpuMs: bigint;
  readonly holdbackMicroUsd: bigint;
}

export const leaseStruct = (lease: Lease): LeaseStruct => messageOf(leaseKind, lease) as unknown as LeaseStruct;
export const receiptStruct = (receipt: Receipt): ReceiptStruct =>
  messageOf(receiptKind, receipt) as unknown as ReceiptStruct;
export const acceptanceParts = (acceptance: Acceptance) =>
  messageOf(acceptanceKind, acceptance) as unknown as { body: Hex; lease: Hex; receipts: Acceptance['receipts'] };
export const objectionStruct = (objection: Objection) =>
  messageOf(objectionKind, objection) as unknown as {
    body: Hex;
    lease: Hex;
    task: number;
    receipt: Hex;
    evidence: Hex;
  };

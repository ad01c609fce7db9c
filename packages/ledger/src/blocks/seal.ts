import type { BlockEnv } from '@lode/evm';
import type { BlockHeader, BlockOutput, Packed, SealedBlock, StateChanges } from '../seams.ts';
import { CONSTANT_FIELDS } from './constants.ts';
import { hashHeader } from './header.ts';
import { fixedFilter, packedFilter } from './packed.ts';
import { computeRoots, type Roots } from './roots.ts';

const HASH_BYTES = 32;
const ADDRESS_BYTES = 20;

/** What was given to the executor, in the same order. */
export interface Candidates {
  /** EIP-2718 envelopes. */
  raw: Packed;
  /** 32 bytes each. */
  hashes: Uint8Array;
  /** 20 bytes each. */
  senders: Uint8Array;
}

export interface ContentsInput {
  /** What the block was executed with (`nextEnv`). */
  env: Omit<BlockEnv, 'blockHash'>;
  candidates: Candidates;
  output: BlockOutput;
}

export interface SealInput extends ContentsInput {
  parent: { header: BlockHeader; hash: Uint8Array };
  /** Of the same input, where it was worked out ahead. */
  contents?: Contents;
  /** The root after the parent. */
  stateRoot: Uint8Array;
  changes: StateChanges;
  /** Unix time. */
  timeMs: number;
}

type Body = Pick<SealedBlock, 'transactions' | 'hashes' | 'senders' | 'status' | 'gasUsed' | 'logs'>;

function head(packed: Packed, count: number): Packed {
  return { bytes: packed.bytes.subarray(0, packed.offsets[count]), offsets: packed.offsets.subarray(0, count + 1) };
}

/** The transactions that were begun and are valid. Where all are, the block keeps views of what it was given. */
export function validOnly({ candidates, output }: ContentsInput): Body {
  const { executed } = output;
  const keep = output.status.subarray(0, executed);
  const kept = executed - keep.reduce((sum, status) => sum + (status === 0 ? 1 : 0), 0);
  if (kept === executed) {
    return {
      transactions: head(candidates.raw, executed),
      hashes: candidates.hashes.subarray(0, executed * HASH_BYTES),
      senders: candidates.senders.subarray(0, executed * ADDRESS_BYTES),
      status: keep,
      gasUsed: output.gasUsed.subarray(0, executed),
      logs: head(output.logs, executed),
    };
  }
  return {
    transactions: packedFilter(candidates.raw, keep, kept),
    hashes: fixedFilter(candidates.hashes, HASH_BYTES, keep, kept),
    senders: fixedFilter(candidates.senders, ADDRESS_BYTES, keep, kept),
    status: keep.filter((status) => status !== 0),
    gasUsed: output.gasUsed.subarray(0, executed).filter((_, i) => keep[i] !== 0),
    logs: packedFilter(output.logs, keep, kept),
  };
}

/** Header fields that follow from a block's contents. */
export type ContentFields = Pick<
  BlockHeader,
  'transactionsRoot' | 'receiptsRoot' | 'logsBloom' | 'gasUsed' | 'extraData'
>;

export function contentFields(body: Body, chainId: bigint, number: bigint): ContentFields {
  return headerFields(computeRoots({ ...body, chainId, number }));
}

export function headerFields({ messageRoot, ...fields }: Roots): ContentFields {
  return { ...fields, extraData: messageRoot };
}

/** The long part of sealing. It needs no state root, so it can run while that is still computed elsewhere. */
export interface Contents {
  body: Body;
  fields: ContentFields;
}

export function sealContents(input: ContentsInput): Contents {
  const body = validOnly(input);
  return { body, fields: contentFields(body, input.env.chainId, input.env.number) };
}

/** Makes a block of what was executed, without the transactions that turned out invalid. */
export function sealBlock(input: SealInput): SealedBlock {
  const { parent, env, stateRoot, changes, timeMs } = input;
  const { body, fields } = input.contents ?? sealContents(input);
  const header: BlockHeader = {
    ...CONSTANT_FIELDS,
    ...fields,
    parentHash: parent.hash,
    beneficiary: env.coinbase,
    stateRoot,
    number: env.number,
    gasLimit: env.gasLimit,
    timestamp: env.timestamp,
    mixHash: env.prevRandao,
    baseFeePerGas: env.baseFee,
  };
  return { header, hash: hashHeader(header), ...body, timeMs, changes };
}

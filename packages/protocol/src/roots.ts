import { encodeAbiParameters, keccak256, stringToBytes } from 'viem';
import type { JobInput } from './job/job.ts';
import { merkleRoot } from './merkle.ts';
import type { Hex } from './scalars.ts';

/** A named piece of content: an input of a job or an output of a task. */
export interface NamedContent {
  readonly name: string;
  readonly hash: Hex;
  readonly sizeBytes: number;
}

/** The Merkle leaf of a named content: `abi.encode(keccak256(name), sha256(content), size)`, so that Solidity can open it. */
export function contentLeaf(content: NamedContent): Hex {
  return encodeAbiParameters(
    [{ type: 'bytes32' }, { type: 'bytes32' }, { type: 'uint64' }],
    [keccak256(stringToBytes(content.name)), content.hash, BigInt(content.sizeBytes)],
  );
}

/** A receipt's `outputsRoot`: over the outputs in the order in which the program declares them. */
export const outputsRoot = (outputs: readonly NamedContent[]): Hex => merkleRoot(outputs.map(contentLeaf));

/** A receipt's `inputsRoot`: the job's inputs in order, then the task (`$task`: index, count, seed). */
export function inputsRoot(inputs: readonly JobInput[], task: { index: number; count: number; seed: number }): Hex {
  const taskLeaf = encodeAbiParameters(
    [{ type: 'bytes32' }, { type: 'uint32' }, { type: 'uint32' }, { type: 'uint32' }],
    [keccak256(stringToBytes('$task')), task.index, task.count, task.seed],
  );
  return merkleRoot([...inputs.map(contentLeaf), taskLeaf]);
}

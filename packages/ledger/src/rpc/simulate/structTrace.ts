import type { StructLog, TransactionResult } from '@lode/evm';
import { toData, toQuantity, toWord } from '../hex.ts';

function memoryWords(memory: Uint8Array): string[] {
  const words: string[] = [];
  for (let at = 0; at < memory.length; at += 32) words.push(toData(memory.subarray(at, at + 32)));
  return words;
}

function storageWords(storage: Record<string, bigint>): Record<string, string> {
  return Object.fromEntries(Object.entries(storage).map(([key, value]) => [key, toWord(value)]));
}

function formatStep(step: StructLog): Record<string, unknown> {
  return {
    pc: step.pc,
    op: step.op,
    gas: Number(step.gas),
    gasCost: Number(step.gasCost),
    depth: step.depth,
    ...(step.refund === undefined ? {} : { refund: Number(step.refund) }),
    ...(step.error === undefined ? {} : { error: step.error }),
    ...(step.stack === undefined ? {} : { stack: step.stack.map(toQuantity) }),
    ...(step.memory === undefined ? {} : { memory: memoryWords(step.memory) }),
    ...(step.storage === undefined ? {} : { storage: storageWords(step.storage) }),
  };
}

/** What debug_trace* answers without a tracer. */
export function formatStructTrace(result: TransactionResult, steps: readonly StructLog[]): Record<string, unknown> {
  return {
    gas: Number(result.gasUsed),
    failed: result.status !== 'success',
    returnValue: toData(result.output),
    structLogs: steps.map(formatStep),
  };
}

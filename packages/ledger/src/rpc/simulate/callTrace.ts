import type { CallFrame, CallLog } from '@lode/evm';
import { toData, toQuantity } from '../hex.ts';
import { revertReason } from './revertReason.ts';

/** Gives logs their numbers in the order in which they were written: a frame's logs lie between its calls. */
export function formatCallTrace(root: CallFrame, firstLog: number): Record<string, unknown> {
  let index = firstLog;

  function format(frame: CallFrame): Record<string, unknown> {
    const logs: Record<string, unknown>[] = [];
    const calls: Record<string, unknown>[] = [];
    const writeLogs = (upTo: number) => {
      for (let log = frame.logs?.[logs.length]; log !== undefined && log.position <= upTo; ) {
        logs.push(formatLog(log, index++));
        log = frame.logs?.[logs.length];
      }
    };
    for (const call of frame.calls ?? []) {
      writeLogs(calls.length);
      calls.push(format(call));
    }
    writeLogs(Number.POSITIVE_INFINITY);
    return formatFrame(frame, logs, calls);
  }
  return format(root);
}

function formatFrame(
  frame: CallFrame,
  logs: readonly Record<string, unknown>[],
  calls: readonly Record<string, unknown>[],
): Record<string, unknown> {
  const { error, output } = frame;
  const reason = error === 'execution reverted' && output !== undefined ? revertReason(output) : undefined;
  const failedCreation = error !== undefined && frame.type.startsWith('CREATE');
  return {
    from: toData(frame.from),
    gas: toQuantity(frame.gas),
    gasUsed: toQuantity(frame.gasUsed),
    ...(failedCreation ? {} : { to: toData(frame.to) }),
    input: toData(frame.input),
    ...(output === undefined ? {} : { output: toData(output) }),
    ...(error === undefined ? {} : { error }),
    ...(reason === undefined ? {} : { revertReason: reason }),
    ...(calls.length === 0 ? {} : { calls }),
    ...(logs.length === 0 ? {} : { logs }),
    ...(frame.value === undefined ? {} : { value: toQuantity(frame.value) }),
    type: frame.type,
  };
}

function formatLog({ address, topics, data, position }: CallLog, index: number): Record<string, unknown> {
  return {
    address: toData(address),
    topics: topics.map(toData),
    data: toData(data),
    index: toQuantity(index),
    position: toQuantity(position),
  };
}

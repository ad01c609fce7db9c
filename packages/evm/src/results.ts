import { fatalFault, reasonText } from './errors.ts';
import { LAYOUT } from './layout.ts';
import type { Log, TransactionResult, TransactionStatus } from './types.ts';
import { readBytesWord } from './words.ts';

/** Decodes log records: `bytes` holds nothing else (assembly/core/storage.ts, opLog). */
export function readLogs(bytes: Uint8Array): Log[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const logs: Log[] = [];
  for (let at = 0; at < bytes.length; ) {
    const count = view.getUint32(at + 24, true);
    const length = view.getUint32(at + 28, true);
    const data = at + 32 + count * 32;
    logs.push({
      address: readBytesWord(bytes, at, 20),
      topics: Array.from({ length: count }, (_, t) => readBytesWord(bytes, at + 32 + t * 32, 32)),
      data: bytes.slice(data, data + length),
    });
    at = (data + length + 7) & ~7;
  }
  return logs;
}

export function readResult(memory: WebAssembly.Memory, status: TransactionStatus): TransactionResult {
  const view = new DataView(memory.buffer);
  const bytes = new Uint8Array(memory.buffer);
  const out = view.getUint32(LAYOUT.OUT_PTR, true);
  const created = view.getUint32(LAYOUT.RES_HAS_CREATED, true) === 1;
  const refused = status === 'invalid';
  const end = status === 'success' ? view.getUint32(LAYOUT.LOG_TOP, true) : LAYOUT.LOGS;
  const records = bytes.slice(LAYOUT.LOGS, end);
  let logs: Log[] | undefined;
  return {
    status,
    gasUsed: view.getBigUint64(LAYOUT.RES_GAS_USED, true),
    gasRefunded: view.getBigUint64(LAYOUT.RES_REFUND, true),
    output: refused ? new Uint8Array() : bytes.slice(out, out + view.getUint32(LAYOUT.OUT_LEN, true)),
    // Decoding takes longer than most transactions, and many callers do not look.
    get logs() {
      logs ??= readLogs(records);
      return logs;
    },
    ...(created ? { createdAddress: readBytesWord(bytes, LAYOUT.RES_CREATED, 20) } : {}),
    ...(status === 'success' ? {} : { error: reasonText(view.getUint32(LAYOUT.RES_ERR, true)) }),
  };
}

export function refused(error: string): TransactionResult {
  return { status: 'invalid', error, gasUsed: 0n, gasRefunded: 0n, output: new Uint8Array(), logs: [] };
}

/** Throws where the core says that there is no result. */
export function checkFatal(memory: WebAssembly.Memory): void {
  const fatal = new DataView(memory.buffer).getInt32(LAYOUT.FATAL, true);
  if (fatal !== 0) throw fatalFault(fatal);
}

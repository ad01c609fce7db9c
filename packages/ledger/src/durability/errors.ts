export type DurabilityFaultCode =
  /** A block that does not fit the record, or does not follow the last one. Nothing was written. */
  | 'BLOCK_MALFORMED'
  | 'BLOCK_OUT_OF_ORDER'
  | 'BLOCK_TOO_LARGE'
  /** Too many appends wait: the caller does not await them. Nothing was written. */
  | 'LOG_QUEUE_FULL'
  /** A write or sync failed. Every append is refused until the directory is opened again. */
  | 'LOG_FAILED'
  | 'LOG_CLOSED'
  /** What is on disk is not what was written. */
  | 'LOG_CORRUPT'
  | 'CHECKPOINT_FAILED'
  | 'CHECKPOINT_CORRUPT'
  | 'DATA_FORMAT_UNKNOWN'
  | 'DATA_DIR_IN_USE';

type Details = Readonly<Record<string, string | number>>;

/** What the store cannot do; the message says what to do next. Light: the checkpoint's thread starts with it. */
export class DurabilityFault extends Error {
  readonly code: DurabilityFaultCode;
  readonly details: Details;

  constructor(code: DurabilityFaultCode, message: string, more: { details?: Details; cause?: unknown } = {}) {
    super(message, more.cause === undefined ? undefined : { cause: more.cause });
    this.name = 'DurabilityFault';
    this.code = code;
    this.details = more.details ?? {};
  }
}

/** The one thing to do when a file holds what was never written: the disk, a copy or an operator changed it. */
export const CORRUPT_HINT =
  'Do not delete anything. Check the disk (dmesg, smartctl), then restore the whole directory from a backup or copy it from another node of the chain.';

export type HistoryFaultCode =
  /** A block that does not follow the last one. Nothing was kept. */
  | 'gap'
  /** Another block of a number that is kept. Nothing was kept. */
  | 'other-block'
  /** A query would look at more than its bound. */
  | 'query-too-wide'
  /** What is on disk is not what was written. */
  | 'corrupt'
  /** The disk or the thread that writes failed; appends are refused until the history is opened again. */
  | 'failed'
  | 'closed';

export class HistoryFault extends Error {
  readonly code: HistoryFaultCode;
  readonly details: Readonly<Record<string, number | string | bigint>>;
  constructor(code: HistoryFaultCode, message: string, details: HistoryFault['details'] = {}, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'HistoryFault';
    this.code = code;
    this.details = details;
  }
}

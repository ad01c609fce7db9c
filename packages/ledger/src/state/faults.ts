export type StateFaultCode =
  | 'busy'
  | 'closed'
  | 'state-full'
  | 'block-too-large'
  | 'execution-fault'
  | 'worker-lost'
  | 'storage-on-disk';

/** No result of a block. The committed state is as it was, and the store can be used again. */
export class StateFault extends Error {
  readonly code: StateFaultCode;
  readonly details: Readonly<Record<string, number | string>>;
  constructor(code: StateFaultCode, message: string, details: Record<string, number | string> = {}, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'StateFault';
    this.code = code;
    this.details = details;
  }
}

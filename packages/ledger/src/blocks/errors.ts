export type BlockFaultCode = 'bad-genesis' | 'bad-header' | 'bad-input';

/** A block, a header or a genesis file that cannot be used; `details` says where. */
export class BlockFault extends Error {
  readonly code: BlockFaultCode;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: BlockFaultCode, message: string, details: Record<string, unknown> = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'BlockFault';
    this.code = code;
    this.details = details;
  }
}

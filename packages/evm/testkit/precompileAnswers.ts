import type { OperationName } from '../src/precompiles/index.ts';
import answers from './golden/precompiles.json' with { type: 'json' };

export interface KnownAnswer {
  operation: OperationName;
  name: string;
  /** Hex without a prefix. */
  input: string;
  output: string;
}

/** One published answer an operation (the EIPs' vectors as go-ethereum carries them), so that a checkout alone can test. */
export const KNOWN_ANSWERS: readonly KnownAnswer[] = answers as KnownAnswer[];

import type { CompiledModule } from '../compiler/compiler.ts';
import type { Fork } from '../types.ts';

/** Between a compiler and whoever asks it. */
export interface CompileRequest {
  id: number;
  code: Uint8Array;
  fork: Fork;
}

/** `compiled` is absent where the contract has to stay interpreted. */
export interface CompileReply {
  id: number;
  compiled?: CompiledModule | undefined;
}

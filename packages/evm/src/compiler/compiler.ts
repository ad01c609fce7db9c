import { opcodes } from '../spec.ts';
import type { Fork } from '../types.ts';
import { compileContract } from './compileContract.ts';

/** A compiled contract, the same for every EVM: instances may share it, also in several threads. */
export interface CompiledModule {
  module: WebAssembly.Module;
  /** The table from pc to block (ADR 0103). */
  map: Uint16Array;
}

/**
 * Compiles contracts away from the thread that executes. `done` hears a module, or undefined where the contract has to
 * stay interpreted, whenever it likes: nothing waits for it, and no result depends on it. At most 16 are asked for at
 * once by an EVM.
 */
export interface ContractCompiler {
  compile(code: Uint8Array, fork: Fork, done: (compiled: CompiledModule | undefined) => void): void;
  /** Lets what is ready be heard at once: for threads that seldom return to their event loop. */
  poll?(): void;
}

/** On the calling thread. The engine's refusal of a module (its limits are its own) is a refusal too. */
export function compileHere(code: Uint8Array, fork: Fork): CompiledModule | undefined {
  const result = compileContract(code, opcodes(fork));
  if (result === undefined) return undefined;
  try {
    return { module: new WebAssembly.Module(result.module), map: result.map };
  } catch (error) {
    if (error instanceof WebAssembly.CompileError || error instanceof RangeError) return undefined;
    throw error;
  }
}

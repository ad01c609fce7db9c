/**
 * The work of one precompiled contract: the call's input in, its output out, `undefined` where the call fails.
 * Gas is charged before; an operation may rely on what its price already bounds.
 */
export type Operation = (input: Uint8Array) => Uint8Array | undefined;

export type OperationName =
  | 'ecRecover'
  | 'sha256'
  | 'ripemd160'
  | 'identity'
  | 'modExp'
  | 'bn254Add'
  | 'bn254Mul'
  | 'bn254Pairing'
  | 'blake2f'
  | 'pointEvaluation'
  | 'blsG1Add'
  | 'blsG1Msm'
  | 'blsG2Add'
  | 'blsG2Msm'
  | 'blsPairing'
  | 'blsMapFpToG1'
  | 'blsMapFp2ToG2'
  | 'p256Verify';

/** One implementation of every operation; a faster set replaces single entries of the portable one. */
export type Operations = Readonly<Record<OperationName, Operation>>;

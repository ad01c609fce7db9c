import type { Operations } from '../operations.ts';
import { portableOperations } from '../portable.ts';
import { nativeEcRecover } from './ecRecover.ts';
import { nativeRipemd160, nativeSha256 } from './hashes.ts';
import { BLS12_381, BN_SNARK1, createMclCurve } from './mcl.ts';
import { mclBls12, mclBn254 } from './mclOperations.ts';
import { nativeP256Verify } from './p256Verify.ts';
import { pointEvaluationBy } from './pointEvaluation.ts';

/** The operations of a Node process: native and WebAssembly libraries where there are, the portable code elsewhere. */
export async function createNativeOperations(): Promise<Operations> {
  const bls12 = mclBls12(await createMclCurve(BLS12_381));
  return {
    ...portableOperations,
    ecRecover: nativeEcRecover,
    sha256: nativeSha256,
    ripemd160: nativeRipemd160,
    p256Verify: nativeP256Verify,
    ...mclBn254(await createMclCurve(BN_SNARK1)),
    ...bls12,
    pointEvaluation: pointEvaluationBy(bls12.blsG1Msm, bls12.blsPairing),
  };
}

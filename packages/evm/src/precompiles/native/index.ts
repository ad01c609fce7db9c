import type { Operations } from '../operations.ts';
import { portableOperations } from '../portable.ts';
import { nativeEcRecover } from './ecRecover.ts';
import { nativeRipemd160, nativeSha256 } from './hashes.ts';
import { nativeP256Verify } from './p256Verify.ts';

/** The operations of a Node process: native libraries where there are, the portable code elsewhere. */
export async function createNativeOperations(): Promise<Operations> {
  return {
    ...portableOperations,
    ecRecover: nativeEcRecover,
    sha256: nativeSha256,
    ripemd160: nativeRipemd160,
    p256Verify: nativeP256Verify,
  };
}

import { blake2fOperation } from './blake2f.ts';
import {
  blsG1AddOperation,
  blsG1MsmOperation,
  blsG2AddOperation,
  blsG2MsmOperation,
  blsMapFp2ToG2Operation,
  blsMapFpToG1Operation,
  blsPairingOperation,
} from './bls12381.ts';
import { bn254AddOperation, bn254MulOperation, bn254PairingOperation } from './bn254.ts';
import { ecRecoverOperation } from './ecRecover.ts';
import { identityOperation, ripemd160Operation, sha256Operation } from './hashes.ts';
import { modExpOperation } from './modExp.ts';
import type { Operations } from './operations.ts';
import { p256VerifyOperation } from './p256Verify.ts';
import { pointEvaluationOperation } from './pointEvaluation.ts';

/** Runs wherever JavaScript does, and is the oracle for every faster set. */
export const portableOperations: Operations = {
  ecRecover: ecRecoverOperation,
  sha256: sha256Operation,
  ripemd160: ripemd160Operation,
  identity: identityOperation,
  modExp: modExpOperation,
  bn254Add: bn254AddOperation,
  bn254Mul: bn254MulOperation,
  bn254Pairing: bn254PairingOperation,
  blake2f: blake2fOperation,
  pointEvaluation: pointEvaluationOperation,
  blsG1Add: blsG1AddOperation,
  blsG1Msm: blsG1MsmOperation,
  blsG2Add: blsG2AddOperation,
  blsG2Msm: blsG2MsmOperation,
  blsPairing: blsPairingOperation,
  blsMapFpToG1: blsMapFpToG1Operation,
  blsMapFp2ToG2: blsMapFp2ToG2Operation,
  p256Verify: p256VerifyOperation,
};

import { type OperationName, type Operations, PRECOMPILES } from '../../src/precompiles/index.ts';
import { callData } from '../../testkit/contracts/abi.ts';
import { KNOWN_ANSWERS } from '../../testkit/precompileAnswers.ts';
import { be, concat } from '../../testkit/precompileInputs.ts';
import type { Clock } from '../bench/clock.ts';

export interface PrecompileCase {
  name: string;
  operation: OperationName;
  input: Uint8Array;
}

export interface PrecompileCost {
  nsPerGas: number;
  gas: bigint;
}

/** Time one case may take: the slow ones then still run a few times. */
const BUDGET_MS = 250;
const WARM_UPS = 3;

function answer(operation: OperationName): Uint8Array {
  const found = KNOWN_ANSWERS.find((entry) => entry.operation === operation && entry.output.length > 0);
  if (found === undefined) throw new Error(`no known answer for ${operation}`);
  return Uint8Array.fromHex(found.input);
}

function modExp(length: number, exponent: Uint8Array): Uint8Array {
  const operand = new Uint8Array(length).fill(0xfd);
  const lengths = concat(be(BigInt(length)), be(BigInt(exponent.length)), be(BigInt(length)));
  return concat(lengths, operand, exponent, operand.with(0, 0xfe));
}

function repeated(input: Uint8Array, count: number): Uint8Array {
  return concat(...Array.from({ length: count }, () => input));
}

function blake(rounds: number): Uint8Array {
  const input = answer('blake2f');
  new DataView(input.buffer).setUint32(0, rounds);
  return input;
}

/** What each contract is worst at, as far as its price allows to choose. */
export function precompileCases(): PrecompileCase[] {
  const signature = callData('', ...[1n, 28n, 2n, 3n]).subarray(4);
  const of = (operation: OperationName, name: string, input: Uint8Array): PrecompileCase => ({
    name,
    operation,
    input,
  });
  const plain = (operation: OperationName) => of(operation, operation, answer(operation));
  return [
    of('ecRecover', 'ecRecover', signature),
    of('sha256', 'sha256, 32 bytes', new Uint8Array(32)),
    of('sha256', 'sha256, 16 KiB', new Uint8Array(16_384)),
    of('ripemd160', 'ripemd160, 16 KiB', new Uint8Array(16_384)),
    of('identity', 'identity, 16 KiB', new Uint8Array(16_384)),
    of('modExp', 'modExp, 32 bytes, exponent 32', modExp(32, new Uint8Array(32).fill(0xff))),
    of('modExp', 'modExp, 256 bytes, exponent 3', modExp(256, Uint8Array.of(3))),
    of('modExp', 'modExp, 1,024 bytes, exponent 65537', modExp(1024, Uint8Array.of(1, 0, 1))),
    plain('bn254Add'),
    plain('bn254Mul'),
    plain('bn254Pairing'),
    of('blake2f', 'blake2f, 12 rounds', blake(12)),
    of('blake2f', 'blake2f, 1,000,000 rounds', blake(1_000_000)),
    plain('pointEvaluation'),
    plain('blsG1Add'),
    plain('blsG1Msm'),
    of('blsG1Msm', 'blsG1Msm, 64 points', repeated(answer('blsG1Msm'), 64)),
    plain('blsG2Add'),
    plain('blsG2Msm'),
    of('blsG2Msm', 'blsG2Msm, 32 points', repeated(answer('blsG2Msm'), 32)),
    plain('blsPairing'),
    plain('blsMapFpToG1'),
    plain('blsMapFp2ToG2'),
    plain('p256Verify'),
  ];
}

export function measurePrecompile(test: PrecompileCase, operations: Operations, clock: Clock): PrecompileCost {
  const entry = [...PRECOMPILES.osaka.values()].find(({ operation }) => operation === test.operation);
  if (entry === undefined) throw new Error(`no price for ${test.operation}`);
  const run = operations[test.operation];
  for (let i = 0; i < WARM_UPS; i++) run(test.input);
  const gas = entry.gas(test.input);
  let calls = 0;
  const start = clock.now();
  let elapsed = 0;
  while (elapsed < BUDGET_MS) {
    if (run(test.input) === undefined) throw new Error(`${test.name} failed: it would measure nothing`);
    calls++;
    elapsed = clock.now() - start;
  }
  return { nsPerGas: (elapsed * 1e6) / (calls * Number(gas)), gas };
}

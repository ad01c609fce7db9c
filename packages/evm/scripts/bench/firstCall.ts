import { createEvm } from '../../src/createEvm.ts';
import { createPrecompiles } from '../../src/precompiles/index.ts';
import { callData, concatBytes } from '../../testkit/contracts/abi.ts';
import { type CompiledContract, contract } from '../../testkit/contracts/compile.ts';
import { percentile } from './own.ts';
import type { Row } from './report.ts';
import { actor, BENCH_FORK, benchEnv, transaction } from './world.ts';

const CONTRACTS = 300;
/** The first ones warm V8's own code for the path from JavaScript, which is no part of a contract's first call. */
const IGNORED = 50;

/** Time, as it passes (a processor's clock ticks too coarsely), of a transaction to a contract whose code this EVM has never seen: every one differs in its last bytes. */
export function measureFirstCalls(contracts: ReadonlyMap<string, CompiledContract>): Row {
  const evm = createEvm({ fork: BENCH_FORK, tier: 'auto', precompiles: createPrecompiles() });
  evm.setBlock(benchEnv);
  const { runtime } = contract(contracts, 'TestToken');
  const sender = actor('first call', 0);
  evm.state.setAccount(sender, { nonce: 0n, balance: 10n ** 24n, code: new Uint8Array(0), storage: new Map() });
  for (let i = 0; i < CONTRACTS; i++) {
    const code = concatBytes(runtime, Uint8Array.of(i >> 8, i & 255));
    evm.state.setAccount(actor('unseen', i), { nonce: 1n, balance: 0n, code, storage: new Map() });
  }
  const data = callData('approve(address,uint256)', actor('spender', 0), 1n);
  const times: number[] = [];
  for (let i = 0; i < CONTRACTS; i++) {
    const tx = transaction(sender, BigInt(i), data, actor('unseen', i), 100_000n);
    const start = performance.now();
    const { status } = evm.applyTransaction(tx);
    const elapsed = performance.now() - start;
    if (status !== 'success') throw new Error(`the first call of contract ${i} ended with ${status}`);
    if (i >= IGNORED) times.push(elapsed);
  }
  return {
    workload: 'first call of an unseen contract (ERC-20 approve)',
    subject: 'lode',
    variant: 'auto, one transaction each',
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    p99Ms: percentile(times, 0.99),
    includes: 'applyTransaction from JavaScript: encoding, whole transaction, analysis of the code',
  };
}

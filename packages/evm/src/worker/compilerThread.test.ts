import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { testBlock } from '../../testkit/block.ts';
import { type CompiledModule, type ContractCompiler, compileHere } from '../compiler/compiler.ts';
import { createEvm } from '../createEvm.ts';
import { encodeTransactions } from '../encode.ts';
import { LAYOUT } from '../layout.ts';
import { createMachine, maintain } from '../machine.ts';
import type { Evm, EvmOptions, Transaction } from '../types.ts';
import { type CompilerThread, type CompilerThreadOptions, createCompilerThread } from './createCompilerThread.ts';

const SENDER = new Uint8Array(20).fill(0x11, 19);
/** Counts in slot 0. */
const COUNTER = Uint8Array.fromHex('5f546001015f55');
/** Calls that make a contract hot. */
const HOT = 500;

const counterAt = (n: number) => new Uint8Array(20).fill(0x77, 0, 1).fill(n, 19);
const counterCode = (n: number) => Uint8Array.of(0x60, n, 0x50, ...COUNTER);

function evmWith(counters: number, options: Partial<EvmOptions>): Evm {
  const evm = createEvm({ precompiles: () => undefined, ...options });
  const empty = { nonce: 0n, balance: 0n, code: new Uint8Array(), storage: new Map() };
  evm.state.setAccount(SENDER, { ...empty, balance: 10n ** 24n });
  for (let n = 1; n <= counters; n++) evm.state.setAccount(counterAt(n), { ...empty, code: counterCode(n) });
  evm.setBlock(testBlock());
  return evm;
}

/** A batch that calls each counter HOT times. */
function batch(counters: number, round: number): Uint8Array {
  const fees = { gasLimit: 100_000n, gasPrice: 1n, value: 0n, data: new Uint8Array() };
  const size = counters * HOT;
  return encodeTransactions(
    Array.from({ length: size }, (_, i): Transaction => {
      return { type: 0, sender: SENDER, to: counterAt(1 + (i % counters)), nonce: BigInt(round * size + i), ...fees };
    }),
  );
}

/** Two batches, the compiler's answers in between; the counters have to be right whatever it answered. */
async function run(evm: Evm, counters: number): Promise<void> {
  evm.runTransactions(batch(counters, 0));
  while (evm.stats().waitingContracts > 0) await new Promise((resolve) => setTimeout(resolve, 2));
  const { status } = evm.runTransactions(batch(counters, 1));
  expect(status.every((one) => one === 1)).toBe(true);
  for (let n = 1; n <= counters; n++) expect(evm.state.getStorage(counterAt(n), 0n)).toBe(BigInt(2 * HOT));
}

const threads: CompilerThread[] = [];
function thread(options: CompilerThreadOptions = {}): CompilerThread {
  const made = createCompilerThread(options);
  threads.push(made);
  return made;
}
afterEach(async () => {
  for (const one of threads.splice(0)) await one.close();
});

const ask = (compiler: ContractCompiler, code: Uint8Array) =>
  new Promise<CompiledModule | undefined>((resolve) => compiler.compile(code, 'osaka', resolve));
const script = (body: string) =>
  new URL(`data:text/javascript,${encodeURIComponent(`import { parentPort } from 'node:worker_threads'; ${body}`)}`);
const onRequest = (body: string) =>
  script(`parentPort.once('message', (port) => port.on('message', () => { ${body} }));`);

describe('a compiler thread', () => {
  it('compiles what has become hot', async () => {
    const evm = evmWith(3, { compiler: thread() });
    await run(evm, 3);
    const { compiledContracts, refusedContracts, compiledFrames } = evm.stats();
    expect({ compiledContracts, refusedContracts }).toEqual({ compiledContracts: 3, refusedContracts: 0 });
    expect(compiledFrames).toBeGreaterThanOrEqual(BigInt(3 * HOT));
  });

  it('has known code ready in the middle of the batch that asks for it', async () => {
    const compiler = thread();
    await run(evmWith(1, { compiler }), 1);
    const second = evmWith(1, { compiler });
    second.runTransactions(batch(1, 0));
    expect(second.stats().compiledFrames).toBeGreaterThan(0n);
  });

  it('answers a second EVM with the same module', async () => {
    const compiler = thread();
    const [one, two] = await Promise.all([ask(compiler, COUNTER), ask(compiler, COUNTER)]);
    expect(one?.module).toBeInstanceOf(WebAssembly.Module);
    expect(two?.module).toBe(one?.module);
    expect((await ask(compiler, COUNTER))?.module).toBe(one?.module);
  });

  it('serves an EVM of another thread that never returns to its event loop', async () => {
    const compiler = thread();
    const port = compiler.connect();
    const { blockHash, ...env } = testBlock();
    const worker = new Worker(new URL('../../testkit/blockingWorker.ts', import.meta.url), {
      workerData: { port, env, sender: SENDER, to: counterAt(1), code: counterCode(1) },
      transferList: [port],
    });
    const frames = await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
    });
    await worker.terminate();
    expect(frames).toBeGreaterThan(0n);
  });

  it.each([
    ['dies at every contract', onRequest('process.exit(1)')],
    ['throws at every contract', onRequest("throw new Error('broken')")],
    ['dies at once', script('process.exit(1)')],
    ['never answers', onRequest('')],
    ['loops for ever', onRequest('for (;;) {}')],
    ['answers what it was not asked', onRequest('port.postMessage({ id: 1e6 })')],
  ])('that %s changes no result', async (_, broken) => {
    const evm = evmWith(2, { compiler: thread({ script: broken, jobLimitMs: 100 }) });
    await run(evm, 2);
    expect(evm.stats()).toMatchObject({ compiledContracts: 0, refusedContracts: 2, compiledFrames: 0n });
  });

  it('goes on with the next contract after one that took it down, but not for ever', async () => {
    const deadly = script(`
      parentPort.once('message', (port) => port.on('message', ({ id, code }) => {
        if (code[0] === 0xff) process.exit(1);
        port.postMessage({ id, compiled: { module: new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)), map: new Uint16Array(1) } });
      }));`);
    const compiler = thread({ script: deadly });
    const harmless = () => ask(compiler, crypto.getRandomValues(new Uint8Array(8)).fill(0, 0, 1));
    for (let deaths = 0; deaths < 8; deaths++) {
      expect(await harmless()).toBeDefined();
      expect(await ask(compiler, Uint8Array.of(0xff, deaths))).toBeUndefined();
    }
    expect(await harmless()).toBeUndefined();
  });
});

describe('the queue of an EVM', () => {
  /** A compiler that answers when it is told to. */
  function patient() {
    const jobs: (() => void)[] = [];
    const compiler: ContractCompiler = {
      compile: (code, fork, done) => void jobs.push(() => done(compileHere(code, fork))),
    };
    return { compiler, jobs };
  }

  it('asks for 16 contracts at most, and for the others when there is room again', async () => {
    const { compiler, jobs } = patient();
    const COUNTERS = 40;
    const evm = evmWith(COUNTERS, { compiler });
    evm.runTransactions(batch(COUNTERS, 0));
    expect(evm.stats().waitingContracts).toBe(16);
    expect(jobs).toHaveLength(16);
    for (let round = 1; evm.stats().compiledContracts < COUNTERS && round < 5; round++) {
      for (const job of jobs.splice(0)) job();
      evm.runTransactions(batch(COUNTERS, round));
    }
    expect(evm.stats()).toMatchObject({ compiledContracts: COUNTERS, refusedContracts: 0, waitingContracts: 0 });
  });

  it('forgets answers for code that the core no longer holds, and hears an answer once', () => {
    const { compiler, jobs } = patient();
    const machine = createMachine({ precompiles: () => undefined, compiler });
    const { core } = machine;
    const view = new DataView(core.memory.buffer);
    const hash = 0x2000;
    view.setUint32(hash, 7, true);
    const ptr = core.exports.allocate(COUNTER.length);
    new Uint8Array(core.memory.buffer).set(COUNTER, ptr);
    const id = core.exports.addCode(hash, ptr, COUNTER.length);
    view.setUint32(LAYOUT.PENDING, id, true);
    view.setUint32(LAYOUT.PENDING_COUNT, 1, true);
    maintain(core, true);
    expect(core.tier.waiting).toBe(1);
    core.exports.resetCodes();
    maintain(core, true);
    for (const job of [...jobs, ...jobs]) job();
    expect(core.tier.waiting).toBe(0);
    maintain(core, true);
    expect({ compiled: core.tier.compiled, refused: core.tier.refused }).toEqual({ compiled: 0, refused: 0 });
  });
});

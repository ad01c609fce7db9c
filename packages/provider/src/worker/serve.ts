import { readFileSync } from 'node:fs';
import type { Plan } from '../webgpu/plan.ts';
import { openDevice } from './dawn.ts';
import { Fault, messageOf } from './fault.ts';
import type { AdapterChoice, FromWorker, SealOrder, ToWorker } from './messages.ts';
import { MAX_TEXT } from './messages.ts';
import { OutputReader } from './outputs.ts';
import { compile, upload } from './program.ts';
import { deviceFailure, type Progress, Runner } from './runner.ts';
import { loadSeal } from './seal.ts';

/** How often a task says how far it is. */
const PROGRESS_INTERVAL_MS = 100;

type Say = (message: FromWorker) => void;

/** The work of a lease's worker: `prepare` once, then tasks. The folders are below its working directory. */
export async function serve(choice: AdapterChoice, say: Say): Promise<(message: ToWorker) => void> {
  const device = await openDevice(choice);
  const failure = deviceFailure(device);
  let ready: { runner: Runner; outputs: OutputReader } | undefined;
  let queue = Promise.resolve();

  const prepare = async (order: SealOrder | undefined) => {
    const plan: Plan = JSON.parse(readFileSync('in/plan.json', 'utf8'));
    say({ type: 'phase', phase: 'compiling' });
    const seal = order === undefined ? undefined : await loadSeal(order);
    const onWarning = (text: string) => say({ type: 'log', level: 'warn', text: text.slice(0, MAX_TEXT) });
    const program = await compile(device, plan, { inputFolder: 'in/inputs', seal, onWarning });
    say({ type: 'phase', phase: 'uploading' });
    await upload(program);
    ready = { runner: new Runner(program), outputs: new OutputReader(program, 'out') };
    say({ type: 'prepared' });
  };

  const run = async (index: number, serial: number) => {
    if (ready === undefined) throw new Fault('GPU_ERROR', 'A task came before its program.');
    const { runner, outputs } = ready;
    say({ type: 'phase', phase: 'running' });
    const startMs = performance.now();
    const gpuMs = await runner.run(index, (encoder) => outputs.encodeFirst(encoder), throttled(say));
    say({ type: 'phase', phase: 'reading' });
    const reports = await outputs.read(serial, index);
    say({ type: 'done', gpuMs: Math.ceil(gpuMs), queueMs: outputs.mappedAtMs - startMs, outputs: reports });
  };

  return (message) => {
    if (message.type === 'ping') {
      say({ type: 'ready' });
      return;
    }
    queue = queue.then(async () => {
      try {
        const work = message.type === 'prepare' ? prepare(message.seal) : run(message.index, message.serial);
        await Promise.race([work, failure]);
      } catch (error) {
        say(faultMessage(error));
      }
    });
  };
}

export function faultMessage(error: unknown): FromWorker {
  const fault = error instanceof Fault ? error : new Fault('GPU_ERROR', messageOf(error));
  return {
    type: 'fault',
    code: fault.code,
    message: fault.message.slice(0, MAX_TEXT),
    ...(fault.hint === undefined ? {} : { hint: fault.hint }),
    ...(fault.details === undefined ? {} : { details: fault.details }),
  };
}

function throttled(say: Say): (progress: Progress) => void {
  let last = performance.now();
  return ({ done, total, gpuMs }) => {
    const now = performance.now();
    if (now - last < PROGRESS_INTERVAL_MS) return;
    last = now;
    say({ type: 'progress', done, total, gpuMs: Math.ceil(gpuMs) });
  };
}

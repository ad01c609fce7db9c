import type { JobEventView, JobView } from '@lode/protocol';
import { MultiBar, type SingleBar } from 'cli-progress';
import { safe } from './format/text.ts';
import type { TextSink } from './io.ts';

/** A job's progress on a person's screen. Everything goes to stderr, so that stdout stays for results. */
export interface Progress {
  event(event: JobEventView): void;
  /** Ends the drawing, so that what is printed next stands below it. */
  stop(): void;
}

/** More bars than this do not fit beside what else is on a screen: one bar then counts for all. */
export const MAX_TASK_BARS = 16;

type TaskState = JobView['tasks'][number]['state'];

/** What events have said about one task so far. */
interface TaskLine {
  state: TaskState;
  fraction: number;
  phase: string;
}

export interface ProgressModel {
  readonly tasks: readonly TaskLine[];
  apply(event: JobEventView): void;
  counts(): { accepted: number; failed: number; running: number; waiting: number };
}

export function createModel(taskCount: number): ProgressModel {
  const tasks: TaskLine[] = Array.from({ length: taskCount }, () => ({ state: 'waiting', fraction: 0, phase: '' }));
  return {
    tasks,
    apply(event) {
      if (event.type !== 'task' && event.type !== 'attempt') return;
      const task = tasks[event.task];
      if (task === undefined) return;
      if (event.type === 'task') {
        task.state = event.state;
        if (event.state === 'accepted') task.fraction = 1;
        return;
      }
      const { progress, phase, state } = event.attempt;
      if (state !== 'running') return;
      if (phase !== undefined) task.phase = phase;
      // Replicas run side by side: the one that is furthest shows.
      if (progress !== undefined && progress.total > 0)
        task.fraction = Math.max(task.fraction, Math.min(1, progress.done / progress.total));
    },
    counts() {
      const count = (...states: TaskState[]) => tasks.filter((task) => states.includes(task.state)).length;
      return {
        accepted: count('accepted'),
        failed: count('failed'),
        running: count('leased', 'running', 'verifying'),
        waiting: count('waiting'),
      };
    },
  };
}

export function createProgress(sink: TextSink, taskCount: number): Progress {
  const model = createModel(taskCount);
  return sink.isTTY === true ? barProgress(sink as NodeJS.WriteStream, model) : lineProgress(sink, model);
}

function barProgress(stream: NodeJS.WriteStream, model: ProgressModel): Progress {
  const each = model.tasks.length <= MAX_TASK_BARS;
  const bars = new MultiBar({
    stream,
    hideCursor: true,
    clearOnComplete: false,
    gracefulExit: false,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    format: each ? '  task {label} {bar} {percentage}  {state}' : '  {bar} {percentage}  {state}',
    barsize: 28,
    formatValue: (value, _options, type) => (type === 'percentage' ? `${String(value).padStart(3)} %` : String(value)),
    autopadding: false,
  });
  const lines: SingleBar[] = (each ? model.tasks : [undefined]).map((_, index) =>
    bars.create(1_000, 0, { label: String(index).padStart(2), state: 'waiting' }),
  );
  const draw = () => {
    if (each) {
      model.tasks.forEach((task, index) => {
        lines[index]?.update(Math.round(task.fraction * 1_000), { state: stateText(task) });
      });
    } else {
      const done = model.tasks.reduce((sum, task) => sum + task.fraction, 0) / model.tasks.length;
      lines[0]?.update(Math.round(done * 1_000), { state: countsText(model) });
    }
  };
  return {
    event(event) {
      if (event.type === 'log') return void bars.log(`  ${logLine(event)}\n`);
      model.apply(event);
      draw();
    },
    stop() {
      draw();
      bars.stop();
    },
  };
}

/** Where nobody watches a screen (a file, a CI log): a line where something changed, at most ten for the tasks. */
function lineProgress(sink: TextSink, model: ProgressModel): Progress {
  let tenths = 0;
  return {
    event(event) {
      model.apply(event);
      if (event.type === 'state') {
        const reason = event.reason === undefined ? '' : ` (${event.reason.code}: ${safe(event.reason.message)})`;
        sink.write(`job: ${event.state}${reason}\n`);
      } else if (event.type === 'log') {
        sink.write(`${logLine(event)}\n`);
      } else if (event.type === 'task') {
        const { accepted } = model.counts();
        const now = Math.floor((accepted * 10) / model.tasks.length);
        if (now > tenths) sink.write(`tasks: ${countsText(model)}\n`);
        tenths = Math.max(tenths, now);
      }
    },
    stop: () => undefined,
  };
}

const stateText = (task: TaskLine): string =>
  task.state === 'running' && task.phase !== '' && task.phase !== 'running' ? task.phase : task.state;

export function countsText(model: ProgressModel): string {
  const { accepted, failed, running, waiting } = model.counts();
  const parts = [`${accepted}/${model.tasks.length} done`];
  if (running > 0) parts.push(`${running} running`);
  if (waiting > 0) parts.push(`${waiting} waiting`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(', ');
}

export function logLine(event: Extract<JobEventView, { type: 'log' }>): string {
  const level = event.level === 'info' ? '' : `${event.level}: `;
  return `[task ${event.task}] ${level}${safe(event.text)}`;
}

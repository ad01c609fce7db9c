import type { IndexState, IndexStore, IndexWrite, Run } from './indexStore.ts';
import { createPostings, dedupe, type Postings, sortPostings } from './postings.ts';

/** Runs of a level that become one of the next. 8: an entry is written again three times in 500 flushes. */
const FAN_OUT = 8;
/** Postings of the largest run that is merged: 32 MB, sorted in 0.3 s. */
const MOST_MERGED = 4_194_304;
/** A run spans at most this part of the window, so that little of what is kept is pruned already. */
const SPAN_PARTS = 8;
const LEAST_SPAN = 64;
/** Blocks pruned in a commit. */
const MOST_PRUNED = 4_096;

export function addRun(
  to: IndexWrite,
  state: IndexState,
  run: Omit<Run, 'id' | 'entries'>,
  postings: Postings,
): IndexState {
  to.run(state.nextRun, postings);
  const added = { ...run, id: state.nextRun, entries: postings.count };
  return { ...state, nextRun: state.nextRun + 1, runs: [...state.runs, added] };
}

/** Forgets blocks before the window, and the runs and files that have none of it. */
export function prune(to: IndexWrite, state: IndexState, window: number): IndexState {
  const first = Math.min(Math.max(state.first, state.last - window + 1), state.first + MOST_PRUNED);
  for (let number = state.first; number < first; number++) to.dropBlock(number);
  for (const run of state.runs) if (run.last < first) to.dropRun(run.id);
  const files = state.files.filter(({ last }) => last >= first);
  return { ...state, first, runs: state.runs.filter(({ last }) => last >= first), files };
}

/** The trailing runs of a level become one of the next, as often as there are enough. */
export function mergeRuns(store: IndexStore, to: IndexWrite, from: IndexState, window: number): IndexState {
  const mostSpan = Math.max(LEAST_SPAN, Math.floor(window / SPAN_PARTS));
  const least = store.location(from.first)?.ordinal ?? 0;
  let state = from;
  for (let level = 0; ; level++) {
    const group = state.runs.slice(-FAN_OUT);
    const [head, tail] = [group[0], group.at(-1)];
    if (head === undefined || tail === undefined || group.length < FAN_OUT) return state;
    const entries = group.reduce((sum, run) => sum + run.entries, 0);
    const fits = entries <= MOST_MERGED && tail.last - head.first < mostSpan;
    if (!fits || group.some((run) => run.level !== level)) return state;
    const postings = joined(store, group, head.base, entries);
    dedupe(postings, least - head.base);
    for (const { id } of group) to.dropRun(id);
    const run = { level: level + 1, first: head.first, last: tail.last, base: head.base };
    state = addRun(to, { ...state, runs: state.runs.slice(0, -FAN_OUT) }, run, postings);
  }
}

function joined(store: IndexStore, group: readonly Run[], base: number, entries: number): Postings {
  const postings = createPostings(entries);
  for (const run of group) {
    store.readRun(run.id, (terms, ordinals) => {
      postings.terms.set(terms, postings.count);
      for (const ordinal of ordinals) postings.ordinals[postings.count++] = ordinal + run.base - base;
    });
  }
  sortPostings(postings);
  return postings;
}

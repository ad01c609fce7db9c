/** Where a chunk stands. Whoever claimed it moves it to PARKED or FAILED, whoever publishes it further. */
export const STATE = {
  /** Not claimed, or at work on. */
  OPEN: 0,
  /** Ran ahead: waits to be published. */
  PARKED: 1,
  /** Could not run ahead: is run when its turn has come. */
  FAILED: 2,
  /** As it ran ahead. Its logs have a place, to which the worker that has them copies them. */
  PUBLISHED: 3,
  /** Run when its turn had come, logs and all. */
  REDONE: 4,
} as const;

const WORDS = { STATE: 0, PARKED_AT: 1, EXECUTED: 2, LOG_BYTES: 3, LOG_BASE: 4 } as const;
/** Half a cache line. */
const STRIDE = 8;

/** What a chunk that ran ahead leaves for whoever publishes it. */
export interface Parked {
  /** Address in the state's memory. */
  at: number;
  /** Transactions with a result. */
  executed: number;
  logBytes: number;
}

/** The chunks of a block, in memory that all its threads share. The state is written last and read first. */
export interface ChunkTable {
  state(chunk: number): number;
  setState(chunk: number, state: number): void;
  park(chunk: number, parked: Parked): void;
  parked(chunk: number): Parked;
  /** Publishes a parked chunk whose logs have their place. */
  publish(chunk: number, logBase: number): void;
  logBase(chunk: number): number;
}

export const chunkTableBytes = (chunks: number): number => chunks * STRIDE * 4;

export function openChunkTable(buffer: SharedArrayBuffer): ChunkTable {
  const words = new Int32Array(buffer);
  const at = (chunk: number, word: number) => chunk * STRIDE + word;
  const read = (chunk: number, word: number) => (words[at(chunk, word)] ?? 0) >>> 0;
  const setState = (chunk: number, state: number) => {
    Atomics.store(words, at(chunk, WORDS.STATE), state);
  };
  return {
    state: (chunk) => Atomics.load(words, at(chunk, WORDS.STATE)),
    setState,
    park(chunk, parked) {
      words[at(chunk, WORDS.PARKED_AT)] = parked.at;
      words[at(chunk, WORDS.EXECUTED)] = parked.executed;
      words[at(chunk, WORDS.LOG_BYTES)] = parked.logBytes;
      setState(chunk, STATE.PARKED);
    },
    parked: (chunk) => ({
      at: read(chunk, WORDS.PARKED_AT),
      executed: read(chunk, WORDS.EXECUTED),
      logBytes: read(chunk, WORDS.LOG_BYTES),
    }),
    publish(chunk, logBase) {
      words[at(chunk, WORDS.LOG_BASE)] = logBase;
      setState(chunk, STATE.PUBLISHED);
    },
    logBase: (chunk) => read(chunk, WORDS.LOG_BASE),
  };
}

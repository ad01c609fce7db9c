import fc from 'fast-check';

/**
 * fast-check prints the seed of a property that fails; `FC_SEED=<seed>` runs it again with the same values,
 * and `FC_RUNS=<n>` runs every property more often than usual.
 */
const wholeNumber = (variable: string): number | undefined => {
  const text = process.env[variable];
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${variable} must be a whole number, got "${text}".`);
  return value;
};

const seed = wholeNumber('FC_SEED');
const numRuns = wholeNumber('FC_RUNS');

fc.configureGlobal({ ...(seed === undefined ? {} : { seed }), ...(numRuns === undefined ? {} : { numRuns }) });

/** Parameters of a property that is too dear for the usual 100 runs; `FC_RUNS` still decides where it is given. */
export const runs = (usual: number): { readonly numRuns: number } => ({ numRuns: numRuns ?? usual });

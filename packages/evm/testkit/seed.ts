/** Seed of the property tests. LODE_FUZZ_SEED changes it; fast-check prints it with every failure. */
export const RUNS_SEED = Number(process.env.LODE_FUZZ_SEED ?? 20_251_203);

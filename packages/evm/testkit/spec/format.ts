/** The GeneralStateTest format of ethereum/tests and execution-spec-tests, as far as a runner reads it. */
export interface StateTest {
  env: TestEnv;
  pre: Record<string, TestAccount>;
  transaction: TestTransaction;
  post: Record<string, TestPost[]>;
  config?: TestConfig;
}

export interface TestEnv {
  currentCoinbase: string;
  currentGasLimit: string;
  currentNumber: string;
  currentTimestamp: string;
  currentBaseFee?: string;
  currentRandom?: string;
  currentDifficulty?: string;
  currentExcessBlobGas?: string;
}

export interface TestConfig {
  chainid?: string;
  chainId?: string;
  blobSchedule?: Record<string, TestBlobSchedule>;
}

export interface TestBlobSchedule {
  target: string;
  max: string;
  baseFeeUpdateFraction: string;
}

export interface TestAccount {
  nonce: string;
  balance: string;
  code: string;
  storage: Record<string, string>;
}

export interface TestAccessListEntry {
  address: string;
  storageKeys: string[];
}

export interface TestAuthorization {
  chainId: string;
  address: string;
  nonce: string;
  v?: string;
  yParity?: string;
  r: string;
  s: string;
}

export interface TestTransaction {
  data: string[];
  gasLimit: string[];
  value: string[];
  nonce: string;
  to?: string | null;
  sender?: string;
  secretKey?: string;
  gasPrice?: string;
  maxFeePerGas?: string;
  maxPriorityFeePerGas?: string;
  accessLists?: (TestAccessListEntry[] | null)[];
  maxFeePerBlobGas?: string;
  blobVersionedHashes?: string[];
  authorizationList?: TestAuthorization[];
  /** EOF creation transactions (EIP-7873): no fork of ours. */
  initcodes?: string[];
}

export interface TestPost {
  hash: string;
  logs: string;
  indexes: { data: number; gas: number; value: number };
  expectException?: string;
  /** The whole state afterwards; newer fixtures carry it. */
  state?: Record<string, TestAccount>;
}

/** One entry of go-ethereum's precompile suites. */
export interface PrecompileTest {
  Input: string;
  Name: string;
  Expected?: string;
  ExpectedError?: string;
  Gas?: number;
}

export type TestFile =
  | { kind: 'state'; tests: Record<string, StateTest> }
  | { kind: 'precompile'; tests: PrecompileTest[] }
  | { kind: 'other'; reason: string };

/** Tells the suites apart by their shape; their folders are named differently in every collection. */
export function readTestFile(text: string): TestFile {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return { kind: 'other', reason: `no JSON (${error instanceof Error ? error.message : String(error)})` };
  }
  if (Array.isArray(parsed)) {
    if (parsed.every(isPrecompileTest)) return { kind: 'precompile', tests: parsed };
    return { kind: 'other', reason: 'a list that is no precompile suite' };
  }
  if (typeof parsed !== 'object' || parsed === null) return { kind: 'other', reason: 'no test suite' };
  const tests: Record<string, StateTest> = {};
  for (const [name, test] of Object.entries(parsed)) if (isStateTest(test)) tests[name] = test;
  if (Object.keys(tests).length > 0) return { kind: 'state', tests };
  return { kind: 'other', reason: 'no state test in it' };
}

function isPrecompileTest(value: unknown): value is PrecompileTest {
  return typeof value === 'object' && value !== null && 'Input' in value && 'Name' in value;
}

function isStateTest(value: unknown): value is StateTest {
  if (typeof value !== 'object' || value === null) return false;
  return 'env' in value && 'pre' in value && 'post' in value && 'transaction' in value;
}

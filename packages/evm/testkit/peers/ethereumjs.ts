import { createBlock } from '@ethereumjs/block';
import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { createEVM, EVMError, type EVMMockBlockchainInterface } from '@ethereumjs/evm';
import { SimpleStateManager } from '@ethereumjs/statemanager';
import { createTx, type TypedTransaction, type TypedTxData } from '@ethereumjs/tx';
import { Account, Address, type EOACode7702AuthorizationListItem, type KZG } from '@ethereumjs/util';
import { createVM, type RunTxResult, runTx, type VM } from '@ethereumjs/vm';
import { portableOperations } from '../../src/precompiles/index.ts';
import type { AccountState, BlockEnv, Fork, Transaction, TransactionResult } from '../../src/types.ts';
import { fixedBytes, hex } from '../spec/hex.ts';

/** EIP-7702 signatures: peers recover the signer themselves, our EVM is given it. */
export interface AuthorizationSignature {
  yParity: bigint;
  r: bigint;
  s: bigint;
}

export interface SignedTransaction extends Transaction {
  authorizationSignatures?: AuthorizationSignature[];
}

/** `@ethereumjs/vm` behind the verbs of our EVM. */
export interface EthereumJsPeer {
  load(accounts: Iterable<readonly [Uint8Array, AccountState]>): Promise<void>;
  setBlock(env: BlockEnv): void;
  applyTransaction(tx: SignedTransaction): Promise<TransactionResult>;
  systemCall(to: Uint8Array, data: Uint8Array): Promise<TransactionResult>;
  accounts(): [Uint8Array, AccountState][];
}

const HARDFORKS: Readonly<Record<Fork, Hardfork>> = {
  cancun: Hardfork.Cancun,
  prague: Hardfork.Prague,
  osaka: Hardfork.Osaka,
};
const SYSTEM_ADDRESS = fixedBytes('0xfffffffffffffffffffffffffffffffffffffffe', 20);
const SYSTEM_GAS = 30_000_000n;

export async function createEthereumJsPeer(fork: Fork, chainId = 1n): Promise<EthereumJsPeer> {
  const common = createCommon(fork, chainId);
  let env: BlockEnv | undefined;
  let state = new SimpleStateManager({ common });
  let vm = await createMachine(common, state, () => env);
  return {
    async load(accounts) {
      // A machine of its own for each state: warm caches of the last one must not leak into it.
      state = new SimpleStateManager({ common });
      vm = await createMachine(common, state, () => env);
      for (const [address, account] of accounts) await putAccount(state, address, account);
    },
    setBlock(next) {
      env = next;
    },
    async applyTransaction(tx) {
      if (env === undefined) throw new Error('setBlock comes first');
      return apply(vm, common, env, tx);
    },
    async systemCall(to, data) {
      if (env === undefined) throw new Error('setBlock comes first');
      return callAsSystem(vm, common, env, to, data);
    },
    accounts: () => readAccounts(state),
  };
}

export function createCommon(fork: Fork, chainId: bigint): Common {
  const common = new Common({
    chain: { ...Mainnet, chainId: Number(chainId) },
    hardfork: HARDFORKS[fork],
    customCrypto: { kzg: kzgAdapter() },
  });
  return common;
}

/** Point evaluation is our own: the library has none built in. The conformance vectors check that one. */
function kzgAdapter(): KZG {
  const refuse = () => {
    throw new Error('only proofs are verified here');
  };
  return {
    verifyProof(commitment, z, y, proof) {
      const input = new Uint8Array(192);
      const commitmentBytes = fixedBytes(commitment, 48);
      const versioned = portableOperations.sha256(commitmentBytes);
      if (versioned !== undefined) input.set(versioned);
      input[0] = 1;
      input.set(fixedBytes(z, 32), 32);
      input.set(fixedBytes(y, 32), 64);
      input.set(commitmentBytes, 96);
      input.set(fixedBytes(proof, 48), 144);
      return portableOperations.pointEvaluation(input) !== undefined;
    },
    blobToKzgCommitment: refuse,
    computeBlobProof: refuse,
    verifyBlobProofBatch: refuse,
    computeCells: refuse,
    computeCellsAndProofs: refuse,
    recoverCellsAndProofs: refuse,
    verifyCellKzgProofBatch: refuse,
  };
}

async function createMachine(
  common: Common,
  stateManager: SimpleStateManager,
  env: () => BlockEnv | undefined,
): Promise<VM> {
  const blockchain: EVMMockBlockchainInterface = {
    async getBlock(n) {
      return { hash: () => env()?.blockHash(BigInt(n)) ?? new Uint8Array(32) };
    },
    async putBlock() {},
    shallowCopy: () => blockchain,
  };
  const evm = await createEVM({ common, stateManager, blockchain });
  return createVM({ common, stateManager, evm });
}

async function putAccount(state: SimpleStateManager, bytes: Uint8Array, account: AccountState): Promise<void> {
  const address = new Address(bytes);
  await state.putAccount(address, new Account(account.nonce, account.balance));
  if (account.code.length > 0) await state.putCode(address, account.code);
  for (const [slot, value] of account.storage) {
    await state.putStorage(address, fixedBytes(slot, 32), minimalBytes(value));
  }
}

function minimalBytes(value: bigint): Uint8Array {
  const digits = value.toString(16);
  return Uint8Array.fromHex(digits.length % 2 === 0 ? digits : `0${digits}`);
}

function readAccounts(state: SimpleStateManager): [Uint8Array, AccountState][] {
  const accounts = new Map<string, AccountState>();
  for (const [address, account] of state.accountStack.at(-1) ?? []) {
    if (account === undefined) continue;
    const code = state.codeStack.at(-1)?.get(address) ?? new Uint8Array(0);
    accounts.set(address, { nonce: account.nonce, balance: account.balance, code, storage: new Map() });
  }
  for (const [key, bytes] of state.storageStack.at(-1) ?? []) {
    const [address = '', slot = ''] = key.split('_');
    const value = bytes.length === 0 ? 0n : BigInt(`0x${bytes.toHex()}`);
    if (value !== 0n) accounts.get(address)?.storage.set(`0x${slot.slice(2).padStart(64, '0')}`, value);
  }
  return [...accounts].map(([address, account]) => [fixedBytes(address, 20), account]);
}

function createHeader(common: Common, env: BlockEnv) {
  return createBlock(
    {
      header: {
        number: env.number,
        timestamp: env.timestamp,
        coinbase: new Address(env.coinbase),
        gasLimit: env.gasLimit,
        baseFeePerGas: env.baseFee,
        mixHash: env.prevRandao,
        excessBlobGas: env.excessBlobGas,
        difficulty: 0n,
      },
    },
    { common, skipConsensusFormatValidation: true },
  );
}

async function apply(vm: VM, common: Common, env: BlockEnv, tx: SignedTransaction): Promise<TransactionResult> {
  let prepared: TypedTransaction;
  let result: RunTxResult;
  try {
    prepared = prepare(common, tx);
    result = await runTx(vm, { tx: prepared, block: createHeader(common, env), skipHardForkValidation: true });
  } catch (error) {
    if (error instanceof EVMError) throw error;
    return invalid(error);
  }
  const { execResult } = result;
  return {
    status: statusOf(execResult.exceptionError),
    ...(execResult.exceptionError === undefined ? {} : { error: String(execResult.exceptionError.error) }),
    gasUsed: result.totalGasSpent,
    gasRefunded: result.gasRefund,
    output: execResult.returnValue,
    ...(result.createdAddress === undefined ? {} : { createdAddress: result.createdAddress.bytes }),
    logs: (execResult.logs ?? []).map(([address, topics, data]) => ({ address, topics, data })),
  };
}

async function callAsSystem(
  vm: VM,
  common: Common,
  env: BlockEnv,
  to: Uint8Array,
  data: Uint8Array,
): Promise<TransactionResult> {
  const system = new Address(SYSTEM_ADDRESS);
  const before = (await vm.stateManager.getAccount(system))?.nonce;
  const { execResult } = await vm.evm.runCall({
    caller: system,
    origin: system,
    to: new Address(to),
    data,
    gasLimit: SYSTEM_GAS,
    gasPrice: 0n,
    value: 0n,
    block: createHeader(common, env),
  });
  await vm.evm.journal.cleanup();
  vm.stateManager.originalStorageCache.clear();
  // The library counts a nonce for the caller; a system call has none (EIP-4788).
  if (before === undefined) await vm.stateManager.deleteAccount(system);
  else await vm.stateManager.modifyAccountFields(system, { nonce: before });
  return {
    status: statusOf(execResult.exceptionError),
    gasUsed: execResult.executionGasUsed,
    gasRefunded: 0n,
    output: execResult.returnValue,
    logs: (execResult.logs ?? []).map(([address, topics, logData]) => ({ address, topics, data: logData })),
  };
}

function statusOf(error: EVMError | undefined): TransactionResult['status'] {
  if (error === undefined) return 'success';
  return error.error === EVMError.errorMessages.REVERT ? 'revert' : 'halt';
}

function invalid(error: unknown): TransactionResult {
  const message = error instanceof Error ? error.message : String(error);
  return { status: 'invalid', error: message, gasUsed: 0n, gasRefunded: 0n, output: new Uint8Array(0), logs: [] };
}

/** The library's transaction with the sender given, so that nothing has to be signed. */
function prepare(common: Common, tx: SignedTransaction): TypedTransaction {
  const prepared = createTx(transactionData(tx), { common, freeze: false });
  prepared.getSenderAddress = () => new Address(tx.sender);
  return prepared;
}

function transactionData(tx: SignedTransaction): TypedTxData {
  const accessList = (tx.accessList ?? []).map((entry) => ({
    address: hex(entry.address) as `0x${string}`,
    storageKeys: entry.storageKeys.map((key) => hex(key) as `0x${string}`),
  }));
  return {
    type: tx.type,
    nonce: tx.nonce,
    gasLimit: tx.gasLimit,
    value: tx.value,
    data: tx.data,
    chainId: 1n,
    ...(tx.to === undefined ? {} : { to: new Address(tx.to) }),
    ...(tx.type <= 1 ? { gasPrice: tx.gasPrice ?? 0n } : {}),
    ...(tx.type >= 1 ? { accessList } : {}),
    ...(tx.type >= 2
      ? { maxFeePerGas: tx.maxFeePerGas ?? 0n, maxPriorityFeePerGas: tx.maxPriorityFeePerGas ?? 0n }
      : {}),
    ...(tx.type === 3
      ? {
          maxFeePerBlobGas: tx.maxFeePerBlobGas ?? 0n,
          blobVersionedHashes: (tx.blobVersionedHashes ?? []).map((hash) => hex(hash) as `0x${string}`),
        }
      : {}),
    ...(tx.type === 4 ? { authorizationList: authorizationItems(tx) } : {}),
  } as TypedTxData;
}

function authorizationItems(tx: SignedTransaction): EOACode7702AuthorizationListItem[] {
  return (tx.authorizationList ?? []).map((entry, i) => {
    const signature = tx.authorizationSignatures?.[i] ?? { yParity: 0n, r: 0n, s: 0n };
    const short = (value: bigint): `0x${string}` => `0x${value === 0n ? '' : minimalBytes(value).toHex()}`;
    return {
      chainId: short(entry.chainId),
      address: hex(entry.address) as `0x${string}`,
      nonce: short(entry.nonce),
      yParity: short(signature.yParity),
      r: short(signature.r),
      s: short(signature.s),
    };
  });
}

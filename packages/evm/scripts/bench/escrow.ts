import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { keccak_256 } from '@noble/hashes/sha3.js';
import secp256k1 from 'secp256k1';
import { createEvm } from '../../src/createEvm.ts';
import { createPrecompiles } from '../../src/precompiles/index.ts';
import { createNativeOperations } from '../../src/precompiles/native/index.ts';
import type { Evm } from '../../src/types.ts';
import { callData, concatBytes, createAddress, encodeWords } from '../../testkit/contracts/abi.ts';
import { type CompiledContract, compileFolder, contract } from '../../testkit/contracts/compile.ts';
import type { Workload } from './workloads.ts';
import { type Accounts, actor, BENCH_FORK, benchEnv, funded, transaction } from './world.ts';

const LEASE = '(bytes32,bytes32,address,address,uint32,uint32,uint128,uint128,uint128,uint8,uint64,uint64,uint64)';
const RECEIPTS = '(bytes32,uint32,uint128)[]';
const SETTLE = `settle(${LEASE},${RECEIPTS},bytes32,bytes)`;
const DIGEST = `acceptanceDigest(bytes32,bytes32,${RECEIPTS})`;
const RESERVE = `reserve(${LEASE}[],bytes[])`;

const SENDERS = 500;
const TASKS = 1n << 20n;
const HOLDBACK = 10n;
const BOND = 1_000_000n;
const HOUR_MS = 3_600_000n;
const DAY_MS = 24n * HOUR_MS;
const BUYER_KEY = keccak_256(new TextEncoder().encode('buyer'));
const PROVIDER_KEY = keccak_256(new TextEncoder().encode('provider'));
const BODY = new Uint8Array(32).fill(1);
const JOB = new Uint8Array(32).fill(2);

/** Where this repository's contracts are, `undefined` in a checkout without them. */
export function marketSources(folder: string | undefined): string | undefined {
  const path = folder ?? join(import.meta.dirname, '../../../contracts/contracts');
  return existsSync(join(path, 'Market.sol')) ? path : undefined;
}

/** `Market.settle` of one task a transaction: the buyer's signature is checked, the provider is paid. */
export async function escrow(folder: string, contracts: ReadonlyMap<string, CompiledContract>): Promise<Workload> {
  const precompiles = createPrecompiles(await createNativeOperations());
  const evm = createEvm({ fork: BENCH_FORK, tier: 'interpreter', precompiles });
  const world = setUp(evm, compileFolder(folder, 1_000), contracts);
  const accounts: Accounts = [...evm.state.accounts()];
  return {
    name: 'escrow settle (packages/contracts Market, one task)',
    senders: SENDERS,
    loopCount: 0,
    accounts: (count) => [...accounts, ...funded('sender', count)],
    transactions: (count, pass) =>
      Array.from({ length: count }, (_, i) => {
        const data = settleData(evm, world, BigInt(pass * SENDERS + i));
        return transaction(actor('sender', i), BigInt(pass), data, world.market, 500_000n);
      }),
  };
}

interface World {
  market: Uint8Array;
  lease: (bigint | Uint8Array)[];
  leaseId: Uint8Array;
}

function setUp(
  evm: Evm,
  lode: ReadonlyMap<string, CompiledContract>,
  contracts: ReadonlyMap<string, CompiledContract>,
): World {
  const [buyer, provider] = [addressOf(BUYER_KEY), addressOf(PROVIDER_KEY)];
  evm.setBlock(benchEnv);
  for (const address of [buyer, provider]) {
    evm.state.setAccount(address, { nonce: 0n, balance: 10n ** 24n, code: new Uint8Array(0), storage: new Map() });
  }
  const nonces = new Map([
    [buyer, 0n],
    [provider, 0n],
  ]);
  const send = (from: Uint8Array, data: Uint8Array, to?: Uint8Array): Uint8Array => {
    const nonce = nonces.get(from) ?? 0n;
    nonces.set(from, nonce + 1n);
    const result = evm.applyTransaction(transaction(from, nonce, data, to, 15_000_000n));
    if (result.status !== 'success')
      throw new Error(`setting up the market: ${result.status} ${result.output.toHex()}`);
    return createAddress(from, nonce);
  };
  const create = (code: CompiledContract, ...words: (bigint | Uint8Array)[]) =>
    send(buyer, concatBytes(code.creation, encodeWords(...words)));
  const token = create(contract(contracts, 'TestToken'), buyer, 10n ** 24n);
  const registry = create(contract(lode, 'ProviderRegistry'), token, 30n * DAY_MS, BOND);
  const market = create(contract(lode, 'Market'), token, registry);
  send(buyer, callData('transfer(address,uint256)', provider, BOND), token);
  send(provider, callData('approve(address,uint256)', registry, BOND), token);
  send(provider, callData('bond(uint256)', BOND), registry);
  const nowMs = benchEnv.timestamp * 1000n;
  send(provider, callData('publishRecord(bytes32,uint64,uint64)', BODY, 1n, nowMs + DAY_MS), registry);
  send(buyer, callData('approve(address,uint256)', market, TASKS * HOLDBACK), token);
  send(buyer, callData('fund(bytes32,uint256)', JOB, TASKS * HOLDBACK), market);
  const terms = [0n, TASKS, HOLDBACK, BOND, 1n, 1n, nowMs + HOUR_MS, HOUR_MS, HOUR_MS];
  const lease = [BODY, JOB, buyer, provider, ...terms];
  const leaseId = view(evm, market, callData(`leaseId(${LEASE})`, ...lease));
  const signature = sign(PROVIDER_KEY, leaseId);
  // Two lists of one: leases, then signatures, whose only element begins after its own offset.
  const leases = encodeWords(64n, 64n + 32n * 14n, 1n, ...lease);
  send(buyer, concatBytes(callData(RESERVE), leases, encodeWords(1n, 32n), signature), market);
  return { market, lease, leaseId };
}

function settleData(evm: Evm, { market, lease, leaseId }: World, task: bigint): Uint8Array {
  const receipt = [new Uint8Array(32).fill(3), task, HOLDBACK];
  const digest = view(evm, market, callData(DIGEST, BODY, leaseId, 96n, 1n, ...receipt));
  // The head has 16 words: 13 of the lease, two offsets and the body between them.
  const words = [...lease, 512n, BODY, 640n, 1n, ...receipt];
  return concatBytes(callData(SETTLE, ...words), sign(BUYER_KEY, digest));
}

function view(evm: Evm, to: Uint8Array, data: Uint8Array): Uint8Array {
  const result = evm.call(transaction(addressOf(BUYER_KEY), 0n, data, to, 1_000_000n));
  if (result.status !== 'success') throw new Error(`a view of the market ended with ${result.status}`);
  return result.output;
}

/** ABI `bytes` of r, s and v: length, content, padding. */
function sign(key: Uint8Array, digest: Uint8Array): Uint8Array {
  const { signature, recid } = secp256k1.ecdsaSign(digest, key);
  const out = new Uint8Array(32 + 96);
  out[31] = 65;
  out.set(signature, 32);
  out[96] = 27 + recid;
  return out;
}

function addressOf(key: Uint8Array): Uint8Array {
  const known = addresses.get(key);
  if (known !== undefined) return known;
  const address = keccak_256(secp256k1.publicKeyCreate(key, false).subarray(1)).slice(12);
  addresses.set(key, address);
  return address;
}

const addresses = new Map<Uint8Array, Uint8Array>();

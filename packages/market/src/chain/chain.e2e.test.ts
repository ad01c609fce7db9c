import { marketAbi } from '@lode/contracts';
import {
  acceptanceKind,
  type Hex,
  type Lease,
  leaseId,
  leaseKind,
  objectionKind,
  type Receipt,
  receiptId,
  receiptKind,
  type SignedLease,
  type SignedReceipt,
  sign,
  ZERO_HASH,
} from '@lode/protocol';
import { encodeFunctionData, http, keccak256, toHex } from 'viem';
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Anvil, startAnvil } from '../../testkit/chain/anvil.ts';
import type { Clock, MarketChain } from '../seams.ts';
import { createMarketChain } from './chain.ts';
import { type Deployment, deployNetwork } from './deploy.ts';
import { leaseStruct, receiptStruct } from './structs.ts';
import type { MarketWatch } from './watch.ts';

const clock: Clock = {
  nowMs: () => Date.now(),
  sleep: (delayMs) => new Promise((resolve) => setTimeout(resolve, delayMs)),
};
const HASH = (n: number): Hex => keccak256(toHex(n));
const PEER = '12D3KooWQ6vNgYmXyDMUTKCyz5rHkUqyMpSLqoKYjjy6dBDyUMxL';

let anvil: Anvil;
let deployment: Deployment;
const chains: MarketChain[] = [];

interface Party {
  readonly account: PrivateKeyAccount;
  readonly address: Hex;
  readonly chain: MarketChain & MarketWatch;
}

function party(): Party {
  const account = privateKeyToAccount(generatePrivateKey());
  const chain = createMarketChain({
    ...deployment,
    transport: anvil.transport,
    chainId: anvil.chainId,
    account,
    clock,
  });
  chains.push(chain);
  return { account, address: chain.account, chain };
}

async function providerParty(): Promise<Party> {
  const one = party();
  await one.chain.faucet(50_000_000n);
  await one.chain.bond(10_000_000n);
  await one.chain.publishRecord(HASH(1), 1, Date.now() + 86_400_000);
  return one;
}

let salt = 0;
function leaseOf(buyer: Party, by: Party, more: Partial<Lease> = {}): Lease {
  const nowMs = Date.now();
  return {
    version: 1,
    jobKey: HASH(7),
    job: HASH(8),
    programHash: HASH(9),
    buyer: buyer.address,
    provider: by.address,
    buyerPeer: PEER,
    providerPeer: PEER,
    offer: HASH(10),
    device: 'gpu-0',
    exclusive: true,
    firstTask: 0,
    taskCount: 4,
    attempt: 0,
    quote: { maxGpuMsPerTask: 1_000, microUsdPerGpuSecond: 100n, maxMicroUsdPerTask: 100n },
    streamedBps: 0,
    holdbackBps: 10_000,
    holdbackMicroUsdPerTask: 100n,
    meteringIntervalMs: 1_000,
    bondReservedMicroUsd: 400n,
    objectionBondMicroUsd: 25n,
    verify: { replicas: 3, quorum: 2 },
    determinism: 'bitexact',
    issuedAtMs: nowMs,
    startByMs: nowMs + 60_000,
    expiresAtMs: nowMs + 600_000,
    acceptanceWindowMs: 60_000,
    objectionWindowMs: 60_000,
    salt: HASH(1_000 + salt++),
    ...more,
  };
}

async function signLease(buyer: Party, by: Party, lease: Lease): Promise<SignedLease> {
  return {
    lease,
    buyerSignature: await sign(leaseKind, buyer.chain.network, lease, buyer.account),
    providerSignature: await sign(leaseKind, by.chain.network, lease, by.account),
  };
}

async function receiptOf(by: Party, lease: Lease, task: number, more: Partial<Receipt> = {}): Promise<SignedReceipt> {
  const value: Receipt = {
    version: 1,
    lease: leaseId(by.chain.network, lease),
    task,
    attempt: 0,
    programHash: HASH(9),
    inputsRoot: HASH(11),
    outputsRoot: HASH(12),
    traceRoot: ZERO_HASH,
    outputs: [],
    gpuMs: 500,
    energy: null,
    peakVramBytes: 0,
    device: 'gpu-0',
    adapterClass: 'x',
    startedAtMs: 0,
    endedAtMs: 0,
    priceMicroUsd: 50n,
    holdbackMicroUsd: 50n,
    ...more,
  };
  return { value, signature: await sign(receiptKind, by.chain.network, value, by.account) };
}

async function accept(buyer: Party, lease: Lease, receipts: readonly SignedReceipt[]) {
  const { network } = buyer.chain;
  const value = {
    version: 1 as const,
    lease: leaseId(network, lease),
    receipts: receipts.map((one) => ({
      receipt: receiptId(network, one.value),
      task: one.value.task,
      holdbackMicroUsd: one.value.holdbackMicroUsd,
    })),
    acceptedAtMs: Date.now(),
  };
  return { value, signature: await sign(acceptanceKind, network, value, buyer.account) };
}

/** Sends the claim to a contract that calls the market with the same calldata: the transaction shows another callee. */
async function claimThroughContract(lease: Lease, { value, signature }: SignedReceipt): Promise<void> {
  const forwarder = '0x00000000000000000000000000000000000f0f0f';
  // calldatacopy(0, 0, size); call(gas, market, 0, 0, size, 0, 0); revert unless it succeeded.
  const code = `0x365f5f375f5f365f5f73${deployment.market.slice(2)}5af16026575f5ffd5b00`;
  await anvil.rpc('anvil_setCode', [forwarder, code]);
  const args = [leaseStruct(lease), [receiptStruct(value)], [signature]] as const;
  const data = encodeFunctionData({ abi: marketAbi, functionName: 'claim', args });
  const [from] = (await anvil.rpc('eth_accounts')) as Hex[];
  await anvil.rpc('eth_sendTransaction', [{ from, to: forwarder, data, gasPrice: '0x0' }]);
}

beforeAll(async () => {
  anvil = await startAnvil();
  const account = privateKeyToAccount(generatePrivateKey());
  deployment = await deployNetwork({ transport: anvil.transport, chainId: anvil.chainId, account, clock });
});

afterAll(async () => {
  await Promise.all(chains.map((chain) => chain.stop()));
  await anvil?.stop();
});

describe('market chain on a real EVM', () => {
  it('funds and reserves in one transaction, settles by the provider, and gives the rest back to the micro-dollar', async () => {
    const [buyer, by] = [party(), await providerParty()];
    await buyer.chain.faucet(1_000_000n);
    const fromBlock = await buyer.chain.head();
    const signed = await signLease(buyer, by, leaseOf(buyer, by));
    await buyer.chain.reserve(HASH(7), 400n, [signed]);
    expect(await buyer.chain.isReserved(signed.lease)).toBe(true);
    expect(await buyer.chain.unbondingDelayMs()).toBe(21 * 86_400_000);
    expect(await buyer.chain.remainingOf(signed.lease)).toBe(400n);
    expect(await buyer.chain.pot(buyer.address, HASH(7))).toBe(0n);

    const receipts = await Promise.all([0, 1, 2, 3].map((task) => receiptOf(by, signed.lease, task)));
    const before = (await by.chain.balance()).microUsd;
    await by.chain.settle(signed.lease, await accept(buyer, signed.lease, receipts));
    // A second time is not an error: what was wanted holds.
    await by.chain.settle(signed.lease, await accept(buyer, signed.lease, receipts));
    expect((await by.chain.balance()).microUsd - before).toBe(200n);
    expect(await buyer.chain.refund(HASH(7))).toBe(200n);
    expect(await buyer.chain.refund(HASH(7))).toBe(0n);
    expect((await buyer.chain.balance()).microUsd).toBe(1_000_000n - 200n);

    const toBlock = await buyer.chain.head();
    const events = await buyer.chain.leaseMoney([receipts[0]?.value.lease ?? ZERO_HASH], fromBlock, toBlock);
    expect(events.map((event) => event.type)).toEqual(['reserved', 'closed', 'closed', 'closed', 'closed']);
    expect(events[1]).toMatchObject({ task: 0, outcome: 'accepted', paidMicroUsd: 50n, returnedMicroUsd: 50n });
    expect(await buyer.chain.leaseMoney([HASH(1)], fromBlock, toBlock)).toEqual([]);
    expect(await buyer.chain.potMoney(HASH(7), fromBlock)).toEqual({ fundedMicroUsd: 400n, refundedMicroUsd: 200n });
  });

  it('lets the buyer claim for a provider that went away, then settle it', async () => {
    const [buyer, by] = [party(), await providerParty()];
    await buyer.chain.faucet(1_000_000n);
    const signed = await signLease(buyer, by, leaseOf(buyer, by));
    await buyer.chain.reserve(HASH(7), 500n, [signed]);
    const receipts = [await receiptOf(by, signed.lease, 0)];
    const acceptance = await accept(buyer, signed.lease, receipts);
    await expect(buyer.chain.settle(signed.lease, acceptance)).rejects.toMatchObject({
      code: 'CHAIN_REJECTED',
      details: { error: 'ProviderConsentRequired' },
    });
    await buyer.chain.claim(signed.lease, receipts);
    expect((await buyer.chain.claimState(signed.lease, 0)).state).toBe('claimed');
    await buyer.chain.settle(signed.lease, acceptance);
    expect((await buyer.chain.claimState(signed.lease, 0)).state).toBe('closed');
    expect((await buyer.chain.claimState(signed.lease, 1)).state).toBe('none');
  });

  it.each([
    ['by the provider', false],
    ['through another contract', true],
  ])('takes a wrong claim made %s back with the receipts of two others', async (_name, forwarded) => {
    const [buyer, liar, ...honest] = [party(), await providerParty(), await providerParty(), await providerParty()];
    await buyer.chain.faucet(1_000_000n);
    const fromBlock = await buyer.chain.head();
    const signed = await Promise.all(
      [liar, ...honest].map((by) => signLease(buyer, by, leaseOf(buyer, by, { taskCount: 1 }))),
    );
    await buyer.chain.reserve(HASH(7), 325n, signed);
    const receipts = await Promise.all(
      [liar, ...honest].map((by, i) =>
        receiptOf(by, (signed[i] as SignedLease).lease, 0, i === 0 ? { outputsRoot: HASH(66) } : {}),
      ),
    );
    const [wrong] = receipts as [SignedReceipt];
    const { lease } = signed[0] as SignedLease;
    if (forwarded) await claimThroughContract(lease, wrong);
    else await liar.chain.claim(lease, [wrong]);
    const objection = {
      version: 1 as const,
      lease: wrong.value.lease,
      task: 0,
      receipt: receiptId(buyer.chain.network, wrong.value),
      reason: 'minority' as const,
      text: 'two others agree on another result',
      evidence: HASH(3),
      objectedAtMs: Date.now(),
    };
    const signature = await sign(objectionKind, buyer.chain.network, objection, buyer.account);
    await buyer.chain.object(lease, { value: objection, signature });
    expect((await buyer.chain.claimState(lease, 0)).state).toBe('objected');
    expect(await buyer.chain.claimedReceipt(wrong.value.lease, 0)).toMatchObject({ outputsRoot: HASH(66) });
    const evidence = signed.map((one, i) => ({ lease: one.lease, receipt: receipts[i] as SignedReceipt }));
    // Without the accused receipt, which the chain client finds in the claim itself.
    await buyer.chain.uphold(lease, 0, evidence.slice(1));
    expect((await buyer.chain.claimState(lease, 0)).state).toBe('closed');
    // 25 funded for the bond, 50 the receipt left, 50 + 25 back by the verdict.
    expect(await buyer.chain.pot(buyer.address, HASH(7))).toBe(125n);
    const events = await buyer.chain.leaseMoney([wrong.value.lease], fromBlock, await buyer.chain.head());
    expect(events.map((event) => event.type)).toEqual(['reserved', 'claimed', 'objected', 'closed']);
    expect(events.at(-1)).toMatchObject({ outcome: 'upheld', paidMicroUsd: 0n, returnedMicroUsd: 75n });
  });

  it('keeps nonces apart when many are sent at once', async () => {
    const buyer = party();
    await Promise.all(Array.from({ length: 20 }, () => buyer.chain.faucet(100n)));
    expect((await buyer.chain.balance()).microUsd).toBe(2_000n);
  });

  it('takes up again after somebody else used the account', async () => {
    const buyer = party();
    await buyer.chain.faucet(1n);
    const twin = createMarketChain({
      ...deployment,
      transport: anvil.transport,
      chainId: anvil.chainId,
      account: buyer.account,
      clock,
    });
    await twin.faucet(1n);
    await buyer.chain.faucet(1n);
    await twin.stop();
    expect((await buyer.chain.balance()).microUsd).toBe(3n);
  });
});

describe('what the chain refuses', () => {
  it('says what is missing when the wallet is empty', async () => {
    const [buyer, by] = [party(), await providerParty()];
    const signed = await signLease(buyer, by, leaseOf(buyer, by));
    await expect(buyer.chain.reserve(HASH(7), 400n, [signed])).rejects.toMatchObject({
      code: 'INSUFFICIENT_FUNDS',
      message: expect.stringContaining('$0.0004'),
      hint: expect.stringContaining('faucet'),
    });
    expect(await buyer.chain.pot(buyer.address, HASH(7))).toBe(0n);
  });

  it('names the contract error for a provider without bond', async () => {
    const [buyer, by] = [party(), party()];
    await buyer.chain.faucet(1_000n);
    const signed = await signLease(buyer, by, leaseOf(buyer, by));
    await expect(buyer.chain.reserve(HASH(7), 400n, [signed])).rejects.toMatchObject({
      code: 'CHAIN_REJECTED',
      details: { error: 'ProviderNotActive' },
    });
    expect((await buyer.chain.balance()).microUsd).toBe(1_000n);
  });

  it('refuses a lease whose provider signature is of another key', async () => {
    const [buyer, by] = [party(), await providerParty()];
    await buyer.chain.faucet(1_000n);
    const signed = await signLease(buyer, buyer, leaseOf(buyer, by));
    await expect(buyer.chain.reserve(HASH(7), 400n, [signed])).rejects.toMatchObject({
      details: { error: 'InvalidSignature' },
    });
  });

  it('tells a chain that is away from one that says no', async () => {
    const chain = createMarketChain({
      ...deployment,
      // The discard port: nothing listens there.
      transport: http('http://127.0.0.1:9', { retryCount: 0 }),
      chainId: anvil.chainId,
      account: privateKeyToAccount(generatePrivateKey()),
      clock: { nowMs: () => 0, sleep: async () => {} },
    });
    await expect(chain.balance()).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });
    await expect(chain.faucet(1n)).rejects.toMatchObject({ code: 'CHAIN_UNREACHABLE' });
    await chain.stop();
    await expect(chain.faucet(1n)).rejects.toMatchObject({ code: 'STOPPED' });
  });
});

// Last, because it moves the chain's clock ahead.
describe('after the windows', () => {
  it('pays a claim by silence and releases an expired lease', async () => {
    const [buyer, by] = [party(), await providerParty()];
    await buyer.chain.faucet(1_000_000n);
    const signed = await signLease(buyer, by, leaseOf(buyer, by));
    await buyer.chain.reserve(HASH(7), 400n, [signed]);
    await by.chain.claim(signed.lease, [await receiptOf(by, signed.lease, 2)]);
    await expect(buyer.chain.release(signed.lease)).rejects.toMatchObject({ details: { error: 'LeaseNotExpired' } });
    await anvil.rpc('evm_increaseTime', [700]);
    await anvil.rpc('evm_mine');
    await by.chain.finalize(signed.lease, [2]);
    await buyer.chain.release(signed.lease);
    await buyer.chain.release(signed.lease);
    expect(await buyer.chain.isReserved(signed.lease)).toBe(false);
    expect(await buyer.chain.refund(HASH(7))).toBe(350n);
  });
});

import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import {
  type Address,
  bytesToHex,
  createPublicClient,
  createWalletClient,
  custom,
  getAddress,
  type Hex,
  hashTypedData,
  parseEventLogs,
} from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { hardhat } from 'viem/chains';
import { beforeAll, describe, expect, it } from 'vitest';
import config from '../hardhat.config.ts';
import { packageRoot } from '../scripts/generated.ts';
import {
  marketAbi,
  marketBytecode,
  providerRegistryAbi,
  providerRegistryBytecode,
  testUsdAbi,
  testUsdBytecode,
} from '../src/index.ts';

// What the `protocol` package signs with. Written out again, so that neither side can change alone.
const types = {
  Lease: [
    { name: 'body', type: 'bytes32' },
    { name: 'jobKey', type: 'bytes32' },
    { name: 'buyer', type: 'address' },
    { name: 'provider', type: 'address' },
    { name: 'firstTask', type: 'uint32' },
    { name: 'taskCount', type: 'uint32' },
    { name: 'holdbackMicroUsdPerTask', type: 'uint128' },
    { name: 'bondReservedMicroUsd', type: 'uint128' },
    { name: 'objectionBondMicroUsd', type: 'uint128' },
    { name: 'quorum', type: 'uint8' },
    { name: 'expiresAtMs', type: 'uint64' },
    { name: 'acceptanceWindowMs', type: 'uint64' },
    { name: 'objectionWindowMs', type: 'uint64' },
  ],
  Receipt: [
    { name: 'body', type: 'bytes32' },
    { name: 'lease', type: 'bytes32' },
    { name: 'task', type: 'uint32' },
    { name: 'attempt', type: 'uint32' },
    { name: 'programHash', type: 'bytes32' },
    { name: 'inputsRoot', type: 'bytes32' },
    { name: 'outputsRoot', type: 'bytes32' },
    { name: 'traceRoot', type: 'bytes32' },
    { name: 'gpuMs', type: 'uint64' },
    { name: 'holdbackMicroUsd', type: 'uint128' },
  ],
  AcceptedReceipt: [
    { name: 'receipt', type: 'bytes32' },
    { name: 'task', type: 'uint32' },
    { name: 'holdbackMicroUsd', type: 'uint128' },
  ],
  Acceptance: [
    { name: 'body', type: 'bytes32' },
    { name: 'lease', type: 'bytes32' },
    { name: 'receipts', type: 'AcceptedReceipt[]' },
  ],
  Objection: [
    { name: 'body', type: 'bytes32' },
    { name: 'lease', type: 'bytes32' },
    { name: 'task', type: 'uint32' },
    { name: 'receipt', type: 'bytes32' },
    { name: 'evidence', type: 'bytes32' },
  ],
} as const;

// Unlike `Math.random`, the same on every run: a generator from Numerical Recipes, seeded.
const random = (seed: number) => {
  let state = seed;
  const byte = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
  const hex = (bytes: number): Hex => bytesToHex(Uint8Array.from({ length: bytes }, byte));
  return {
    hex,
    uint: (bytes: number): number => Number(BigInt(hex(bytes))),
    big: (bytes: number) => BigInt(hex(bytes)),
  };
};

const deploy = async () => {
  const hre = await createHardhatRuntimeEnvironment(config, {}, packageRoot);
  const { provider } = await hre.network.create();
  const transport = custom(provider);
  const chain = createPublicClient({ chain: hardhat, transport });
  const wallet = createWalletClient({ chain: hardhat, transport });
  const [account] = await wallet.getAddresses();
  if (account === undefined) throw new Error('the simulated chain has no accounts');
  const deployed = async (hash: Hex): Promise<Address> => {
    const { contractAddress } = await chain.waitForTransactionReceipt({ hash });
    if (!contractAddress) throw new Error(`${hash} deployed nothing`);
    return getAddress(contractAddress);
  };
  const token = await deployed(await wallet.deployContract({ account, abi: testUsdAbi, bytecode: testUsdBytecode }));
  const registry = await deployed(
    await wallet.deployContract({
      account,
      abi: providerRegistryAbi,
      bytecode: providerRegistryBytecode,
      args: [token, 604_800_000n, 10_000_000n],
    }),
  );
  const market = await deployed(
    await wallet.deployContract({ account, abi: marketAbi, bytecode: marketBytecode, args: [token, registry] }),
  );
  const domain = { name: 'Lode', version: '1', chainId: await chain.getChainId(), verifyingContract: market } as const;
  return { chain, wallet, account, token, registry, market, domain };
};

describe('EIP-712, on the chain and in viem', () => {
  let net: Awaited<ReturnType<typeof deploy>>;
  beforeAll(async () => {
    net = await deploy();
  });

  it('is in the same domain', async () => {
    const [, name, version, chainId, verifyingContract] = await net.chain.readContract({
      address: net.market,
      abi: marketAbi,
      functionName: 'eip712Domain',
    });
    const told = { name, version, chainId: Number(chainId), verifyingContract };
    expect(told).toEqual(net.domain);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])('hashes every type alike (seed %i)', async (seed) => {
    const { hex, uint, big } = random(seed);
    const lease = {
      body: hex(32),
      jobKey: hex(32),
      buyer: hex(20),
      provider: hex(20),
      firstTask: uint(4),
      taskCount: uint(4),
      holdbackMicroUsdPerTask: big(16),
      bondReservedMicroUsd: big(16),
      objectionBondMicroUsd: big(16),
      quorum: uint(1),
      expiresAtMs: big(8),
      acceptanceWindowMs: big(8),
      objectionWindowMs: big(8),
    };
    const receipt = {
      body: hex(32),
      lease: hex(32),
      task: uint(4),
      attempt: uint(4),
      programHash: hex(32),
      inputsRoot: hex(32),
      outputsRoot: hex(32),
      traceRoot: hex(32),
      gpuMs: big(8),
      holdbackMicroUsd: big(16),
    };
    const receipts = Array.from({ length: seed - 1 }, () => ({
      receipt: hex(32),
      task: uint(4),
      holdbackMicroUsd: big(16),
    }));
    const acceptance = { body: hex(32), lease: hex(32), receipts };
    const objection = { body: hex(32), lease: hex(32), task: uint(4), receipt: hex(32), evidence: hex(32) };
    const at = { address: net.market, abi: marketAbi } as const;
    const { chain, domain } = net;
    expect(await chain.readContract({ ...at, functionName: 'leaseId', args: [lease] })).toBe(
      hashTypedData({ domain, types, primaryType: 'Lease', message: lease }),
    );
    expect(await chain.readContract({ ...at, functionName: 'receiptDigest', args: [receipt] })).toBe(
      hashTypedData({ domain, types, primaryType: 'Receipt', message: receipt }),
    );
    expect(
      await chain.readContract({
        ...at,
        functionName: 'acceptanceDigest',
        args: [acceptance.body, acceptance.lease, receipts],
      }),
    ).toBe(hashTypedData({ domain, types, primaryType: 'Acceptance', message: acceptance }));
    expect(await chain.readContract({ ...at, functionName: 'objectionDigest', args: [objection] })).toBe(
      hashTypedData({ domain, types, primaryType: 'Objection', message: objection }),
    );
  });

  it('takes signatures made by viem, from funding to settlement', async () => {
    const { chain, wallet, account, token, registry, market, domain } = net;
    const provider = privateKeyToAccount(generatePrivateKey());
    const buyer = privateKeyToAccount(generatePrivateKey());
    const now = (await chain.getBlock()).timestamp;
    const mined = async (hash: Hex) => {
      const done = await chain.waitForTransactionReceipt({ hash });
      expect(done.status).toBe('success');
      return done;
    };
    for (const { address } of [provider, buyer])
      await mined(await wallet.sendTransaction({ account, to: address, value: 10n ** 18n }));
    const usd = { address: token, abi: testUsdAbi } as const;
    for (const owner of [provider, buyer])
      await mined(await wallet.writeContract({ account: owner, ...usd, functionName: 'faucet', args: [100_000_000n] }));
    await mined(
      await wallet.writeContract({
        account: provider,
        ...usd,
        functionName: 'approve',
        args: [registry, 10_000_000n],
      }),
    );
    const bonds = { account: provider, address: registry, abi: providerRegistryAbi } as const;
    await mined(await wallet.writeContract({ ...bonds, functionName: 'bond', args: [10_000_000n] }));
    const body: Hex = `0x${'11'.repeat(32)}`;
    await mined(
      await wallet.writeContract({ ...bonds, functionName: 'publishRecord', args: [body, 1n, (now + 9_999n) * 1000n] }),
    );
    await mined(
      await wallet.writeContract({ account: buyer, ...usd, functionName: 'approve', args: [market, 4_000_000n] }),
    );
    const lease = {
      body,
      jobKey: body,
      buyer: buyer.address,
      provider: provider.address,
      firstTask: 0,
      taskCount: 4,
      holdbackMicroUsdPerTask: 1_000_000n,
      bondReservedMicroUsd: 10_000_000n,
      objectionBondMicroUsd: 0n,
      quorum: 2,
      expiresAtMs: (now + 3_600n) * 1000n,
      acceptanceWindowMs: 60_000n,
      objectionWindowMs: 60_000n,
    };
    const leaseId = hashTypedData({ domain, types, primaryType: 'Lease', message: lease });
    const leaseSig = await provider.signTypedData({ domain, types, primaryType: 'Lease', message: lease });
    const at = { address: market, abi: marketAbi } as const;
    await mined(
      await wallet.writeContract({
        account: buyer,
        ...at,
        functionName: 'fundAndReserve',
        args: [body, 4_000_000n, [lease], [leaseSig]],
      }),
    );
    const receipts = [0, 1, 2].map((task) => ({ receipt: body, task, holdbackMicroUsd: 900_000n }));
    const acceptance = { body, lease: leaseId, receipts };
    const buyerSig = await buyer.signTypedData({ domain, types, primaryType: 'Acceptance', message: acceptance });
    const { logs } = await mined(
      await wallet.writeContract({
        account: provider,
        ...at,
        functionName: 'settle',
        args: [lease, receipts, body, buyerSig],
      }),
    );
    const [settled] = parseEventLogs({ abi: marketAbi, logs, eventName: 'Settled' });
    expect(settled?.args).toEqual({ lease: leaseId, body, paid: 2_700_000n });
    expect(await chain.readContract({ ...usd, functionName: 'balanceOf', args: [provider.address] })).toBe(92_700_000n);
    expect(await chain.readContract({ ...at, functionName: 'potOf', args: [buyer.address, body] })).toBe(300_000n);
  });
});

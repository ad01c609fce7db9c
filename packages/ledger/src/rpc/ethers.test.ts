import {
  Contract,
  ContractFactory,
  type InterfaceAbi,
  JsonRpcProvider,
  parseEther,
  Wallet,
  WebSocketProvider,
} from 'ethers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shipped } from '../../testkit/rpcArtifacts.ts';
import { LEDGER_KEYS, type LedgerRpc, startLedgerRpc } from '../../testkit/rpcLedger.ts';
import { until } from '../../testkit/rpcUntil.ts';

const OTHER = '0x00000000000000000000000000000000000000bb';

let rpc: LedgerRpc;
let provider: JsonRpcProvider;
let wallet: Wallet;

beforeAll(async () => {
  rpc = await startLedgerRpc();
  provider = new JsonRpcProvider(rpc.url, undefined, { pollingInterval: 20 });
  wallet = new Wallet(LEDGER_KEYS[0], provider);
});
afterAll(async () => {
  provider.destroy();
  await rpc.stop();
  expect(rpc.faults).toEqual([]);
});

describe('ethers 6', () => {
  it('sends, waits and reads', async () => {
    expect((await provider.getNetwork()).chainId).toBe(1280n);
    const sent = await wallet.sendTransaction({ to: OTHER, value: parseEther('2') });
    const receipt = await sent.wait();
    expect(receipt).toMatchObject({ status: 1, from: wallet.address, gasUsed: 21_000n });
    expect(await provider.getBalance(OTHER)).toBe(parseEther('2'));
    const block = await provider.getBlock(receipt?.blockNumber ?? 0, true);
    expect(block?.prefetchedTransactions.map(({ hash }) => hash)).toContain(sent.hash);
    expect((await provider.getTransaction(sent.hash))?.signature.r).toMatch(/^0x[0-9a-f]{64}$/);
    expect((await provider.getFeeData()).maxFeePerGas).toBeGreaterThan(0n);
    expect(await provider.getTransactionCount(wallet.address)).toBe(1);
  });

  it('deploys and uses a contract, its errors and events', async () => {
    const { abi, bytecode } = shipped('@uniswap/v2-periphery/build/ERC20.json');
    const factory = new ContractFactory(abi as InterfaceAbi, bytecode, wallet);
    const deployed = await factory.deploy(1_000n);
    await deployed.waitForDeployment();
    const token = new Contract(await deployed.getAddress(), abi as InterfaceAbi, wallet);
    const call = (name: string, ...args: unknown[]) => token.getFunction(name)(...args);
    await (await call('transfer', OTHER, 10n)).wait();
    expect(await call('balanceOf', OTHER)).toBe(10n);
    await expect(call('transfer', OTHER, 10_000n)).rejects.toMatchObject({
      code: 'CALL_EXCEPTION',
      reason: 'ds-math-sub-underflow',
    });
    const events = await token.queryFilter('Transfer', 0);
    expect(events).toHaveLength(2);
  });

  it('refuses what the pool refuses, with its words', async () => {
    const nonce = await wallet.getNonce();
    const past = wallet.sendTransaction({ to: OTHER, nonce: nonce - 1, gasLimit: 21_000n });
    await expect(past).rejects.toMatchObject({ code: 'NONCE_EXPIRED' });
    const poor = new Wallet(`0x${'12'.repeat(32)}`, provider);
    const unpaid = poor.sendTransaction({ to: OTHER, value: 1n, gasLimit: 21_000n });
    await expect(unpaid).rejects.toMatchObject({ code: 'INSUFFICIENT_FUNDS' });
  });

  it('listens over WebSocket', async () => {
    const listener = new WebSocketProvider(rpc.webSocketUrl);
    const block = new Promise<number>((resolve) => listener.once('block', resolve));
    const pending = new Promise<string>((resolve) => listener.once('pending', resolve));
    await listener.getBlockNumber();
    let number = 0;
    let hash = '';
    block.then((n) => {
      number = n;
    });
    pending.then((h) => {
      hash = h;
    });
    // Subscribing takes a round trip that `once` does not tell of.
    await until(async () => {
      await (await wallet.sendTransaction({ to: OTHER, value: 1n })).wait();
      return number > 0 && hash.length === 66;
    });
    await listener.destroy();
  });
});

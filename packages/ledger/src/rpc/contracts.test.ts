import { type Address, encodeFunctionData, type Hex, parseEther, parseEventLogs, zeroAddress } from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Artifact, shipped } from '../../testkit/rpcArtifacts.ts';
import { type LedgerRpc, startLedgerRpc, viemClients } from '../../testkit/rpcLedger.ts';

/** Contracts that everybody uses, as their authors compiled them, through viem. */

let rpc: LedgerRpc;
beforeAll(async () => {
  rpc = await startLedgerRpc();
});
afterAll(async () => {
  await rpc.stop();
  expect(rpc.faults).toEqual([]);
});

function session(index: number) {
  const account = rpc.accounts[index];
  if (account === undefined) throw new Error(`there is no account ${index}`);
  const { reader, wallet } = viemClients(rpc, account);
  const mined = async (hash: Hex) => {
    const receipt = await reader.waitForTransactionReceipt({ hash });
    expect(receipt.status).toBe('success');
    return receipt;
  };
  return {
    account,
    reader,
    async deploy({ abi, bytecode }: Artifact, ...args: unknown[]): Promise<{ address: Address; abi: Artifact['abi'] }> {
      const { contractAddress } = await mined(await wallet.deployContract({ abi, bytecode, args }));
      if (!contractAddress) throw new Error('a creation has an address');
      return { address: contractAddress, abi };
    },
    async write(
      contract: { address: Address; abi: Artifact['abi'] },
      functionName: string,
      args: unknown[],
      value = 0n,
    ) {
      const call = { ...contract, functionName, args, value, account };
      // Runs it first: what fails is told with its reason.
      await reader.simulateContract(call);
      // Half as much again: Uniswap's pairs do more in the first block of a second, which this may become.
      const gas = ((await reader.estimateContractGas(call)) * 3n) / 2n;
      return mined(await wallet.writeContract({ ...call, gas }));
    },
    read: (contract: { address: Address; abi: Artifact['abi'] }, functionName: string, ...args: unknown[]) =>
      reader.readContract({ ...contract, functionName, args }),
    pay: async (to: Address, value: bigint) => mined(await wallet.sendTransaction({ to, value })),
  };
}

describe('Uniswap V2', () => {
  const core = (name: string) => shipped(`@uniswap/v2-core/build/${name}.json`);
  const periphery = (name: string) => shipped(`@uniswap/v2-periphery/build/${name}.json`);
  const far = BigInt(Math.floor(Date.now() / 1_000) + 3_600);

  it('a pair is made, given liquidity, and traded on', async () => {
    const { account, deploy, write, read, reader } = session(0);
    const me = account.address;
    const supply = parseEther('1000000');
    const a = await deploy(periphery('ERC20'), supply);
    const b = await deploy(periphery('ERC20'), supply);
    const weth = await deploy(periphery('WETH9'));
    const factory = await deploy(core('UniswapV2Factory'), me);
    const router = await deploy(periphery('UniswapV2Router02'), factory.address, weth.address);
    for (const token of [a, b]) await write(token, 'approve', [router.address, supply]);
    const [ten, forty] = [parseEther('10'), parseEther('40')];
    await write(router, 'addLiquidity', [a.address, b.address, ten, forty, 0n, 0n, me, far]);
    const pair = {
      address: (await read(factory, 'getPair', a.address, b.address)) as Address,
      abi: core('UniswapV2Pair').abi,
    };
    expect(await read(pair, 'totalSupply')).toBe(parseEther('20'));
    const path = [a.address, b.address];
    const [, expected] = (await read(router, 'getAmountsOut', parseEther('1'), path)) as bigint[];
    const before = (await read(b, 'balanceOf', me)) as bigint;
    const { logs } = await write(router, 'swapExactTokensForTokens', [parseEther('1'), 0n, path, me, far]);
    expect((await read(b, 'balanceOf', me)) as bigint).toBe(before + (expected ?? 0n));
    const [swap] = parseEventLogs({ abi: pair.abi, logs, eventName: 'Swap' });
    expect(swap?.args).toMatchObject({ to: me });
    const [r0, r1] = (await read(pair, 'getReserves')) as [bigint, bigint];
    expect(r0 * r1).toBeGreaterThan(ten * forty);
    // ETH, through WETH.
    await write(router, 'addLiquidityETH', [a.address, ten, 0n, 0n, me, far], parseEther('5'));
    await write(router, 'swapExactETHForTokens', [0n, [weth.address, a.address], me, far], parseEther('1'));
    const failing = reader.simulateContract({
      ...router,
      functionName: 'swapExactTokensForTokens',
      args: [parseEther('1'), supply, path, me, far],
      account,
    });
    await expect(failing).rejects.toThrow('UniswapV2Router: INSUFFICIENT_OUTPUT_AMOUNT');
    // Its events by address and topic.
    const synced = await reader.getContractEvents({ ...pair, eventName: 'Sync', fromBlock: 0n });
    expect(synced).toHaveLength(2);
  });
});

describe('Safe', () => {
  const safe = (path: string) => shipped(`@safe-global/safe-smart-account/build/artifacts/contracts/${path}.json`);

  it('a wallet of two of three owners pays out with two signatures, and not with one', async () => {
    const { account, deploy, write, read, reader, pay } = session(1);
    const singleton = await deploy(safe('Safe.sol/Safe'));
    const factory = await deploy(safe('proxies/SafeProxyFactory.sol/SafeProxyFactory'));
    const owners = rpc.accounts.map(({ address }) => address);
    const setup = encodeFunctionData({
      abi: singleton.abi,
      functionName: 'setup',
      args: [owners, 2n, zeroAddress, '0x', zeroAddress, zeroAddress, 0n, zeroAddress],
    });
    const { logs } = await write(factory, 'createProxyWithNonce', [singleton.address, setup, 7n]);
    const [created] = parseEventLogs({ abi: factory.abi, logs, eventName: 'ProxyCreation' });
    const proxy = (created?.args as { proxy?: Address } | undefined)?.proxy ?? zeroAddress;
    const wallet = { address: proxy, abi: singleton.abi };
    expect(await read(wallet, 'getThreshold')).toBe(2n);
    await pay(proxy, parseEther('3'));
    const to: Address = '0x000000000000000000000000000000000000beef';
    const payment = [to, parseEther('1'), '0x', 0, 0n, 0n, 0n, zeroAddress, zeroAddress] as const;
    const digest = (await read(wallet, 'getTransactionHash', ...payment, 0n)) as Hex;
    const signers = rpc.accounts
      .slice(0, 2)
      .sort((x, y) => (x.address.toLowerCase() < y.address.toLowerCase() ? -1 : 1));
    const signatures = await Promise.all(signers.map((signer) => signer.sign({ hash: digest })));
    const both: Hex = `0x${signatures.map((signature) => signature.slice(2)).join('')}`;
    const one = reader.simulateContract({
      ...wallet,
      functionName: 'execTransaction',
      args: [...payment, signatures[0]],
      account,
    });
    await expect(one).rejects.toThrow('GS020');
    await write(wallet, 'execTransaction', [...payment, both]);
    expect(await reader.getBalance({ address: to })).toBe(parseEther('1'));
    expect(await read(wallet, 'nonce')).toBe(1n);
  });
});

import {
  type Address,
  createPublicClient,
  encodeAbiParameters,
  encodeFunctionData,
  getContract,
  type Hex,
  http,
  keccak256,
  type Log,
  parseAbi,
  parseEther,
  webSocket,
} from 'viem';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { shipped } from '../../testkit/rpcArtifacts.ts';
import { type LedgerRpc, startLedgerRpc, viemClients } from '../../testkit/rpcLedger.ts';
import { until } from '../../testkit/rpcUntil.ts';

const artifact = shipped('@uniswap/v2-periphery/build/ERC20.json');
const abi = parseAbi([
  'function transfer(address to, uint256 value) returns (bool)',
  'function balanceOf(address) view returns (uint256)',
  'event Transfer(address indexed from, address indexed to, uint256 value)',
]);
const SUPPLY = 1_000_000n;
const OTHER: Address = '0x00000000000000000000000000000000000000AA';

let rpc: LedgerRpc;
let token: Address;
let clients: ReturnType<typeof viemClients>;

beforeAll(async () => {
  rpc = await startLedgerRpc();
  const [account] = rpc.accounts;
  if (account === undefined) throw new Error('there are accounts');
  clients = viemClients(rpc, account);
  const hash = await clients.wallet.deployContract({ ...artifact, args: [SUPPLY] });
  const { contractAddress } = await clients.reader.waitForTransactionReceipt({ hash });
  token = contractAddress ?? OTHER;
});
afterAll(async () => {
  await rpc.stop();
  expect(rpc.faults).toEqual([]);
});

const me = () => clients.wallet.account.address;
const transfer = async (value: bigint) => {
  const hash = await clients.wallet.writeContract({
    address: token,
    abi,
    functionName: 'transfer',
    args: [OTHER, value],
  });
  return clients.reader.waitForTransactionReceipt({ hash });
};

describe('viem', () => {
  it('reads blocks, transactions, receipts and accounts', async () => {
    const { reader } = clients;
    const { blockNumber, blockHash, transactionHash } = await transfer(5n);
    expect(await reader.getChainId()).toBe(1280);
    expect(await reader.getBlockNumber()).toBeGreaterThanOrEqual(blockNumber);
    const block = await reader.getBlock({ blockHash, includeTransactions: true });
    expect(block.transactions.map(({ hash }) => hash)).toContain(transactionHash);
    expect(await reader.getBlock({ blockNumber })).toMatchObject({ hash: blockHash });
    for (const blockTag of ['earliest', 'latest', 'safe', 'finalized'] as const) {
      expect((await reader.getBlock({ blockTag })).hash).toMatch(/^0x/);
    }
    expect((await reader.getBlock({ blockTag: 'pending' })).hash).toBeNull();
    expect(await reader.getBlockTransactionCount({ blockHash })).toBe(1);
    expect(await reader.getTransaction({ hash: transactionHash })).toMatchObject({ blockHash, type: 'eip1559' });
    expect(await reader.getTransaction({ blockHash, index: 0 })).toMatchObject({ hash: transactionHash });
    expect(await reader.getTransactionConfirmations({ hash: transactionHash })).toBeGreaterThan(0n);
    expect(await reader.getBalance({ address: me(), blockNumber })).toBeGreaterThan(0n);
    expect(await reader.getTransactionCount({ address: me(), blockTag: 'pending' })).toBeGreaterThan(1);
    expect(await reader.getCode({ address: token })).toMatch(/^0x60/);
    expect(await reader.getCode({ address: OTHER })).toBeUndefined();
    expect(await reader.getStorageAt({ address: token, slot: '0x0' })).toBe(
      `0x${SUPPLY.toString(16).padStart(64, '0')}`,
    );
    await expect(reader.getBlock({ blockNumber: 10n ** 9n })).rejects.toThrow('could not be found');
    await expect(reader.getProof({ address: me(), storageKeys: [] })).rejects.toThrow('lode_getProof');
  });

  it('calls, overrides, estimates and simulates', async () => {
    const { reader } = clients;
    const read = { address: token, abi, functionName: 'balanceOf', args: [OTHER] } as const;
    const before = await reader.readContract(read);
    expect(before).toBeGreaterThan(0n);
    const slot = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [OTHER, 1n]));
    const value: Hex = `0x${77n.toString(16).padStart(64, '0')}`;
    const { data } = await reader.call({
      to: token,
      data: encodeFunctionData(read),
      stateOverride: [{ address: token, stateDiff: [{ slot, value }] }],
    });
    expect(data).toBe(value);
    const gas = await reader.estimateContractGas({
      address: token,
      abi,
      functionName: 'transfer',
      args: [OTHER, 1n],
      account: me(),
    });
    expect(gas).toBeGreaterThan(30_000n);
    const { accessList } = await reader.createAccessList({
      account: me(),
      to: token,
      data: encodeFunctionData({ abi, functionName: 'transfer', args: [OTHER, 1n] }),
    });
    const keys = expect.arrayContaining([slot]);
    expect(accessList).toMatchObject([{ address: token.toLowerCase(), storageKeys: keys }]);
    const { result } = await reader.simulateContract({
      address: token,
      abi,
      functionName: 'transfer',
      args: [OTHER, 1n],
      account: me(),
    });
    expect(result).toBe(true);
    const tooMuch = reader.simulateContract({
      address: token,
      abi,
      functionName: 'transfer',
      args: [OTHER, SUPPLY * 2n],
      account: me(),
    });
    await expect(tooMuch).rejects.toThrow('ds-math-sub-underflow');
    expect(
      await reader.verifyMessage({
        address: me(),
        message: 'hello',
        signature: await clients.wallet.signMessage({ message: 'hello' }),
      }),
    ).toBe(true);
  });

  it('simulates blocks and calls, and finds transactions by nonce', async () => {
    const { reader } = clients;
    const account = me();
    const call = { account, to: token, abi, functionName: 'transfer', args: [OTHER, 7n] } as const;
    const funded: Address = '0x00000000000000000000000000000000000000f1';
    const blocks = await reader.simulateBlocks({
      blocks: [
        {
          blockOverrides: { baseFeePerGas: 9n, prevRandao: 3n, gasLimit: 50_000_000n },
          stateOverrides: [{ address: funded, balance: 10n }],
          calls: [{ account: funded, to: OTHER, value: 4n }],
        },
        { calls: [{ account: funded, to: OTHER, value: 5n }] },
      ],
      traceTransfers: true,
    });
    expect(blocks.map(({ baseFeePerGas, gasLimit }) => [baseFeePerGas, gasLimit])).toEqual([
      [9n, 50_000_000n],
      [0n, 50_000_000n],
    ]);
    expect(blocks[1]?.parentHash).toBe(blocks[0]?.hash);
    expect(blocks.flatMap(({ calls }) => calls.map(({ status, logs }) => [status, logs?.length]))).toEqual([
      ['success', 1],
      ['success', 1],
    ]);
    const { results, assetChanges } = await reader.simulateCalls({ account, calls: [call], traceAssetChanges: true });
    expect(results[0]).toMatchObject({ status: 'success', result: true });
    expect(
      assetChanges.find(({ token: { address } }) => address.toLowerCase() === token.toLowerCase())?.value.diff,
    ).toBe(-7n);
    const sent = await reader.getTransaction({ sender: account, nonce: 0 });
    expect(await reader.getTransaction({ hash: sent.hash })).toEqual(sent);
  });

  it('knows what gas costs', async () => {
    const { reader } = clients;
    expect(await reader.getGasPrice()).toBeGreaterThan(0n);
    const { maxFeePerGas, maxPriorityFeePerGas } = await reader.estimateFeesPerGas();
    expect(maxFeePerGas).toBeGreaterThanOrEqual(maxPriorityFeePerGas);
    const history = await reader.getFeeHistory({ blockCount: 2, rewardPercentiles: [25, 75] });
    expect(history.reward).toHaveLength(history.gasUsedRatio.length);
    expect(await reader.getBlobBaseFee()).toBe(1n);
  });

  it('sends every type of transaction, and waits', async () => {
    const { wallet, reader } = clients;
    const [, second] = rpc.accounts;
    if (second === undefined) throw new Error('there are accounts');
    const gasPrice = (await reader.getGasPrice()) * 2n;
    const fees = { maxFeePerGas: gasPrice, maxPriorityFeePerGas: 1n };
    const accessList = [{ address: token, storageKeys: [] }];
    const authorization = await wallet.signAuthorization({ account: second, contractAddress: token });
    const types: string[] = [];
    for (const hash of [
      await wallet.sendTransaction({ to: OTHER, value: 1n, type: 'legacy', gasPrice }),
      await wallet.sendTransaction({ to: OTHER, value: 1n, type: 'eip2930', gasPrice, accessList }),
      await wallet.sendTransaction({ to: OTHER, value: 1n, type: 'eip1559', ...fees }),
      await wallet.sendTransaction({
        to: second.address,
        data: encodeFunctionData({ abi, functionName: 'balanceOf', args: [OTHER] }),
        type: 'eip7702',
        ...fees,
        authorizationList: [authorization],
      }),
    ]) {
      const receipt = await reader.waitForTransactionReceipt({ hash });
      types.push(receipt.type);
      expect(receipt.status).toBe('success');
    }
    expect(types).toEqual(['legacy', 'eip2930', 'eip1559', 'eip7702']);
    expect(await reader.getCode({ address: second.address })).toBe(`0xef0100${token.slice(2).toLowerCase()}`);
    const request = await wallet.prepareTransactionRequest({ to: OTHER, value: parseEther('0.1') });
    const serializedTransaction = await wallet.signTransaction(request);
    const receipt = await wallet.sendRawTransactionSync({ serializedTransaction });
    expect(receipt.status).toBe('success');
    await expect(wallet.sendRawTransaction({ serializedTransaction })).rejects.toThrow(/nonce too low|already known/i);
  });

  it('polls filters', async () => {
    const { reader } = clients;
    const events = await reader.createContractEventFilter({
      address: token,
      abi,
      eventName: 'Transfer',
      args: { to: OTHER },
    });
    const blocks = await reader.createBlockFilter();
    const pending = await reader.createPendingTransactionFilter();
    const { transactionHash, blockHash, blockNumber } = await transfer(3n);
    const [event] = await reader.getFilterChanges({ filter: events });
    expect(event).toMatchObject({ args: { to: OTHER, value: 3n }, transactionHash });
    expect(await reader.getFilterChanges({ filter: blocks })).toContain(blockHash);
    expect(await reader.getFilterChanges({ filter: pending })).toContain(transactionHash);
    expect((await reader.getFilterLogs({ filter: events })).length).toBeGreaterThan(0);
    expect(await reader.uninstallFilter({ filter: events })).toBe(true);
    expect(
      await reader.getContractEvents({ address: token, abi, fromBlock: blockNumber, args: { to: OTHER } }),
    ).toHaveLength(1);
  });

  it('watches over WebSocket', async () => {
    const reader = createPublicClient({ chain: rpc.chain, transport: webSocket(rpc.webSocketUrl) });
    const heads: bigint[] = [];
    const logs: Log[] = [];
    const hashes: Hex[] = [];
    const stops = [
      reader.watchBlockNumber({ onBlockNumber: (number) => heads.push(number) }),
      reader.watchContractEvent({ address: token, abi, eventName: 'Transfer', onLogs: (some) => logs.push(...some) }),
      reader.watchPendingTransactions({ onTransactions: (some) => hashes.push(...some) }),
    ];
    // Subscribing takes a round trip that the watchers do not tell of.
    await until(async () => {
      const { transactionHash } = await transfer(1n);
      return [heads.length > 0, logs.length > 0, hashes.includes(transactionHash)].every(Boolean);
    });
    for (const stop of stops) stop();
    const socket = await reader.transport.getRpcClient();
    socket.close();
  });

  it('batches calls', async () => {
    const reader = createPublicClient({ chain: rpc.chain, transport: http(rpc.url, { batch: true }) });
    const contract = getContract({ address: token, abi, client: reader });
    const [balances, number] = await Promise.all([
      Promise.all([me(), OTHER].map((who) => contract.read.balanceOf([who]))),
      reader.getBlockNumber(),
    ]);
    expect(balances.reduce((sum, one) => sum + one, 0n)).toBe(SUPPLY);
    expect(number).toBeGreaterThan(0n);
  });
});

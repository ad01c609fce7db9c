import {
  marketAbi,
  marketBytecode,
  providerRegistryAbi,
  providerRegistryBytecode,
  testUsdAbi,
  testUsdBytecode,
} from '@lode/contracts';
import { bytesToHex, encodeFunctionData, type Hex, hexToBytes } from 'viem';
import { createDeployer, type Deployer, GENESIS_SECONDS } from './deployer.ts';
import { addressOf, keyOf, wireSignature } from './native.ts';
import { baseOf, mappingKey, rowWriter, slotOf } from './rows.ts';
import { BALANCES, makeActors, type WorldOptions } from './transfers.ts';
import { checkNonces, expectEqual, senderOf, type Workload } from './workload.ts';

const TASKS = 1 << 20;
const HOLDBACK = 10n;
const BOND = 1_000_000n;
const HOUR_MS = 3_600_000n;
const DAY_MS = 24n * HOUR_MS;
const BODY: Hex = `0x${'01'.repeat(32)}`;
const JOB: Hex = `0x${'02'.repeat(32)}`;
const RECEIPT: Hex = `0x${'03'.repeat(32)}`;
const WEI = 10n ** 24n;
const BUYER = keyOf('buyer', 0);
const PROVIDER = keyOf('provider', 0);
const buyer = bytesToHex(addressOf(BUYER));
const provider = bytesToHex(addressOf(PROVIDER));

interface Leased {
  token: Hex;
  market: Hex;
  lease: ReturnType<typeof leaseOf>;
  leaseId: Hex;
}

const leaseOf = (nowMs: bigint) => ({
  body: BODY,
  jobKey: JOB,
  buyer,
  provider,
  firstTask: 0,
  taskCount: TASKS,
  holdbackMicroUsdPerTask: HOLDBACK,
  bondReservedMicroUsd: BOND,
  objectionBondMicroUsd: 1n,
  quorum: 1,
  expiresAtMs: nowMs + 7n * DAY_MS,
  acceptanceWindowMs: HOUR_MS,
  objectionWindowMs: HOUR_MS,
});

function reserveLease(deployer: Deployer): Leased {
  const [buyerBytes, providerBytes] = [hexToBytes(buyer), hexToBytes(provider)];
  const token = deployer.deploy(testUsdBytecode, testUsdAbi, []);
  const registryArgs = [token, 30n * DAY_MS, BOND];
  const registry = deployer.deploy(providerRegistryBytecode, providerRegistryAbi, registryArgs);
  const market = deployer.deploy(marketBytecode, marketAbi, [token, registry]);
  const usd = { abi: testUsdAbi } as const;
  const atRegistry = { abi: providerRegistryAbi } as const;
  const atMarket = { abi: marketAbi } as const;
  const pot = BigInt(TASKS) * HOLDBACK;
  const nowMs = BigInt(GENESIS_SECONDS) * 1000n;
  const call = (from: Uint8Array, to: Hex, data: Hex) => deployer.send(to, data, from);
  for (const [who, spender, amount] of [
    [buyerBytes, market, pot],
    [providerBytes, registry, BOND],
  ] as const) {
    call(who, token, encodeFunctionData({ ...usd, functionName: 'faucet', args: [amount] }));
    call(who, token, encodeFunctionData({ ...usd, functionName: 'approve', args: [spender, amount] }));
  }
  call(providerBytes, registry, encodeFunctionData({ ...atRegistry, functionName: 'bond', args: [BOND] }));
  const record = [BODY, 1n, nowMs + 10n * DAY_MS] as const;
  call(providerBytes, registry, encodeFunctionData({ ...atRegistry, functionName: 'publishRecord', args: record }));
  call(buyerBytes, market, encodeFunctionData({ ...atMarket, functionName: 'fund', args: [JOB, pot] }));
  const lease = leaseOf(nowMs);
  const id = deployer.view(market, encodeFunctionData({ ...atMarket, functionName: 'leaseId', args: [lease] }));
  const reserve = [[lease], [bytesToHex(wireSignature(id, PROVIDER))]] as const;
  call(buyerBytes, market, encodeFunctionData({ ...atMarket, functionName: 'reserve', args: reserve }));
  return { token, market, lease, leaseId: bytesToHex(id) };
}

/** `Market.settle` of one task a transaction: the buyer's acceptance is checked, the provider paid. One lease. */
export async function escrowSettle(options: WorldOptions): Promise<Workload> {
  const actors = makeActors(options);
  const deployer = await createDeployer([BUYER, PROVIDER]);
  const { token, market, lease, leaseId } = reserveLease(deployer);
  const base = baseOf(deployer.accounts());
  const to = hexToBytes(market);
  const settle = (task: number): Uint8Array => {
    const receipts = [{ receipt: RECEIPT, task, holdbackMicroUsd: HOLDBACK }];
    const args = [BODY, leaseId, receipts] as const;
    const digest = deployer.view(
      market,
      encodeFunctionData({ abi: marketAbi, functionName: 'acceptanceDigest', args }),
    );
    const signature = bytesToHex(wireSignature(digest, BUYER));
    const settled = [lease, receipts, BODY, signature] as const;
    return hexToBytes(encodeFunctionData({ abi: marketAbi, functionName: 'settle', args: settled }));
  };
  return {
    name: 'escrow settle (Market, one task)',
    actors,
    base,
    rowsAnActor: 1,
    rowsOf(from, until) {
      const rows = rowWriter(until - from);
      for (let n = from; n < until; n++) rows.account(actors.address(n), WEI);
      return rows.finish();
    },
    limit: TASKS,
    call(i) {
      const nonce = Math.floor(i / actors.count);
      return { sender: senderOf(i, actors.count), nonce, to, value: 0, data: settle(i), gas: 400_000 };
    },
    check(reader, sent) {
      checkNonces(reader, { actors, senders: actors.count, sent });
      // TestUSD is OpenZeppelin's ERC-20 too: its balances are at slot 0.
      const key = slotOf(mappingKey(hexToBytes(provider), BALANCES));
      const paid = reader.slot(hexToBytes(token), key);
      expectEqual("the provider's tokens", paid, BigInt(sent) * HOLDBACK);
    },
  };
}

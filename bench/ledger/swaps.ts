import { encodeFunctionData, type Hex, hexToBytes, maxUint256, padHex, parseAbi } from 'viem';
import { tokenCreation, uniswap } from './contracts.ts';
import { createDeployer, type Deployer, selectorOf } from './deployer.ts';
import { baseOf, mappingKey, rowWriter, slotOf } from './rows.ts';
import { BALANCES, makeActors, TOKENS, type WorldOptions } from './transfers.ts';
import { checkNonces, expectEqual, senderOf, type Workload } from './workload.ts';

const LIQUIDITY = 10n ** 27n;
const AMOUNT = 10n ** 15n;
const ALLOWANCES = 1;
const DEADLINE = 2n ** 40n;
const WEI = 10n ** 24n;
/** Rows of a trader: itself, and of each token of its pair the balance and the allowance. */
const TRADER_ROWS = 5;

const abi = parseAbi([
  'constructor(address factory, address weth)',
  'function createPair(address a, address b) returns (address)',
  'function getPair(address a, address b) view returns (address)',
  'function mint(address to) returns (uint256)',
  'function transfer(address to, uint256 amount) returns (bool)',
]);

interface Exchange {
  router: Uint8Array;
  hub: Uint8Array;
  /** The other token of each pair, and the pair. */
  others: Uint8Array[];
  pairs: Uint8Array[];
}

/** Pairs of one token with `count` others, by Uniswap's own factory. */
function deployExchange(deployer: Deployer, count: number): Exchange {
  const codes = uniswap();
  const factory = deployer.deploy(`${codes.factory}${padHex(deployer.address).slice(2)}`);
  const router = deployer.deploy(codes.router, abi, [factory, '0x0000000000000000000000000000000000000001']);
  const token = () => deployer.deploy(`${tokenCreation()}${(10n ** 40n).toString(16).padStart(64, '0')}`);
  const hub = token();
  const others: Hex[] = [];
  const pairs: Hex[] = [];
  for (let i = 0; i < count; i++) {
    const other = token();
    const both = [hub, other] as const;
    deployer.send(factory, encodeFunctionData({ abi, functionName: 'createPair', args: both }));
    const found = deployer.view(factory, encodeFunctionData({ abi, functionName: 'getPair', args: both }));
    const pair: Hex = `0x${found.subarray(12).toHex()}`;
    for (const each of both) {
      deployer.send(each, encodeFunctionData({ abi, functionName: 'transfer', args: [pair, LIQUIDITY] }));
    }
    deployer.send(pair, encodeFunctionData({ abi, functionName: 'mint', args: [deployer.address] }));
    others.push(other);
    pairs.push(pair);
  }
  const bytes = (hex: Hex) => hexToBytes(hex);
  return { router: bytes(router), hub: bytes(hub), others: others.map(bytes), pairs: pairs.map(bytes) };
}

const at = (list: readonly Uint8Array[], i: number): Uint8Array => {
  const found = list[i % list.length];
  if (found === undefined) throw new RangeError('no pair');
  return found;
};

function swapData(): Uint8Array {
  const data = new Uint8Array(4 + 8 * 32);
  data.set(selectorOf('swapExactTokensForTokens(uint256,uint256,address[],address,uint256)'));
  const word = (n: number, value: bigint) =>
    data.set(Uint8Array.fromHex(value.toString(16).padStart(64, '0')), 4 + 32 * n);
  word(0, AMOUNT);
  word(1, 1n);
  word(2, 160n);
  word(4, DEADLINE);
  word(5, 2n);
  return data;
}

/** Uniswap V2's router, one hop. A trader has its pair, and sells one way in one pass and the other in the next. */
export async function swaps(options: WorldOptions & { pairs: number }): Promise<Workload> {
  const actors = makeActors(options);
  const senders = actors.count;
  const deployer = await createDeployer();
  const { router, hub, others, pairs } = deployExchange(deployer, options.pairs);
  const data = swapData();

  return {
    name: options.pairs === 1 ? 'Uniswap V2 swap, one pair' : `Uniswap V2 swap, ${options.pairs} pairs`,
    actors,
    base: baseOf(deployer.accounts()),
    rowsAnActor: TRADER_ROWS,
    rowsOf(from, to) {
      const rows = rowWriter(TRADER_ROWS * (to - from));
      for (let n = from; n < to; n++) {
        const address = actors.address(n);
        rows.account(address, WEI);
        for (const token of [hub, at(others, n)]) {
          rows.slot(token, mappingKey(address, BALANCES), TOKENS);
          rows.slot(token, mappingKey(router, mappingKey(address, ALLOWANCES)), maxUint256);
        }
      }
      return rows.finish();
    },
    limit: Number.MAX_SAFE_INTEGER,
    call(i) {
      const sender = senderOf(i, senders);
      const nonce = Math.floor(i / senders);
      const other = at(others, sender);
      data.set(actors.address(sender), 4 + 3 * 32 + 12);
      data.set(nonce % 2 === 0 ? hub : other, 4 + 6 * 32 + 12);
      data.set(nonce % 2 === 0 ? other : hub, 4 + 7 * 32 + 12);
      return { sender, nonce, to: router, value: 0, data, gas: 300_000 };
    },
    check(reader, sent) {
      const balance = (token: Uint8Array, holder: Uint8Array) =>
        reader.slot(token, slotOf(mappingKey(holder, BALANCES)));
      checkNonces(reader, { actors, senders, sent }, (sender, count) => {
        const sold = TOKENS - balance(hub, actors.address(sender));
        if (count < 2) expectEqual(`what actor ${sender} sold`, sold, count === 0 ? 0n : AMOUNT);
      });
      let hubs = 0n;
      for (const pair of pairs) hubs += balance(hub, pair) - LIQUIDITY;
      for (let n = 0; n < senders; n++) hubs += balance(hub, actors.address(n)) - TOKENS;
      expectEqual('tokens won or lost in all', hubs, 0n);
    },
  };
}

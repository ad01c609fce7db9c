import { effectiveGasPrice } from '../blocks/receipts.ts';
import type { Chain, SealedBlock } from '../seams.ts';
import { blockAt } from './chainView.ts';
import { transactionAt, transactionCount } from './format/transaction.ts';
import { toQuantity } from './hex.ts';

/** Blocks that a suggestion looks back at, and transactions of each: geth's oracle (eth/gasprice). */
const SUGGEST_BLOCKS = 20n;
const SUGGEST_SAMPLES = 16;
const SUGGEST_PERCENT = 60;
/** Transactions that a fee history decodes; of larger blocks it takes evenly spaced ones. */
const HISTORY_SAMPLES = 20_000;
const MIN_SAMPLES = 16;

interface Sample {
  tip: bigint;
  gas: bigint;
}

/** Tips of at most `limit` evenly spaced transactions, lowest first. */
function sampleTips(chainId: bigint, block: SealedBlock, limit: number): Sample[] {
  const count = transactionCount(block);
  const step = Math.max(1, Math.ceil(count / limit));
  const samples: Sample[] = [];
  const baseFee = block.header.baseFeePerGas;
  for (let i = 0; i < count; i += step) {
    const { tx } = transactionAt(chainId, block, i);
    samples.push({ tip: effectiveGasPrice(tx, baseFee) - baseFee, gas: block.gasUsed[i] ?? 0n });
  }
  return samples.sort((a, b) => (a.tip < b.tip ? -1 : a.tip > b.tip ? 1 : 0));
}

/** A tip that was enough of late: zero on a chain where nobody has to outbid anybody. */
export function suggestedTip(chain: Chain): bigint {
  const head = chain.head().header.number;
  const tips: bigint[] = [];
  for (let n = head; n > head - SUGGEST_BLOCKS && n >= chain.history.first; n--) {
    const block = blockAt(chain, n);
    if (block === undefined) break;
    tips.push(...sampleTips(chain.chainId, block, SUGGEST_SAMPLES).map(({ tip }) => tip));
  }
  tips.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return tips[Math.floor(((tips.length - 1) * SUGGEST_PERCENT) / 100)] ?? 0n;
}

/** The tip at each percentile of gas. */
function rewardsOf(samples: readonly Sample[], percentiles: readonly number[]): string[] {
  const total = samples.reduce((sum, { gas }) => sum + gas, 0n);
  let i = 0;
  let reached = samples[0]?.gas ?? 0n;
  return percentiles.map((percentile) => {
    const wanted = (Number(total) * percentile) / 100;
    while (Number(reached) < wanted && i < samples.length - 1) reached += samples[++i]?.gas ?? 0n;
    return toQuantity(samples[i]?.tip ?? 0n);
  });
}

function ratio(used: bigint, limit: bigint): number {
  return limit === 0n ? 0 : Number(used) / Number(limit);
}

/** The base fee of the block after `number`. */
function nextBaseFee(chain: Chain, number: bigint): bigint {
  return blockAt(chain, number + 1n)?.header.baseFeePerGas ?? chain.nextEnv().baseFee;
}

/** eth_feeHistory over the blocks up to `newest`; fewer where older ones are pruned. */
export function feeHistory(
  chain: Chain,
  count: bigint,
  newest: bigint,
  percentiles: readonly number[],
): Record<string, unknown> {
  const wanted = newest - count + 1n;
  const oldest = wanted < chain.history.first ? chain.history.first : wanted;
  const blocks: SealedBlock[] = [];
  for (let n = oldest; n <= newest; n++) {
    const block = blockAt(chain, n);
    if (block !== undefined) blocks.push(block);
  }
  const samples = Math.max(MIN_SAMPLES, Math.floor(HISTORY_SAMPLES / Math.max(1, blocks.length)));
  return {
    oldestBlock: toQuantity(oldest),
    ...(percentiles.length === 0
      ? {}
      : { reward: blocks.map((block) => rewardsOf(sampleTips(chain.chainId, block, samples), percentiles)) }),
    baseFeePerGas: [...blocks.map(({ header }) => header.baseFeePerGas), nextBaseFee(chain, newest)].map(toQuantity),
    gasUsedRatio: blocks.map(({ header }) => ratio(header.gasUsed, header.gasLimit)),
    baseFeePerBlobGas: Array.from({ length: blocks.length + 1 }, () => '0x1'),
    blobGasUsedRatio: blocks.map(() => 0),
  };
}

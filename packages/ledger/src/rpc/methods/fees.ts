import { z } from 'zod';
import { requireBlock } from '../chainView.ts';
import { RpcError } from '../errors.ts';
import { feeHistory, suggestedTip } from '../fees.ts';
import { toQuantity } from '../hex.ts';
import { type Methods, method } from '../method.ts';
import { blockNumber } from '../params/blockId.ts';
import { count, maybe } from '../params/hex.ts';
import type { Services } from '../services.ts';

/** geth's (eth/gasprice/feehistory.go). */
const MAX_BLOCKS = 1_024n;
const MAX_PERCENTILES = 100;
/** EIP-4844: the blob base fee where no blobs are. */
const MIN_BLOB_BASE_FEE = 1n;

function checkPercentiles(percentiles: readonly number[]): void {
  if (percentiles.length > MAX_PERCENTILES) {
    throw new RpcError('invalidParams', `invalid reward percentile: over the query limit ${MAX_PERCENTILES}`);
  }
  percentiles.forEach((p, i) => {
    if (p < 0 || p > 100) throw new RpcError('execution', `invalid reward percentile: ${p}`);
    const before = percentiles[i - 1];
    if (before !== undefined && p <= before) {
      throw new RpcError('execution', `invalid reward percentile: #${i - 1}:${before} >= #${i}:${p}`);
    }
  });
}

export function feeMethods({ chain }: Services): Methods {
  return {
    eth_gasPrice: method([], () => toQuantity(suggestedTip(chain) + chain.nextEnv().baseFee)),
    eth_maxPriorityFeePerGas: method([], () => toQuantity(suggestedTip(chain))),
    eth_baseFee: method([], () => toQuantity(chain.nextEnv().baseFee)),
    eth_blobBaseFee: method([], () => toQuantity(MIN_BLOB_BASE_FEE)),
    eth_feeHistory: method(
      [count, blockNumber, maybe(z.array(z.number()))],
      ([blocks, newest, percentiles = []]) => {
        checkPercentiles(percentiles);
        if (blocks === 0n) return { oldestBlock: '0x0', gasUsedRatio: null };
        const { number } = requireBlock(chain, newest).header;
        const asked = blocks < MAX_BLOCKS ? blocks : MAX_BLOCKS;
        return feeHistory(chain, asked, number, percentiles);
      },
      10,
    ),
  };
}

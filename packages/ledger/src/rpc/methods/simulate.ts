import { requireBlock } from '../chainView.ts';
import { type Methods, method } from '../method.ts';
import { blockId, LATEST } from '../params/blockId.ts';
import { maybe } from '../params/hex.ts';
import { simulatePayload } from '../params/simulate.ts';
import type { Services } from '../services.ts';
import { simulateBlocks } from '../simulate/simulateBlocks.ts';
import { formatSimulatedBlock } from '../simulate/simulatedBlock.ts';

/** As a trace: what it really takes is told afterwards. */
const SIMULATE_COST = 200;

export function simulateMethods(services: Services): Methods {
  const { chain } = services;
  return {
    eth_simulateV1: method(
      [simulatePayload, maybe(blockId)],
      ([payload, id = LATEST]) => {
        const blocks = simulateBlocks(services, payload, requireBlock(chain, id));
        return blocks.map((block) =>
          formatSimulatedBlock(chain.chainId, block, payload.returnFullTransactions ?? false),
        );
      },
      SIMULATE_COST,
    ),
  };
}

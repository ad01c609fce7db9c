import { keccak_256 } from '@noble/hashes/sha3.js';
import { z } from 'zod';
import { stateAfter } from '../chainView.ts';
import { RpcError } from '../errors.ts';
import { formatProof } from '../format/proof.ts';
import { toData, toQuantity } from '../hex.ts';
import { type Methods, method } from '../method.ts';
import { address, data, maybe, storageKey } from '../params/hex.ts';
import type { Services } from '../services.ts';
import { chainConfig } from './chainConfig.ts';

const PROOF_COST = 20;
const MAX_PROOF_KEYS = 256;

/** What the node and the network are; what only Lode has. */
export function nodeMethods({ chain, limits, clientVersion, roots }: Services): Methods {
  function status(): unknown {
    const { header, hash, timeMs } = chain.head();
    return {
      chainId: toQuantity(chain.chainId),
      client: clientVersion,
      head: { number: toQuantity(header.number), hash: toData(hash), timeMs: toQuantity(timeMs) },
      /** Blocks from here on are kept, and states of as many blocks before the head. */
      firstBlock: toQuantity(chain.history.first),
      stateWindow: toQuantity(chain.stateWindow),
      /** Up to here log and transaction indexes are on disk. */
      indexed: toQuantity(chain.history.indexed),
      gasLimit: toQuantity(chain.gasLimit),
      pool: chain.poolSize(),
      limits: {
        batchCalls: limits.batchCalls,
        bodyBytes: limits.bodyBytes,
        bulkTransactions: limits.bulkTransactions,
        callGas: toQuantity(limits.callGas),
        logBlocks: limits.logBlocks,
        logResults: limits.logResults,
      },
    };
  }

  /** What is kept, for who routes requests among nodes. */
  function capabilities(): unknown {
    const { header, hash } = chain.head();
    const window = BigInt(chain.stateWindow);
    const oldestState = header.number < window ? 0n : header.number - window;
    const kept = { disabled: false, oldestBlock: toQuantity(chain.history.first) };
    return {
      head: { number: toQuantity(header.number), hash: toData(hash) },
      state: {
        disabled: false,
        oldestBlock: toQuantity(oldestState),
        deleteStrategy: { type: 'window', retentionBlocks: toQuantity(window) },
      },
      ...{ tx: kept, logs: kept, receipts: kept, blocks: kept },
      stateproofs: { disabled: true },
    };
  }

  return {
    eth_capabilities: method([], capabilities),
    eth_chainId: method([], () => toQuantity(chain.chainId)),
    eth_syncing: method([], () => false),
    eth_accounts: method([], () => []),
    eth_coinbase: method([], () => toData(chain.nextEnv().coinbase)),
    eth_config: method([], () => chainConfig(chain)),
    net_version: method([], () => chain.chainId.toString()),
    net_listening: method([], () => true),
    net_peerCount: method([], () => '0x0'),
    web3_clientVersion: method([], () => clientVersion),
    web3_sha3: method([data], ([bytes]) => toData(keccak_256(bytes))),
    lode_status: method([], status),
    lode_getProof: method(
      [address, maybe(z.array(storageKey).max(MAX_PROOF_KEYS))],
      async ([who, keys = []]) => {
        if (roots === undefined) throw new RpcError('notSupported', 'this node keeps no state tree to prove from');
        return formatProof(await roots.prove(who, keys, (block) => stateAfter(chain, block).account(who)));
      },
      PROOF_COST,
    ),
  };
}

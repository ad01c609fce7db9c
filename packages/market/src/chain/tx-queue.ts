import { type Hex, LodeError } from '@lode/protocol';
import { hexToBigInt, hexToNumber, keccak256, type LocalAccount, numberToHex, type RpcTransactionReceipt } from 'viem';
import type { Clock } from '../seams.ts';
import { chainError, revertError } from './errors.ts';
import { createFees, type Fees } from './fees.ts';
import type { Rpc } from './rpc.ts';

/** One transaction: made when its turn comes, so that it can rest on what the one before it changed. */
export interface TxRequest {
  /** Names it in errors, such as "Reserving 3 leases". */
  readonly what: string;
  /** Somebody waits for it: goes before those nobody waits for. */
  readonly urgent?: boolean;
  call(context: { chainTimeSec: number }): Promise<{ to?: Hex; data: Hex }>;
}

/** An account's transactions, one after another, with nonces counted here. */
export interface TxQueue {
  /** Resolves once mined and successful. @throws LodeError `CHAIN_BUSY`, `CHAIN_REJECTED`, `INSUFFICIENT_FUNDS`, `CHAIN_UNREACHABLE` */
  send(request: TxRequest): Promise<RpcTransactionReceipt>;
  /** Refuses new ones and waits for the one under way. */
  stop(): Promise<void>;
}

/** Far above what a buyer or provider has under way; a queue this long means that the chain stands still. */
const MAX_QUEUED = 1_024;
/** Ten blocks of the slowest chains in use (12 s), in which a fee of twice the base fee is all but surely enough. */
const RECEIPT_TIMEOUT_MS = 120_000;
/** A receipt is there at once on a devnet; elsewhere the wait grows up to a second, a fraction of any block time. */
const RECEIPT_POLL_MS = [0, 2, 5, 10, 25, 50, 100, 250, 500, 1_000] as const;
/** The estimate is exact for the state it saw; a task that another one closes first changes the cost of a batch a little. */
const GAS_MARGIN = { times: 5n, over: 4n } as const;

interface Waiting {
  readonly request: TxRequest;
  resolve(receipt: RpcTransactionReceipt): void;
  reject(error: unknown): void;
}

export function createTxQueue(options: { rpc: Rpc; account: LocalAccount; chainId: number; clock: Clock }): TxQueue {
  const { rpc, account, clock } = options;
  const fees = createFees(rpc, clock, account.address);
  const urgent: Waiting[] = [];
  const patient: Waiting[] = [];
  const stopping = new AbortController();
  let nonce: number | undefined;
  let draining: Promise<void> | undefined;

  async function sendOne(request: TxRequest, retried = false): Promise<RpcTransactionReceipt> {
    const fee = await fees.current();
    const call = await request.call({ chainTimeSec: fee.chainTimeSec });
    const from = account.address;
    try {
      const [gasHex, used] = await Promise.all([
        rpc.request<Hex>('eth_estimateGas', [{ from, ...call, ...feeParams(fee) }, 'pending']),
        nonce ?? rpc.request<Hex>('eth_getTransactionCount', [from, 'pending']).then(hexToNumber),
      ]);
      nonce = used;
      const gas = (hexToBigInt(gasHex) * GAS_MARGIN.times) / GAS_MARGIN.over;
      const raw = await account.signTransaction({
        chainId: options.chainId,
        nonce,
        gas,
        data: call.data,
        ...(call.to === undefined ? {} : { to: call.to }),
        ...(fee.legacy
          ? { type: 'legacy' as const, gasPrice: fee.maxFeePerGas }
          : {
              type: 'eip1559' as const,
              maxFeePerGas: fee.maxFeePerGas,
              maxPriorityFeePerGas: fee.maxPriorityFeePerGas,
            }),
      });
      const hash = await broadcast(raw);
      nonce += 1;
      return await receiptOf(hash, request.what, { from, ...call });
    } catch (error) {
      if (error instanceof LodeError && error.code === 'CHAIN_REJECTED') throw error;
      // What is pending is not known any more: ask the chain again next time.
      nonce = undefined;
      if (!retried && STALE.test(String(error))) {
        fees.forget();
        return sendOne(request, true);
      }
      throw chainError(error, request.what);
    }
  }

  async function broadcast(raw: Hex): Promise<Hex> {
    try {
      return await rpc.request<Hex>('eth_sendRawTransaction', [raw], stopping.signal);
    } catch (error) {
      // A retry after a lost answer: the node has it, which is what was wanted.
      if (/already known|already imported|known transaction/i.test(String(error))) return keccak256(raw);
      throw error;
    }
  }

  async function receiptOf(hash: Hex, what: string, call: { from: Hex; to?: Hex; data: Hex }) {
    const endMs = clock.nowMs() + RECEIPT_TIMEOUT_MS;
    for (let i = 0; ; i++) {
      const receipt = await rpc.request<RpcTransactionReceipt | null>('eth_getTransactionReceipt', [hash]);
      if (receipt !== null) {
        if (receipt.status === '0x1') return receipt;
        throw await whyReverted(what, call, receipt);
      }
      if (clock.nowMs() >= endMs || stopping.signal.aborted) throw notMined(what, hash);
      const delayMs = RECEIPT_POLL_MS[Math.min(i, RECEIPT_POLL_MS.length - 1)] ?? 1_000;
      if (delayMs > 0) await clock.sleep(delayMs);
    }
  }

  /** Plays the failed call again on the block it failed in: nodes give the reason only to calls. */
  async function whyReverted(what: string, call: object, receipt: RpcTransactionReceipt): Promise<LodeError> {
    try {
      await rpc.request('eth_call', [call, receipt.blockNumber]);
    } catch (error) {
      return chainError(error, what);
    }
    return revertError('0x', what, undefined);
  }

  async function drain(): Promise<void> {
    for (;;) {
      const next = urgent.shift() ?? patient.shift();
      if (next === undefined) {
        // In the same turn as the look at the queues: one that comes later starts its own drain.
        draining = undefined;
        return;
      }
      if (stopping.signal.aborted) next.reject(stopped());
      else await sendOne(next.request).then(next.resolve, next.reject);
    }
  }

  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        if (stopping.signal.aborted) return reject(stopped());
        if (urgent.length + patient.length >= MAX_QUEUED) return reject(busy());
        (request.urgent === true ? urgent : patient).push({ request, resolve, reject });
        draining ??= Promise.resolve().then(drain);
      }),
    stop: async () => {
      stopping.abort(stopped());
      await draining;
    },
  };
}

/** Another process used the account, or the base fee rose since it was read: both cured by reading again. */
const STALE =
  /nonce too low|nonce is too low|max fee per gas less than block base fee|replacement transaction underpriced/i;

const feeParams = (fee: Fees) =>
  fee.legacy
    ? { gasPrice: numberToHex(fee.maxFeePerGas) }
    : {
        maxFeePerGas: numberToHex(fee.maxFeePerGas),
        maxPriorityFeePerGas: numberToHex(fee.maxPriorityFeePerGas),
      };

const stopped = (): LodeError => new LodeError('STOPPED', 'The chain client was stopped.');
const busy = (): LodeError =>
  new LodeError('CHAIN_BUSY', `${MAX_QUEUED} transactions wait already.`, {
    hint: 'The chain mines slower than this node sends; try again later.',
  });
const notMined = (what: string, hash: Hex): LodeError =>
  new LodeError('CHAIN_UNREACHABLE', `${what}: transaction ${hash} was sent and not mined in time.`, {
    hint: 'It may still be mined; what it did is read from the chain before anything is sent again.',
    details: { transaction: hash },
  });

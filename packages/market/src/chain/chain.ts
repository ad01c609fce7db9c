import { marketAbi, providerRegistryAbi, testUsdAbi } from '@lode/contracts';
import { type Hex, type Lease, LodeError, leaseId, type NetworkId } from '@lode/protocol';
import {
  encodeFunctionData,
  hexToBigInt,
  type LocalAccount,
  parseEventLogs,
  type RpcTransactionReceipt,
  type Transport,
} from 'viem';
import type { ClaimState, Clock, MarketChain } from '../seams.ts';
import { createChannelChain } from './channels.ts';
import { contractErrorName } from './errors.ts';
import { createReader, type Reader } from './reader.ts';
import { createRpc, type Rpc } from './rpc.ts';
import { acceptanceParts, leaseStruct, objectionStruct, receiptStruct } from './structs.ts';
import { createPermits } from './token.ts';
import { createTxQueue, type TxQueue } from './tx-queue.ts';
import { createWatch, type MarketWatch } from './watch.ts';

export interface MarketChainOptions {
  readonly transport: Transport;
  readonly chainId: number;
  readonly account: LocalAccount;
  readonly token: Hex;
  readonly registry: Hex;
  readonly market: Hex;
  readonly clock: Clock;
}

/** A claim opens a storage slot or three a task, about 90,000 gas: this many stay under a third of a 30 M gas block. */
const CLAIMS_PER_TX = 96;
/** Closing a claim frees its slots, about 15,000 gas a task. */
const FINALIZES_PER_TX = 256;

/** The contracts on any EVM chain, for one account. See {@link MarketChain}; fails with codes, sentences and hints. */
export function createMarketChain(options: MarketChainOptions): MarketChain & MarketWatch {
  const { account, clock, chainId } = options;
  const rpc = createRpc(options);
  const read = createReader(rpc);
  const self = account.address.toLowerCase() as Hex;
  const context: Context = {
    options,
    network: { chainId, market: options.market },
    account: self,
    rpc,
    watch: createWatch({ rpc, read, market: options.market, registry: options.registry, account: self }),
    read,
    queue: createTxQueue({ rpc, account, chainId, clock }),
  };
  const { network, queue } = context;
  return {
    network,
    account: context.account,
    ...context.watch,
    ...walletCalls(context),
    ...registryCalls(context),
    ...escrowCalls(context),
    ...answerCalls(context),
    channels: createChannelChain({ rpc, read, queue, account, chainId, token: options.token }),
    gasPrice: async () => hexToBigInt(await rpc.request<Hex>('eth_gasPrice', [])),
    stop: () => queue.stop(),
  };
}

interface Context {
  readonly options: MarketChainOptions;
  readonly network: NetworkId;
  readonly account: Hex;
  readonly rpc: Rpc;
  readonly read: Reader;
  readonly queue: TxQueue;
  readonly watch: MarketWatch;
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;

function walletCalls({ options, account, read, rpc, queue }: Context): Pick<MarketChain, 'balance' | 'faucet'> {
  const { token } = options;
  return {
    balance: async (of = account) => {
      const [microUsd, wei] = await Promise.all([
        read({ address: token, abi: testUsdAbi, functionName: 'balanceOf', args: [of] }),
        rpc.request<Hex>('eth_getBalance', [of, 'latest']),
      ]);
      return { microUsd, wei: hexToBigInt(wei) };
    },
    faucet: async (amountMicroUsd) => {
      const data = encodeFunctionData({ abi: testUsdAbi, functionName: 'faucet', args: [amountMicroUsd] });
      await queue.send({ what: 'Drawing from the faucet', call: async () => ({ to: token, data }) });
    },
  };
}

function registryCalls({ options, read, queue }: Context): Pick<MarketChain, 'bondOf' | 'bond' | 'publishRecord'> {
  const { registry } = options;
  const permits = createPermits({ reader: read, ...options });
  return {
    bondOf: (provider) =>
      read({ address: registry, abi: providerRegistryAbi, functionName: 'bondOf', args: [provider] }),
    bond: async (amount) => {
      await queue.send({
        what: 'Bonding',
        call: async ({ chainTimeSec }) => {
          const { deadline, v, r, s } = await permits.sign(registry, amount, chainTimeSec);
          const args = [amount, deadline, v, r, s] as const;
          return {
            to: registry,
            data: encodeFunctionData({ abi: providerRegistryAbi, functionName: 'bondWithPermit', args }),
          };
        },
      });
    },
    publishRecord: async (recordHash, sequence, expiresAtMs) => {
      const args = [recordHash, BigInt(sequence), BigInt(expiresAtMs)] as const;
      const data = encodeFunctionData({ abi: providerRegistryAbi, functionName: 'publishRecord', args });
      await queue.send({ what: 'Publishing the node record', call: async () => ({ to: registry, data }) });
    },
  };
}

type EscrowCalls = Pick<
  MarketChain,
  'reserve' | 'isReserved' | 'remainingOf' | 'pot' | 'release' | 'refund' | 'claimState'
>;

function escrowCalls(context: Context): EscrowCalls {
  const { options, network, read, queue } = context;
  const { market } = options;
  const permits = createPermits({ reader: read, ...options });
  const stateOf = (lease: Lease) =>
    read({ address: market, abi: marketAbi, functionName: 'leaseOf', args: [leaseId(network, lease)] });
  return {
    reserve: async (jobKey, fundMicroUsd, leases) => {
      const structs = leases.map(({ lease }) => leaseStruct(lease));
      const signatures = leases.map((one) => one.providerSignature);
      if (fundMicroUsd === 0n && leases.length === 0) return;
      await queue.send({
        what: leases.length === 0 ? 'Funding the job' : `Reserving ${plural(leases.length, 'lease')}`,
        urgent: true,
        call: async ({ chainTimeSec }) => {
          if (fundMicroUsd === 0n) return reserveCall(market, structs, signatures);
          const permit = await permits.sign(market, fundMicroUsd, chainTimeSec);
          const data =
            structs.length === 0
              ? encodeFunctionData({
                  abi: marketAbi,
                  functionName: 'fundWithPermit',
                  args: [jobKey, fundMicroUsd, permit],
                })
              : encodeFunctionData({
                  abi: marketAbi,
                  functionName: 'fundWithPermitAndReserve',
                  args: [jobKey, fundMicroUsd, permit, structs, signatures],
                });
          return { to: market, data };
        },
      });
    },
    isReserved: async (lease) => (await stateOf(lease)).status === LEASE_RESERVED,
    remainingOf: async (lease) => (await stateOf(lease)).reserved,
    pot: (buyer, jobKey) => read({ address: market, abi: marketAbi, functionName: 'potOf', args: [buyer, jobKey] }),
    claimState: (lease, task) => claimState(context, leaseId(network, lease), task),
    release: async (lease) => {
      const data = encodeFunctionData({ abi: marketAbi, functionName: 'release', args: [leaseStruct(lease)] });
      await unlessDone(['LeaseAlreadyReleased'], () =>
        queue.send({ what: 'Releasing a lease', call: async () => ({ to: market, data }) }),
      );
    },
    refund: (jobKey) => refund(context, jobKey),
  };
}

const LEASE_RESERVED = 1;
const TASK_STATES: readonly ClaimState[] = ['none', 'claimed', 'objected', 'closed'];

function reserveCall(market: Hex, structs: readonly ReturnType<typeof leaseStruct>[], signatures: readonly Hex[]) {
  const data = encodeFunctionData({ abi: marketAbi, functionName: 'reserve', args: [structs, signatures] });
  return { to: market, data };
}

async function claimState({ options, read }: Context, id: Hex, task: number) {
  const at = { address: options.market, abi: marketAbi, args: [id, task] } as const;
  const [status, claim] = await Promise.all([
    read({ ...at, functionName: 'taskStatus' }),
    read({ ...at, functionName: 'claimOf' }),
  ]);
  return { state: TASK_STATES[status] ?? 'none', deadlineMs: Number(claim.deadlineMs) };
}

async function refund({ options, account, read, queue }: Context, jobKey: Hex): Promise<bigint> {
  const at = { address: options.market, abi: marketAbi } as const;
  if ((await read({ ...at, functionName: 'potOf', args: [account, jobKey] })) === 0n) return 0n;
  const data = encodeFunctionData({ abi: marketAbi, functionName: 'refund', args: [jobKey] });
  const receipt = await unlessDone(['NothingToRefund'], () =>
    queue.send({ what: 'Refunding the job', call: async () => ({ to: options.market, data }) }),
  );
  return receipt === undefined ? 0n : refundedIn(receipt, jobKey);
}

function refundedIn(receipt: RpcTransactionReceipt, jobKey: Hex): bigint {
  const logs = parseEventLogs({ abi: marketAbi, eventName: 'Refunded', logs: receipt.logs });
  const own = logs.find((log) => log.args.jobKey === jobKey);
  if (own === undefined)
    throw new LodeError('CHAIN_REJECTED', 'The refund was mined and left no record of its amount.');
  return own.args.amount;
}

type AnswerCalls = Pick<MarketChain, 'settle' | 'claim' | 'finalize' | 'object' | 'uphold' | 'drop'>;

function answerCalls({ options, network, queue, watch }: Context): AnswerCalls {
  const { market } = options;
  const send = (what: string, data: Hex) =>
    unlessDone(['NothingToDo'], () => queue.send({ what, call: async () => ({ to: market, data }) }));
  return {
    settle: async (lease, { value, signature }) => {
      const { receipts, body } = acceptanceParts(value);
      const args = [leaseStruct(lease), receipts, body, signature] as const;
      const what = `Settling ${plural(receipts.length, 'task')}`;
      await send(what, encodeFunctionData({ abi: marketAbi, functionName: 'settle', args }));
    },
    claim: async (lease, receipts) => {
      for (const batch of batches(receipts, CLAIMS_PER_TX)) {
        const structs = batch.map((one) => receiptStruct(one.value));
        const args = [leaseStruct(lease), structs, batch.map((one) => one.signature)] as const;
        const what = `Claiming ${plural(batch.length, 'task')}`;
        await send(what, encodeFunctionData({ abi: marketAbi, functionName: 'claim', args }));
      }
    },
    finalize: async (lease, tasks) => {
      for (const batch of batches(tasks, FINALIZES_PER_TX)) {
        const what = `Finalizing ${plural(batch.length, 'task')}`;
        const args = [leaseStruct(lease), batch] as const;
        await send(what, encodeFunctionData({ abi: marketAbi, functionName: 'finalize', args }));
      }
    },
    object: async (lease, { value, signature }) => {
      const args = [leaseStruct(lease), objectionStruct(value), signature] as const;
      await send(
        `Objecting to task ${value.task}`,
        encodeFunctionData({ abi: marketAbi, functionName: 'object', args }),
      );
    },
    uphold: async (lease, task, evidence) => {
      const id = leaseId(network, lease);
      const given = evidence.find((one) => one.receipt.value.lease === id && one.receipt.value.task === task);
      const accused = given === undefined ? await watch.claimedReceipt(id, task) : receiptStruct(given.receipt.value);
      if (accused === undefined)
        throw new LodeError('BAD_EVIDENCE', 'The accused receipt was neither given nor found in the claim on chain.');
      const witnesses = evidence.filter((one) => one !== given);
      const sorted = witnesses.toSorted((a, b) => (a.lease.provider < b.lease.provider ? -1 : 1));
      const args = [
        leaseStruct(lease),
        accused,
        sorted.map((one) => ({
          lease: leaseStruct(one.lease),
          receipt: receiptStruct(one.receipt.value),
          signature: one.receipt.signature,
        })),
      ] as const;
      await send(
        `Proving the objection to task ${task}`,
        encodeFunctionData({ abi: marketAbi, functionName: 'uphold', args }),
      );
    },
    drop: async (lease, task) => {
      const args = [leaseStruct(lease), task] as const;
      await send(
        `Dropping the objection to task ${task}`,
        encodeFunctionData({ abi: marketAbi, functionName: 'drop', args }),
      );
    },
  };
}

function batches<T>(list: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size));
}

/** Somebody else did it first (anybody may): that is success. */
async function unlessDone<T>(names: readonly string[], act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (names.includes(contractErrorName(error) ?? '')) return undefined;
    throw error;
  }
}

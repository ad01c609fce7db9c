import { dataDirAt, readNetwork } from '@lode/node';
import { formatUsd, LodeError } from '@lode/protocol';
import { BaseError, createPublicClient, formatEther, http, isAddress, isHash, type PublicClient } from 'viem';
import { dataRootOf, type GlobalOptions } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { table } from '../format/table.ts';
import { plural, safe } from '../format/text.ts';
import { createPrinter, type Io } from '../io.ts';

export interface ChainOptions extends GlobalOptions {
  readonly rpc?: string;
}

/** Transactions of a block that are listed; the rest is left to --json. */
const BLOCK_ROWS = 32;
/** Calls of a trace that are drawn. */
const TRACE_ROWS = 256;

type Json = Readonly<Record<string, unknown>>;

/** @throws LodeError `CHAIN_UNREACHABLE` */
async function clientOf(io: Io, options: ChainOptions): Promise<PublicClient> {
  const network =
    options.rpc === undefined ? await readNetwork(dataDirAt(dataRootOf(io, options)).networkFile) : undefined;
  const url = options.rpc ?? network?.rpcUrl;
  if (url === undefined || url === null)
    throw new LodeError('CHAIN_UNREACHABLE', 'Where the chain answers is not known here.', {
      hint: 'Start a node with `lode up`, name its data directory with --data, or an endpoint with --rpc URL.',
    });
  return createPublicClient({ transport: http(url, { retryCount: 0 }) });
}

/** One question after another; what the chain refuses is told in its words. */
async function ask<T>(io: Io, options: ChainOptions, question: (client: PublicClient) => Promise<T>): Promise<T> {
  const client = await clientOf(io, options);
  try {
    return await question(client);
  } catch (error) {
    if (!(error instanceof BaseError)) throw error;
    const away = error.walk((one) => one instanceof Error && one.name === 'HttpRequestError') !== null;
    throw new LodeError(away ? 'CHAIN_UNREACHABLE' : 'CHAIN_REFUSED', safe(error.shortMessage), {
      ...(away ? { hint: 'Is the node running? `lode up` starts it.' } : {}),
      cause: error,
    });
  }
}

const raw = (client: PublicClient, method: string, params: readonly unknown[]): Promise<unknown> =>
  (client.request as (call: { method: string; params: readonly unknown[] }) => Promise<unknown>)({ method, params });

const usage = (what: string, hint: string) => new LodeError('USAGE', what, { hint });

const time = (seconds: bigint): string => new Date(Number(seconds) * 1_000).toISOString();
const fee = (wei: bigint): string => (wei === 0n ? 'free' : `${formatEther(wei, 'gwei')} gwei`);

function pairs(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

const plain = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, one) => (typeof one === 'bigint' ? one.toString() : one)));

export async function chainStatus(io: Io, options: ChainOptions): Promise<ExitCode> {
  const view = await ask(io, options, async (client) => {
    const [chainId, block, version, waiting] = await Promise.all([
      client.getChainId(),
      client.getBlock(),
      raw(client, 'web3_clientVersion', []),
      raw(client, 'txpool_status', []).catch(() => undefined),
    ]);
    return {
      chainId,
      block,
      version: String(version),
      waiting: waiting as { pending: string; queued: string } | undefined,
    };
  });
  const { block, waiting } = view;
  const text = pairs([
    ['chain', String(view.chainId)],
    ['software', safe(view.version)],
    ['newest block', `${block.number}, ${time(block.timestamp)}, final`],
    ['hash', block.hash],
    ['transactions', `${block.transactions.length} in it; gas ${block.gasUsed} of ${block.gasLimit}`],
    ['base fee', fee(block.baseFeePerGas ?? 0n)],
    ...(waiting === undefined
      ? []
      : [
          ['waiting', `${Number(waiting.pending)} can be executed, ${Number(waiting.queued)} wait for others`] as const,
        ]),
  ]);
  createPrinter(io, options.json === true).result(plain(view), text);
  return EXIT.ok;
}

export async function chainBlock(io: Io, id: string | undefined, options: ChainOptions): Promise<ExitCode> {
  const block = await ask(io, options, (client) => client.getBlock({ ...blockId(id), includeTransactions: true }));
  const rows = block.transactions
    .slice(0, BLOCK_ROWS)
    .map((tx) => [tx.hash, tx.from, tx.to ?? 'creates a contract', String(tx.gas)]);
  const more = block.transactions.length - rows.length;
  const text = [
    pairs([
      ['block', String(block.number)],
      ['hash', block.hash ?? ''],
      ['parent', block.parentHash],
      ['time', time(block.timestamp)],
      ['gas', `${block.gasUsed} of ${block.gasLimit}`],
      ['state root', `${block.stateRoot} (of the block before)`],
      ['receipts', block.receiptsRoot],
    ]),
    '',
    rows.length === 0 ? 'no transactions' : table(['TRANSACTION', 'FROM', 'TO', '>GAS LIMIT'], rows),
    ...(more > 0 ? [`and ${more} more: --json lists them`] : []),
  ].join('\n');
  createPrinter(io, options.json === true).result(plain(block), text);
  return EXIT.ok;
}

function blockId(id = 'latest'): { blockNumber: bigint } | { blockHash: `0x${string}` } | { blockTag: 'latest' } {
  if (/^\d{1,18}$/.test(id)) return { blockNumber: BigInt(id) };
  if (isHash(id)) return { blockHash: id };
  if (['latest', 'earliest', 'pending', 'safe', 'finalized'].includes(id)) return { blockTag: id as 'latest' };
  throw usage(
    `"${safe(id.slice(0, 80))}" is no block.`,
    'Give a number, a hash, or latest, earliest, safe or finalized.',
  );
}

function hashOf(text: string): `0x${string}` {
  if (isHash(text)) return text;
  throw usage(`"${safe(text.slice(0, 80))}" is no transaction hash.`, 'Give 0x and 64 hex digits.');
}

export async function chainTransaction(io: Io, hash: string, options: ChainOptions): Promise<ExitCode> {
  const id = hashOf(hash);
  const view = await ask(io, options, async (client) => {
    const transaction = await client.getTransaction({ hash: id });
    const receipt = transaction.blockNumber === null ? undefined : await client.getTransactionReceipt({ hash: id });
    return { transaction, receipt };
  });
  const { transaction, receipt } = view;
  const text = pairs([
    ['transaction', transaction.hash],
    ['state', receipt === undefined ? 'waits for a block' : `${receipt.status} in block ${receipt.blockNumber}`],
    ['from', `${transaction.from}, nonce ${transaction.nonce}`],
    ['to', transaction.to ?? `creates ${receipt?.contractAddress ?? 'a contract'}`],
    ['value', `${formatEther(transaction.value)} ETH`],
    ['gas', receipt === undefined ? `at most ${transaction.gas}` : `${receipt.gasUsed} of ${transaction.gas}`],
    ['paid for gas', receipt === undefined ? '-' : fee(receipt.effectiveGasPrice)],
    ['data', plural((transaction.input.length - 2) / 2, 'byte')],
    ['logs', String(receipt?.logs.length ?? 0)],
  ]);
  createPrinter(io, options.json === true).result(plain(view), text);
  return EXIT.ok;
}

export async function chainAccount(io: Io, address: string, options: ChainOptions): Promise<ExitCode> {
  if (!isAddress(address, { strict: false }))
    throw usage(`"${safe(address.slice(0, 80))}" is no address.`, 'Give 0x and 40 hex digits.');
  const network = await readNetwork(dataDirAt(dataRootOf(io, options)).networkFile).catch(() => undefined);
  const view = await ask(io, options, async (client) => {
    const [balance, nonce, code] = await Promise.all([
      client.getBalance({ address }),
      client.getTransactionCount({ address }),
      client.getCode({ address }),
    ]);
    const usd =
      network === undefined || options.rpc !== undefined
        ? undefined
        : await client.readContract({
            address: network.token,
            abi: [
              {
                type: 'function',
                name: 'balanceOf',
                stateMutability: 'view',
                inputs: [{ name: 'account', type: 'address' }],
                outputs: [{ name: '', type: 'uint256' }],
              },
            ],
            functionName: 'balanceOf',
            args: [address],
          });
    return {
      address,
      balanceWei: balance,
      nonce,
      codeBytes: code === undefined ? 0 : (code.length - 2) / 2,
      microUsd: usd,
    };
  });
  const text = pairs([
    ['account', view.address],
    ...(view.microUsd === undefined ? [] : [['dollars', formatUsd(view.microUsd)] as const]),
    ['ether', formatEther(view.balanceWei)],
    ['nonce', String(view.nonce)],
    ['code', view.codeBytes === 0 ? 'none' : plural(view.codeBytes, 'byte')],
  ]);
  createPrinter(io, options.json === true).result(plain(view), text);
  return EXIT.ok;
}

export async function chainTrace(io: Io, hash: string, options: ChainOptions): Promise<ExitCode> {
  const id = hashOf(hash);
  const call = (await ask(io, options, (client) =>
    raw(client, 'debug_traceTransaction', [id, { tracer: 'callTracer', tracerConfig: { withLog: true } }]),
  )) as Json;
  const lines = [...traceLines(call, 0)];
  const more = lines.length > TRACE_ROWS ? [`and ${lines.length - TRACE_ROWS} more: --json has them`] : [];
  createPrinter(io, options.json === true).result(call, [...lines.slice(0, TRACE_ROWS), ...more].join('\n'));
  return EXIT.ok;
}

/** One line a call, indented by depth. */
function* traceLines(call: Json, depth: number): Generator<string> {
  const input = String(call.input ?? '0x');
  const selector = input.length >= 10 ? ` ${input.slice(0, 10)}` : '';
  const error = call.error === undefined ? '' : `  ${safe(String(call.revertReason ?? call.error))}`;
  const gas = Number(call.gasUsed ?? 0);
  yield `${'  '.repeat(depth)}${safe(String(call.type))} ${safe(String(call.to ?? ''))}${selector}  gas ${gas}${error}`;
  for (const inner of (call.calls ?? []) as Json[]) yield* traceLines(inner, depth + 1);
}

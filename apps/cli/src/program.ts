import { Command, CommanderError, type CommandOptions, Option } from 'commander';
import {
  type ChainOptions,
  chainAccount,
  chainBlock,
  chainStatus,
  chainTrace,
  chainTransaction,
} from './commands/chain.ts';
import {
  cancelJob,
  fetchOutputs,
  type LogsOptions,
  listJobs,
  type OutputsOptions,
  showJob,
  showLogs,
} from './commands/jobs.ts';
import {
  drawFaucet,
  type OffersOptions,
  showAddress,
  showBalance,
  showOffers,
  showProvider,
} from './commands/market.ts';
import { type RunOptions, runJob } from './commands/run.ts';
import { joinNetwork, type NodeOptions, up } from './commands/up.ts';
import { validateSpec } from './commands/validate.ts';
import { watch } from './commands/watch.ts';
import type { GlobalOptions } from './connect.ts';
import { EXIT, EXIT_HELP, type ExitCode, exitCodeOf } from './exit-codes.ts';
import { type Io, printError } from './io.ts';

/** How long `lode run` waits for a provider that can take the job: two rounds of gossip, and a provider that starts. */
const DEFAULT_PATIENCE = '10s';

type Action = () => Promise<ExitCode>;

/** Runs one command line (without `node` and the script) and returns its exit code; never throws. */
export async function runCli(args: readonly string[], io: Io): Promise<ExitCode> {
  let chosen: Action | undefined;
  const program = buildProgram(io, (action) => {
    chosen = action;
  });
  const json = args.includes('--json');
  try {
    await program.parseAsync([...args], { from: 'user' });
    return chosen === undefined ? EXIT.ok : await chosen();
  } catch (error) {
    // commander has printed the complaint, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    printError(io, json, error);
    return exitCodeOf(error);
  }
}

function buildProgram(io: Io, choose: (action: Action) => void): Command {
  const program = new Command('lode')
    .description('The open GPU network: submit work with one command, get a checked result, pay a price you can see.')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.stdout.write(text), writeErr: (text) => io.stderr.write(text) })
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows how it is used)');
  program.addHelpText(
    'after',
    `
Examples:
  $ npm run lode -- up                                   start a network on this machine
  $ npm run lode -- join /ip4/192.0.2.7/tcp/8422/p2p/…   offer this machine's GPUs to it
  $ npm run lode -- run examples/fractal/job.yaml       run a job and get its results
  $ npm run lode -- offers --for job.yaml                who could take it, and why others not

${EXIT_HELP}`,
  );
  addNodeCommands(program, io, choose);
  addWatchCommand(program, io, choose);
  addJobCommands(program, io, choose);
  addMarketCommands(program, io, choose);
  return program;
}

/** A command with the options that all have. */
const command = (parent: Command, usage: string, description: string, more: CommandOptions = {}): Command =>
  parent
    .command(usage, more)
    .description(description)
    .option('--data <dir>', 'data directory of the node (default: $LODE_DATA, or ~/.lode)')
    .option('--json', 'print JSON on stdout: one value, or one a line for streams');

const examples = (lines: readonly string[]): string =>
  `\nExamples:\n${lines.map((line) => `  $ npm run lode -- ${line}`).join('\n')}`;

const collect = (value: string, before: string[] | undefined): string[] => [...(before ?? []), value];

function nodeOptions(one: Command): Command {
  return one
    .option('--name <name>', 'how you call this node')
    .option('--region <code>', 'country the GPUs are in, such as DE')
    .option('--price <usd>', 'dollars a GPU-hour you ask for (default: 0.36)')
    .option('--watts <watts>', 'power of a GPU under load, where it cannot be measured')
    .option('--listen <multiaddr>', 'where to listen for peers; may be given several times', collect)
    .option('--announce <multiaddr>', 'address to tell others, behind port forwarding', collect)
    .option('--relay <multiaddr>', 'relay to be reached through; may be given several times', collect)
    .option('--gateway-host <host>', 'bind the HTTP gateway to another address than loopback')
    .option('--gateway-port <port>', 'port of the HTTP gateway')
    .option('--rpc-port <port>', 'port of the embedded chain’s RPC')
    .option('--chain <url>', 'use this EVM chain instead of the embedded devnet')
    .option('--network <file>', 'contracts to use on that chain (another node’s network.json)')
    .addOption(new Option('--no-provider', 'do not offer this machine’s GPUs'));
}

function addNodeCommands(program: Command, io: Io, choose: (action: Action) => void): void {
  nodeOptions(
    command(program, 'up', 'start a network, or go on with it: chain, gateway, provider and buyer on this machine'),
  )
    .option('--deploy', 'deploy fresh contracts on the chain given by --chain')
    .addHelpText('after', examples(['up', 'up --price 0.80 --region DE', 'up --chain http://127.0.0.1:8545 --deploy']))
    .action((options: NodeOptions) => choose(() => up(io, options)));
  nodeOptions(
    command(program, 'join <addr>', 'offer this machine’s GPUs to the network of the node at ADDR (a multiaddr)'),
  )
    .addHelpText('after', examples(['join /ip4/192.0.2.7/tcp/8422/p2p/12D3Koo… --price 0.50 --region DE']))
    .action((address: string, options: NodeOptions) => choose(() => joinNetwork(io, address, options)));
}

function addWatchCommand(program: Command, io: Io, choose: (action: Action) => void): void {
  command(
    program,
    'watch <addr>',
    'guard payment channels of providers that may be offline, for the network of the node at ADDR',
  )
    .option('--listen <multiaddr>', 'where to listen for peers; may be given several times', collect)
    .option('--announce <multiaddr>', 'address to tell others, behind port forwarding', collect)
    .option('--chain <url>', 'ask this endpoint for the chain instead of the node at ADDR')
    .addHelpText('after', examples(['watch /ip4/192.0.2.7/tcp/8422/p2p/12D3Koo…']))
    .action((address: string, options: NodeOptions) => choose(() => watch(io, address, options)));
}

function addJobCommands(program: Command, io: Io, choose: (action: Action) => void): void {
  command(program, 'run <spec>', 'run a job: show its progress, fetch its results, say what it cost')
    .option('--out <dir>', 'folder for the results (default: out/NAME-ID)')
    .option('--replicas <n>', 'run each task on so many providers and compare them (default: as the spec says)')
    .option('--detach', 'submit, print the job’s id, and return')
    .option('--sealed', 'encrypt inputs, outputs and logs between this machine and the providers that run it')
    .option(
      '--only-provider <account>',
      'a provider that may run it, and no other; may be given several times',
      collect,
    )
    .option('--patience <duration>', 'how long to wait for somebody who can take it', DEFAULT_PATIENCE)
    .addHelpText(
      'after',
      examples(['run examples/fractal/job.yaml --replicas 1', 'run job.yaml --out results --json > report.json']),
    )
    .action((spec: string, options: RunOptions) => choose(() => runJob(io, spec, options)));
  command(program, 'jobs', 'list the jobs of this node').action((options: GlobalOptions) =>
    choose(() => listJobs(io, options)),
  );
  command(program, 'job <id>', 'show one job; the first digits of its id are enough').action(
    (id: string, options: GlobalOptions) => choose(() => showJob(io, id, options)),
  );
  command(program, 'logs <id>', 'print what happened in a job')
    .option('-f, --follow', 'go on until the job ends')
    .addHelpText('after', examples(['logs 0x12ab34cd', 'logs -f 0x12ab34cd --json']))
    .action((id: string, options: LogsOptions) => choose(() => showLogs(io, id, options)));
  command(program, 'outputs <id>', 'fetch the results of a job')
    .option('--out <dir>', 'folder for them (default: out/NAME-ID)')
    .action((id: string, options: OutputsOptions) => choose(() => fetchOutputs(io, id, options)));
  command(program, 'cancel <id>', 'end a job; finished tasks stay paid, the rest comes back').action(
    (id: string, options: GlobalOptions) => choose(() => cancelJob(io, id, options)),
  );
  command(program, 'validate <spec>', 'check a job spec and its files, without a node').action(
    (spec: string, options: GlobalOptions) => choose(() => validateSpec(io, spec, options)),
  );
}

function addChainCommands(program: Command, io: Io, choose: (action: Action) => void): void {
  const chain = program.command('chain').description('the ledger under the network');
  const one = (usage: string, description: string): Command =>
    command(chain, usage, description).option('--rpc <url>', 'JSON-RPC endpoint (default: this node’s chain)');
  command(chain, 'status', 'its newest block, what waits, what it costs', { isDefault: true })
    .option('--rpc <url>', 'JSON-RPC endpoint (default: this node’s chain)')
    .action((options: ChainOptions) => choose(() => chainStatus(io, options)));
  one('block [id]', 'a block, by number, hash or tag (default: latest)').action(
    (id: string | undefined, options: ChainOptions) => choose(() => chainBlock(io, id, options)),
  );
  one('tx <hash>', 'a transaction and its receipt').action((hash: string, options: ChainOptions) =>
    choose(() => chainTransaction(io, hash, options)),
  );
  one('account <address>', 'balance, nonce and code of an account').action((address: string, options: ChainOptions) =>
    choose(() => chainAccount(io, address, options)),
  );
  one('trace <hash>', 'the calls of a transaction').action((hash: string, options: ChainOptions) =>
    choose(() => chainTrace(io, hash, options)),
  );
}

function addMarketCommands(program: Command, io: Io, choose: (action: Action) => void): void {
  command(program, 'offers', 'list what is on offer')
    .option('--for <spec>', 'who could take this job, and why the others could not')
    .addHelpText('after', examples(['offers', 'offers --for job.yaml']))
    .action((options: OffersOptions) => choose(() => showOffers(io, options)));
  addChainCommands(program, io, choose);
  const provider = program.command('provider').description('this node as a provider');
  command(provider, 'status', 'devices, leases, earnings, and jobs refused').action((options: GlobalOptions) =>
    choose(() => showProvider(io, options)),
  );
  const wallet = program.command('wallet').description('the account that pays and is paid');
  command(wallet, 'balance', 'what it holds', { isDefault: true }).action((options: GlobalOptions) =>
    choose(() => showBalance(io, options)),
  );
  command(wallet, 'address', 'its address').action((options: GlobalOptions) => choose(() => showAddress(io, options)));
  command(wallet, 'faucet <usd>', 'draw test money, on a devnet')
    .addHelpText('after', examples(['wallet faucet 100']))
    .action((amount: string, options: GlobalOptions) => choose(() => drawFaucet(io, amount, options)));
}

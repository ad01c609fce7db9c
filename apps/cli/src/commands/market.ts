import {
  encode,
  explainView,
  formatUsd,
  offerView,
  parseUsd,
  providerView,
  type WalletView,
  walletView,
} from '@lode/protocol';
import { connect, type GlobalOptions } from '../connect.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { exclusionsText, indent } from '../format/job.ts';
import { offersTable, providerReport } from '../format/provider.ts';
import { table } from '../format/table.ts';
import { plural, safe, short } from '../format/text.ts';
import { createPrinter, type Io } from '../io.ts';
import { readSpec } from '../spec-file.ts';

export interface OffersOptions extends GlobalOptions {
  readonly for?: string;
}

/** What is on offer; with `--for SPEC` who could take that job, and why each of the others could not. */
export async function showOffers(io: Io, options: OffersOptions): Promise<ExitCode> {
  const printer = createPrinter(io, options.json === true);
  if (options.for === undefined) {
    const offers = await (await connect(io, options)).offers();
    printer.result(
      offers.map((offer) => encode(offerView, offer)),
      offersTable(offers),
    );
    return EXIT.ok;
  }
  const { job } = await readSpec(io, options.for);
  const view = await (await connect(io, options)).explain(job);
  const rows = view.candidates.map((one) => [
    short(one.provider),
    safe(one.device.model),
    `${formatUsd(one.microUsdPerGpuSecond * 3_600n)}/h`,
  ]);
  const takers = rows.length === 0 ? 'nobody' : table(['PROVIDER', 'DEVICE', '>PRICE'], rows);
  const text = [
    `who could take "${safe(job.name)}" (best first; it would cost at most ${formatUsd(view.maxMicroUsd)})`,
    indent(takers),
    ...(view.exclusions.length === 0 && rows.length > 0
      ? []
      : [
          '',
          `left out: ${plural(view.exclusions.length, 'offer or device', 'offers or devices')}`,
          indent(exclusionsText(view.exclusions)),
        ]),
  ].join('\n');
  printer.result(encode(explainView, view), text);
  return rows.length === 0 ? EXIT.nobody : EXIT.ok;
}

export async function showProvider(io: Io, options: GlobalOptions): Promise<ExitCode> {
  const status = await (await connect(io, options)).providerStatus();
  createPrinter(io, options.json === true).result(encode(providerView, status), providerReport(status));
  return EXIT.ok;
}

const walletText = (wallet: WalletView): string =>
  `account ${wallet.address}\nbalance ${formatUsd(wallet.microUsd)} (TestUSD on a devnet: worth nothing)`;

export async function showBalance(io: Io, options: GlobalOptions): Promise<ExitCode> {
  const wallet = await (await connect(io, options)).wallet();
  createPrinter(io, options.json === true).result(encode(walletView, wallet), walletText(wallet));
  return EXIT.ok;
}

export async function showAddress(io: Io, options: GlobalOptions): Promise<ExitCode> {
  const { address } = await (await connect(io, options)).wallet();
  createPrinter(io, options.json === true).result({ address }, address);
  return EXIT.ok;
}

/** Draws test money; networks with real money have no faucet. */
export async function drawFaucet(io: Io, amount: string, options: GlobalOptions): Promise<ExitCode> {
  const wallet = await (await connect(io, options)).faucet(parseUsd(amount));
  createPrinter(io, options.json === true).result(encode(walletView, wallet), walletText(wallet));
  return EXIT.ok;
}

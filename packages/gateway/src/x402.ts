import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Hex, LodeError } from '@lode/protocol';
import { x402Facilitator } from '@x402/core/facilitator';
import {
  type FacilitatorClient,
  type RoutesConfig,
  x402HTTPResourceServer,
  x402ResourceServer,
} from '@x402/core/server';
import { BATCH_SETTLEMENT_ADDRESS, ERC3009_DEPOSIT_COLLECTOR_ADDRESS, type FacilitatorEvmSigner } from '@x402/evm';
import { BatchSettlementEvmScheme as BatchFacilitator } from '@x402/evm/batch-settlement/facilitator';
import { type AuthorizerSigner, BatchSettlementEvmScheme as BatchServer } from '@x402/evm/batch-settlement/server';
import { FileChannelStorage } from '@x402/evm/batch-settlement/server/file-storage';
import { ExactEvmScheme as ExactFacilitator } from '@x402/evm/exact/facilitator';
import { ExactEvmScheme as ExactServer } from '@x402/evm/exact/server';
import { paymentMiddlewareFromHTTPServer } from '@x402/hono';
import type { MiddlewareHandler } from 'hono';

export interface PricedRoute {
  readonly method: 'GET' | 'POST';
  /** As x402 matches it: `/v1/paid/*` and `/v1/paid/[id]` work. */
  readonly path: string;
  /** What a request costs at most, in the token's units. */
  readonly priceMicroUsd: bigint;
  readonly description: string;
}

export interface X402Options {
  readonly chainId: number;
  /** An EIP-3009 token, with the name and version of its EIP-712 domain. */
  readonly token: { readonly address: Hex; readonly name: string; readonly version: string };
  /** Whom payments go to. */
  readonly receiver: Hex;
  /** Signs claims and refunds; its address is part of each channel, so changing the key needs new channels. */
  readonly receiverAuthorizer: AuthorizerSigner;
  /** Reads the chain and sends transactions: deposits, claims, settlements, refunds. */
  readonly facilitator: FacilitatorEvmSigner;
  readonly routes: readonly PricedRoute[];
  /** Where what buyers have paid is kept, this process's alone. Default: in memory, which forgets unclaimed vouchers at a restart. */
  readonly folder?: string;
  /** How long a buyer that leaves alone waits for its money, and how long we have to claim. */
  readonly withdrawDelaySec?: number;
  /** A claim or settlement of the interval runner failed; it tries again at the next interval. */
  readonly onError?: (error: unknown) => void;
}

export interface X402 {
  /** Answers 402 on priced routes, and lets paid requests through. Mount it before their handlers. */
  readonly middleware: MiddlewareHandler;
  /** Claims and settles at intervals. */
  start(): void;
  stop(): Promise<void>;
  /** Claims all vouchers there are, and has the money paid out. Resolves with how many vouchers were claimed. */
  claimAndSettle(): Promise<number>;
}

/** A day: long enough for an operator to notice a dead node, and far above the 15 minutes that the contract asks for. */
const WITHDRAW_DELAY_SEC = 86_400;
/** So many claims fall within one delay: three may fail. */
const CLAIMS_PER_DELAY = 4;
/** The library's default, about 2 million gas. */
const MAX_CLAIMS_PER_BATCH = 100;
/** Seconds a payment may take: it bounds the authorization's validity and a channel's reservation. */
const MAX_TIMEOUT_SEC = 60;
/** The library reads channels through it. */
const MULTICALL3_ADDRESS: Hex = '0xcA11bde05977b3631167028862bE2a173976CA11';

/**
 * Priced routes for unmodified x402 clients, schemes `batch-settlement` and `exact`, with the facilitator in process.
 *
 * @throws LodeError `X402_OFF` on a chain without the contracts whose addresses x402 clients have built in
 */
export async function createX402(options: X402Options): Promise<X402> {
  await checkContracts(options.facilitator);
  const network = `eip155:${options.chainId}` as const;
  const withdrawDelaySec = options.withdrawDelaySec ?? WITHDRAW_DELAY_SEC;
  const facilitator = inProcess(options.facilitator, network);
  const batch = new BatchServer(options.receiver, {
    receiverAuthorizerSigner: options.receiverAuthorizer,
    withdrawDelay: withdrawDelaySec,
    ...(options.folder === undefined ? {} : { storage: await fileStorage(options.folder) }),
  });
  const resources = new x402ResourceServer(facilitator).register(network, batch).register(network, new ExactServer());
  const http = new x402HTTPResourceServer(resources, routesOf(options, network));
  // Here, not in the middleware: that one ends the whole process when it finds the routes wrong.
  await http.initialize();
  const channels = batch.createChannelManager(facilitator, network, options.token.address);
  const intervalSec = Math.floor(withdrawDelaySec / CLAIMS_PER_DELAY);
  return {
    middleware: paymentMiddlewareFromHTTPServer(http, undefined, undefined, false),
    start: () =>
      channels.start({
        claimIntervalSecs: intervalSec,
        settleIntervalSecs: intervalSec,
        maxClaimsPerBatch: MAX_CLAIMS_PER_BATCH,
        ...(options.onError === undefined ? {} : { onError: options.onError }),
      }),
    stop: () => channels.stop(),
    claimAndSettle: async () => {
      const { claims } = await channels.claimAndSettle({ maxClaimsPerBatch: MAX_CLAIMS_PER_BATCH });
      return claims.reduce((sum, claim) => sum + claim.vouchers, 0);
    },
  };
}

/** A killed process leaves its locks, and the library would wait for them for ever. */
async function fileStorage(directory: string): Promise<FileChannelStorage> {
  const channels = join(directory, 'server');
  const names = await readdir(channels).catch(() => []);
  for (const name of names) if (name.endsWith('.lock')) await rm(join(channels, name), { force: true });
  return new FileChannelStorage({ directory });
}

async function checkContracts(chain: FacilitatorEvmSigner): Promise<void> {
  const needed: Readonly<Record<string, Hex>> = {
    BatchSettlement: BATCH_SETTLEMENT_ADDRESS,
    ERC3009DepositCollector: ERC3009_DEPOSIT_COLLECTOR_ADDRESS,
    Multicall3: MULTICALL3_ADDRESS,
  };
  const missing: string[] = [];
  for (const [name, address] of Object.entries(needed)) {
    const code = await chain.getCode({ address });
    if (code === undefined || code === '0x') missing.push(`${name} at ${address}`);
  }
  if (missing.length === 0) return;
  throw new LodeError('X402_OFF', `This chain has no ${missing.join(', no ')}: x402 payments are off.`, {
    hint: "Use a network whose genesis has Lode's predeploys, or do without priced routes.",
  });
}

/** The facilitator is this process: no service in between sees payments, or can be down. */
function inProcess(signer: FacilitatorEvmSigner, network: `eip155:${number}`): FacilitatorClient {
  const facilitator = new x402Facilitator()
    // No authorizer: claims and refunds come signed from the server, and nobody else's are signed here.
    .register(network, new BatchFacilitator(signer))
    .register(network, new ExactFacilitator(signer));
  return {
    verify: (payload, requirements) => facilitator.verify(payload, requirements),
    settle: (payload, requirements) => facilitator.settle(payload, requirements),
    // Its kinds have plain strings for networks, which the client's type narrows.
    getSupported: async () => {
      const { kinds, ...rest } = facilitator.getSupported();
      return { ...rest, kinds: kinds.map((kind) => ({ ...kind, network })) };
    },
  };
}

function routesOf(options: X402Options, network: `eip155:${number}`): RoutesConfig {
  const { address, name, version } = options.token;
  return Object.fromEntries(
    options.routes.map(({ method, path, priceMicroUsd, description }) => {
      const price = { amount: priceMicroUsd.toString(), asset: address, extra: { name, version } };
      const terms = { network, payTo: options.receiver, price, maxTimeoutSeconds: MAX_TIMEOUT_SEC };
      // Clients take the first that they know: channels cost no transaction a request.
      const accepts = ['batch-settlement', 'exact'].map((scheme) => ({ scheme, ...terms }));
      return [`${method} ${path}`, { accepts, description }];
    }),
  );
}

import { batchSettlementAbi, marketAbi, providerRegistryAbi, testUsdAbi } from '@lode/contracts';
import { formatUsd, type Hex, LodeError } from '@lode/protocol';
import { type Abi, BaseError, decodeErrorResult } from 'viem';

/** Everything our contracts can refuse with; one list, since a call into one may revert inside another. */
const ERROR_ABI: Abi = [...marketAbi, ...providerRegistryAbi, ...testUsdAbi, ...batchSettlementAbi].filter(
  (item) => item.type === 'error',
);

type Args = readonly unknown[];
interface Sentence {
  readonly code?: string;
  text(args: Args): string;
  readonly hint?: string;
}

const usd = (value: unknown): string => (typeof value === 'bigint' ? formatUsd(value) : String(value));
const time = (value: unknown): string => new Date(Number(value)).toISOString();

/** What each custom error means to a person; those left out are still named, with their arguments. */
const SENTENCES: Readonly<Record<string, Sentence>> = {
  ERC20InsufficientBalance: {
    code: 'INSUFFICIENT_FUNDS',
    text: ([account, balance, needed]) => `${account} holds ${usd(balance)} and needs ${usd(needed)}.`,
    hint: "Add funds to the wallet (on a devnet: the faucet), or lower the job's price.max.",
  },
  ERC20InsufficientAllowance: {
    code: 'INSUFFICIENT_FUNDS',
    text: ([spender, allowance, needed]) =>
      `${spender} may take ${usd(allowance)} from this wallet and needs ${usd(needed)}.`,
    hint: 'The token refused the permit; check that it implements EIP-2612 or approve the amount by hand.',
  },
  InsufficientPot: {
    code: 'INSUFFICIENT_FUNDS',
    text: ([available, required]) => `The job's escrow holds ${usd(available)}; ${usd(required)} is needed.`,
    hint: 'Fund the job with the difference.',
  },
  NothingToRefund: { text: () => "The job's escrow holds nothing that could be refunded now." },
  LeaseExists: { text: ([lease]) => `Lease ${lease} was reserved before.` },
  UnknownLease: { text: ([lease]) => `Lease ${lease} has not been reserved on this chain.` },
  LeaseAlreadyReleased: { text: ([lease]) => `Lease ${lease} was released already.` },
  LeaseExpired: { text: ([atMs]) => `The lease expired at ${time(atMs)}.` },
  LeaseNotExpired: { text: ([atMs]) => `The lease runs until ${time(atMs)}; it cannot be released before.` },
  OutlivesBond: {
    text: ([endsAtMs, heldUntilMs]) =>
      `The lease's last dispute could end at ${time(endsAtMs)}, after the provider's bond may be gone (${time(heldUntilMs)}).`,
    hint: "Shorten the job's timeouts, or use a registry with a longer unbonding delay.",
  },
  ProviderNotActive: {
    text: ([provider]) => `Provider ${provider} has too little bond, or no current record in the registry.`,
    hint: 'The provider bonds and publishes its record; until then pick another.',
  },
  InsufficientBond: {
    text: ([bonded, required]) => `The bond is ${usd(bonded)}; ${usd(required)} is asked for.`,
    hint: 'Bond more, or ask for less.',
  },
  InvalidSignature: { text: ([signer]) => `A signature is not that of ${signer}.` },
  NotAuthorized: { text: ([expected]) => `Only ${expected} may do this.` },
  ProviderConsentRequired: {
    text: ([task]) => `Task ${task}: this acceptance pays less than is held, so the provider has to submit it.`,
  },
  NothingToDo: { text: () => 'Every task of the batch is closed already.' },
  NotClaimed: { text: ([task]) => `Task ${task} has no open claim.` },
  NotObjected: { text: ([task]) => `Task ${task} has no open objection.` },
  UnderObjection: { text: ([task]) => `Task ${task} is under objection.` },
  WindowOpen: { text: ([atMs]) => `The window is open until ${time(atMs)}.` },
  WindowClosed: { text: ([atMs]) => `The window closed at ${time(atMs)}.` },
  QuorumNotReached: {
    text: ([given, required]) => `${given} receipts were given as evidence; ${required} are needed.`,
  },
  FaucetCallLimit: { text: ([, limit]) => `The faucet gives at most ${usd(limit)} a call.` },
  FaucetDayLimit: { text: ([, left]) => `This account may draw ${usd(left)} more from the faucet today.` },
  SequenceNotAbove: { text: ([current]) => `The registry already holds record ${current} of this account.` },
};

/** Names of JSON-RPC complaints about the sender's native coin: every client words them a little differently. */
const NO_GAS_MONEY =
  /insufficient funds|insufficient balance|OutOfFunds|LackOfFund|exceeds the balance of the account/i;

/** A refusal of the chain as an error with a sentence; `details.error` is the contract's name for it. */
export function chainError(error: unknown, what: string): LodeError {
  if (error instanceof LodeError) return error;
  const data = revertData(error);
  if (data !== undefined) return revertError(data, what, error);
  const message = nodeMessage(error);
  if (NO_GAS_MONEY.test(message)) {
    return new LodeError('INSUFFICIENT_FUNDS', `${what}: the account has too little of the chain's coin for gas.`, {
      hint: "Send the account some of the chain's native coin.",
      cause: error,
    });
  }
  return new LodeError('CHAIN_REJECTED', `${what}: the chain refused: ${message}`, { cause: error });
}

/** The contract's name of a refusal made by {@link chainError}, or undefined. */
export const contractErrorName = (error: unknown): string | undefined =>
  error instanceof LodeError && typeof error.details?.error === 'string' ? error.details.error : undefined;

/** Decodes what a contract reverted with. */
export function revertError(data: Hex, what: string, cause: unknown): LodeError {
  try {
    const { errorName, args } = decodeErrorResult({ abi: ERROR_ABI, data });
    const list = args ?? [];
    const sentence = SENTENCES[errorName];
    const text = sentence?.text(list) ?? `the contract refused with ${errorName}(${list.map(String).join(', ')}).`;
    return new LodeError(sentence?.code ?? 'CHAIN_REJECTED', `${what}: ${text}`, {
      ...(sentence?.hint === undefined ? {} : { hint: sentence.hint }),
      details: { error: errorName, args: list.map(String) },
      cause,
    });
  } catch {
    return new LodeError('CHAIN_REJECTED', `${what}: a contract refused with data nobody here knows.`, {
      details: { data: data.slice(0, 266) },
      cause,
    });
  }
}

/** The revert data that a node's error carries; undefined where it carries none. */
function revertData(error: unknown): Hex | undefined {
  let found: Hex | undefined;
  walk(error, (one) => {
    const data = dataOf(one);
    if (data !== undefined && data.length >= 10) found ??= data;
  });
  return found;
}

function dataOf(error: unknown): Hex | undefined {
  if (typeof error !== 'object' || error === null || !('data' in error)) return undefined;
  const { data } = error;
  if (typeof data === 'string' && data.startsWith('0x')) return data as Hex;
  // Some nodes nest it once more.
  return typeof data === 'object' ? dataOf(data) : undefined;
}

function nodeMessage(error: unknown): string {
  let last = '';
  walk(error, (one) => {
    const text = one instanceof BaseError ? one.details || one.shortMessage : one instanceof Error ? one.message : '';
    if (text !== '') last = text;
  });
  return (last || String(error)).slice(0, 300);
}

function walk(error: unknown, visit: (one: unknown) => void): void {
  // Causes are a chain; the bound guards against one that bites its tail.
  for (let one = error, depth = 0; one !== undefined && one !== null && depth < 16; depth++) {
    visit(one);
    one = one instanceof Error ? one.cause : undefined;
  }
}

import type { StateReader } from '@lode/ledger';
import { hexToBytes } from 'viem';
import { type Actors, plainActors, signingActors } from './actors.ts';
import { tokenCreation } from './contracts.ts';
import { createDeployer, selectorOf } from './deployer.ts';
import { type Base, baseOf, mappingKey, rowWriter, slotOf } from './rows.ts';
import { checkNonces, expectEqual, senderOf, type Workload } from './workload.ts';

export interface WorldOptions {
  accounts: number;
  /** Whether transactions are really signed. */
  signed: boolean;
}

const WEI = 10n ** 24n;
export const TOKENS = 10n ** 24n;
const NO_DATA = new Uint8Array(0);
/** Coprime to the strides of senders. */
const SPREAD = 15_485_863;
export const BALANCES = 0;

export const makeActors = ({ accounts, signed }: WorldOptions): Actors =>
  signed ? signingActors(accounts) : plainActors(accounts);

const unlimited = Number.MAX_SAFE_INTEGER;

/** Half of the accounts pay the other half; in a pass all differ. */
const receiverOf = (i: number, senders: number): number => {
  const pass = Math.floor(i / senders);
  return senders + ((senderOf(i, senders) * SPREAD + pass) % senders);
};

export function valueTransfers(options: WorldOptions): Workload {
  const actors = makeActors(options);
  const senders = actors.count >> 1;
  return {
    name: 'value transfer',
    actors,
    base: { rows: new Uint8Array(0), codes: new Map() },
    rowsAnActor: 1,
    rowsOf(from, to) {
      const rows = rowWriter(to - from);
      for (let n = from; n < to; n++) rows.account(actors.address(n), WEI);
      return rows.finish();
    },
    limit: unlimited,
    call(i) {
      const to = actors.address(receiverOf(i, senders));
      const nonce = Math.floor(i / senders);
      return { sender: senderOf(i, senders), nonce, to, value: 1, data: NO_DATA, gas: 21_000 };
    },
    check(reader, sent) {
      checkNonces(reader, { actors, senders, sent });
      if (sent < senders || sent % senders !== 0) return;
      const one = reader.account(actors.address(senders))?.balance ?? 0n;
      expectEqual('balance of a receiver', one, WEI + BigInt(sent / senders));
    },
  };
}

export interface Token {
  base: Base;
  address: Uint8Array;
}

export async function deployToken(): Promise<Token> {
  const deployer = await createDeployer();
  const address = hexToBytes(deployer.deploy(`${tokenCreation()}${(10n ** 40n).toString(16).padStart(64, '0')}`));
  return { base: baseOf(deployer.accounts()), address };
}

const tokensOf = (reader: StateReader, token: Uint8Array, holder: Uint8Array): bigint =>
  reader.slot(token, slotOf(mappingKey(holder, BALANCES)));

const transferData = (): Uint8Array => {
  const data = new Uint8Array(68);
  data.set(selectorOf('transfer(address,uint256)'));
  data[67] = 1;
  return data;
};

/** OpenZeppelin 5's token. Everybody holds some, so that no transfer makes a new row. */
export async function erc20Transfers(options: WorldOptions): Promise<Workload> {
  const actors = makeActors(options);
  const senders = actors.count >> 1;
  const token = await deployToken();
  const data = transferData();
  return {
    name: 'ERC-20 transfer (OpenZeppelin 5)',
    actors,
    base: token.base,
    rowsAnActor: 2,
    rowsOf(from, to) {
      const rows = rowWriter(2 * (to - from));
      for (let n = from; n < to; n++) {
        const address = actors.address(n);
        rows.account(address, WEI);
        rows.slot(token.address, mappingKey(address, BALANCES), TOKENS);
      }
      return rows.finish();
    },
    limit: unlimited,
    call(i) {
      data.set(actors.address(receiverOf(i, senders)), 16);
      const nonce = Math.floor(i / senders);
      return { sender: senderOf(i, senders), nonce, to: token.address, value: 0, data, gas: 100_000 };
    },
    check(reader, sent) {
      checkNonces(reader, { actors, senders, sent }, (sender, count) => {
        const found = tokensOf(reader, token.address, actors.address(sender));
        expectEqual(`tokens of actor ${sender}`, found, TOKENS - BigInt(count));
      });
      if (sent < senders || sent % senders !== 0) return;
      const one = tokensOf(reader, token.address, actors.address(senders));
      expectEqual('tokens of a receiver', one, TOKENS + BigInt(sent / senders));
    },
  };
}

/** Each transaction depends on the one before: one sender's nonces, and two balances that all of them change. */
export async function chainOfTransfers(options: WorldOptions): Promise<Workload> {
  const transfers = await erc20Transfers({ ...options, accounts: 2 });
  return { ...transfers, name: 'one sender, one recipient (each depends on the one before)' };
}

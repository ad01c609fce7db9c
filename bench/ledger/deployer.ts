import { type AccountState, createEvm, createPrecompiles, type Evm } from '@lode/evm';
import { createNativeOperations } from '@lode/evm/native';
import { type Abi, bytesToHex, encodeDeployData, type Hex, hexToBytes } from 'viem';
import { addressOf, keccak, keyOf } from './native.ts';

export const CHAIN_ID = 1280;
/** Everything is set up at this second; blocks come later. */
export const GENESIS_SECONDS = Math.floor(Date.now() / 1000) - 60;
const ETHER = 10n ** 18n;

/** Sets a world up by transactions, in an EVM without a chain; its accounts then become a chain's genesis. */
export interface Deployer {
  readonly evm: Evm;
  readonly address: Hex;
  deploy(bytecode: Hex, abi?: Abi, args?: readonly unknown[]): Hex;
  send(to: Hex, data: Hex, from?: Uint8Array): void;
  view(to: Hex, data: Hex): Uint8Array;
  accounts(): Iterable<[Uint8Array, AccountState]>;
}

/** `keys`: further accounts that send here. */
export async function createDeployer(keys: readonly Uint8Array[] = []): Promise<Deployer> {
  const evm = createEvm({ tier: 'interpreter', precompiles: createPrecompiles(await createNativeOperations()) });
  const own = addressOf(keyOf('deployer', 0));
  const nonces = new Map<string, bigint>();
  for (const address of [own, ...keys.map(addressOf)]) {
    evm.state.setAccount(address, { nonce: 0n, balance: ETHER, code: new Uint8Array(0), storage: new Map() });
  }
  evm.setBlock({
    number: 1n,
    timestamp: BigInt(GENESIS_SECONDS),
    coinbase: new Uint8Array(20),
    gasLimit: 10n ** 12n,
    baseFee: 0n,
    prevRandao: new Uint8Array(32),
    excessBlobGas: 0n,
    chainId: BigInt(CHAIN_ID),
    blockHash: () => new Uint8Array(32),
  });
  const common = { type: 0, gasLimit: 16_000_000n, value: 0n, gasPrice: 0n } as const;
  function send(from: Uint8Array, data: Hex, to?: Hex) {
    const nonce = nonces.get(from.toHex()) ?? 0n;
    nonces.set(from.toHex(), nonce + 1n);
    const target = to === undefined ? {} : { to: hexToBytes(to) };
    const result = evm.applyTransaction({ ...common, ...target, sender: from, nonce, data: hexToBytes(data) });
    if (result.status === 'success') return result;
    throw new Error(`setting the world up: ${result.status} ${result.error ?? ''} ${result.output.toHex()}`);
  }
  return {
    evm,
    address: bytesToHex(own),
    deploy(bytecode, abi, args) {
      const data = abi === undefined ? bytecode : encodeDeployData({ abi, bytecode, args: args ?? [] });
      const { createdAddress } = send(own, data);
      if (createdAddress === undefined) throw new Error('a creation without an address');
      return bytesToHex(createdAddress);
    },
    send: (to, data, from = own) => void send(from, data, to),
    view(to, data) {
      const result = evm.call({ ...common, to: hexToBytes(to), sender: own, nonce: 0n, data: hexToBytes(data) });
      if (result.status === 'success') return result.output;
      throw new Error(`a view ended with ${result.status}`);
    },
    accounts: () => evm.state.accounts(),
  };
}

export const selectorOf = (signature: string): Uint8Array =>
  Uint8Array.from(keccak(new TextEncoder().encode(signature)).subarray(0, 4));

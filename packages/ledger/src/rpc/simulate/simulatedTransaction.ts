import { type Input, RLP } from '@ethereumjs/rlp';
import type { Transaction } from '@lode/evm';
import { keccak_256 } from '@noble/hashes/sha3.js';
import type { SignedAuthorization } from '../../blocks/parse.ts';
import { RpcError } from '../errors.ts';
import type { DescribedTransaction } from '../format/transaction.ts';
import type { CallRequest } from '../params/call.ts';
import type { RecoverSigner } from './authority.ts';
import { authorizationsOf, ZERO_ADDRESS } from './call.ts';

/** A call as the transaction that a block has: nobody signed it, so v, r and s are zero. */
export interface SimulatedTransaction extends DescribedTransaction {
  /** Its EIP-2718 envelope. */
  raw: Uint8Array;
}

const UNSIGNED = { r: 0n, s: 0n, yParity: 0 } as const;

/** As geth chooses: what names a gas price is of the older types. */
function typeOf({ gasPrice, accessList, authorizationList }: CallRequest): Transaction['type'] {
  if (authorizationList !== undefined) return 4;
  if (gasPrice === undefined) return 2;
  return accessList === undefined ? 0 : 1;
}

/** Fields of each type in the order of their encoding (EIP-155, 2930, 1559, 7702). */
function fieldsOf(tx: Transaction, chainId: bigint, authorizations: readonly SignedAuthorization[]): Input[] {
  const { nonce, gasLimit, to = new Uint8Array(), value, data, gasPrice = 0n } = tx;
  const accessList = (tx.accessList ?? []).map(({ address, storageKeys }) => [address, storageKeys]);
  const signature = [0n, UNSIGNED.r, UNSIGNED.s];
  if (tx.type === 0) return [nonce, gasPrice, gasLimit, to, value, data, ...signature];
  if (tx.type === 1) return [chainId, nonce, gasPrice, gasLimit, to, value, data, accessList, ...signature];
  const fees = [tx.maxPriorityFeePerGas ?? 0n, tx.maxFeePerGas ?? 0n];
  const list = authorizations.map((a) => [a.chainId, a.address, a.nonce, BigInt(a.yParity), a.r, a.s]);
  const lists = tx.type === 4 ? [accessList, list] : [accessList];
  return [chainId, nonce, ...fees, gasLimit, to, value, data, ...lists, ...signature];
}

export interface Defaults {
  chainId: bigint;
  nonce: bigint;
  gasLimit: bigint;
}

/** The transaction that a request means, with what it leaves out. */
export function simulatedTransaction(
  request: CallRequest,
  { chainId, nonce, gasLimit }: Defaults,
  recover: RecoverSigner,
): SimulatedTransaction {
  const type = typeOf(request);
  const signed = request.authorizationList ?? [];
  const authorizations = authorizationsOf(request, recover);
  const fees =
    type < 2
      ? { gasPrice: request.gasPrice ?? 0n }
      : { maxFeePerGas: request.maxFeePerGas ?? 0n, maxPriorityFeePerGas: request.maxPriorityFeePerGas ?? 0n };
  if (type === 4 && request.gasPrice !== undefined) {
    throw new RpcError('invalidParams', 'a transaction with an authorizationList names maxFeePerGas, no gasPrice');
  }
  const tx: Transaction = {
    type,
    sender: request.from ?? ZERO_ADDRESS,
    nonce,
    gasLimit,
    value: request.value ?? 0n,
    data: request.input,
    ...fees,
    ...(request.to === undefined ? {} : { to: request.to }),
    ...(request.accessList === undefined ? {} : { accessList: request.accessList }),
    ...(authorizations === undefined ? {} : { authorizationList: authorizations }),
  };
  const fields = RLP.encode(fieldsOf(tx, chainId, signed));
  const raw = type === 0 ? fields : Uint8Array.from([type, ...fields]);
  const described = { sender: tx.sender, signature: UNSIGNED, isProtected: false, authorizations: signed };
  return { tx, raw, hash: keccak_256(raw), ...described };
}

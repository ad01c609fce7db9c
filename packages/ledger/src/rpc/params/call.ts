import { z } from 'zod';
import { address, data, hash, maybe, quantity, refuse } from './hex.ts';

const U64_BITS = 64;

const accessList = z.array(z.object({ address, storageKeys: z.preprocess((value) => value ?? [], z.array(hash)) }));

const authorizationList = z.array(
  z.object({
    chainId: quantity(),
    address,
    nonce: quantity(U64_BITS),
    yParity: quantity(8).transform(Number),
    r: quantity(),
    s: quantity(),
  }),
);

/** What eth_call, eth_estimateGas and their kin are given (geth's TransactionArgs). */
export const callRequest = z
  .object({
    from: maybe(address),
    to: maybe(address),
    gas: maybe(quantity(U64_BITS)),
    gasPrice: maybe(quantity()),
    maxFeePerGas: maybe(quantity()),
    maxPriorityFeePerGas: maybe(quantity()),
    value: maybe(quantity()),
    nonce: maybe(quantity(U64_BITS)),
    data: maybe(data),
    input: maybe(data),
    accessList: maybe(accessList),
    chainId: maybe(quantity()),
    authorizationList: maybe(authorizationList),
    blobVersionedHashes: maybe(z.array(hash)),
    type: maybe(quantity(8)),
  })
  .transform(({ data: older, input, ...rest }, context) => {
    if (older !== undefined && input !== undefined && older.toHex() !== input.toHex()) {
      return refuse(
        context,
        'both "data" and "input" are set and not equal. Please use "input" to pass transaction call data',
      );
    }
    if (rest.gasPrice !== undefined && (rest.maxFeePerGas ?? rest.maxPriorityFeePerGas) !== undefined) {
      return refuse(context, 'both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified');
    }
    if (rest.blobVersionedHashes !== undefined) return refuse(context, 'this chain has no blob transactions');
    return { ...rest, input: input ?? older ?? new Uint8Array() };
  });

export type CallRequest = z.output<typeof callRequest>;

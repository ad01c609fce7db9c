import { RpcError } from '../errors.ts';

/** EIP-4844, with the fraction of EIP-7691. */
const MIN_FEE = 1n;
const UPDATE_FRACTION = 5_007_716n;
/** A fee of about 2^128: what it takes to compute a fee grows with the excess. */
const MAX_EXCESS = UPDATE_FRACTION * 89n;

/** The blob base fee by EIP-4844's fake exponential. */
function feeOf(excessBlobGas: bigint): bigint {
  let output = 0n;
  let term = MIN_FEE * UPDATE_FRACTION;
  for (let i = 1n; term > 0n; i++) {
    output += term;
    term = (term * excessBlobGas) / (UPDATE_FRACTION * i);
  }
  return output / UPDATE_FRACTION;
}

/**
 * The excess blob gas with which BLOBBASEFEE gives this fee: the EVM knows the fee by nothing else. Fees up to some
 * five million wei all exist; above, a step of the excess is more than one wei.
 */
export function excessBlobGasFor(fee: bigint): bigint {
  let low = 0n;
  let high = MAX_EXCESS;
  while (low < high) {
    const middle = (low + high) / 2n;
    if (feeOf(middle) < fee) low = middle + 1n;
    else high = middle;
  }
  if (feeOf(low) === fee) return low;
  throw new RpcError('invalidParams', `no excess blob gas has the blobBaseFee ${fee} (EIP-4844): take another`);
}

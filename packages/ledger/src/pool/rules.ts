import { MAX_TRANSACTION_BYTES, type Refusal } from '../blocks/refusals.ts';
import { countAccessKeys, type EncodedFields } from './encoded.ts';
import { REFUSALS } from './refusals.ts';

/** What the next block allows. */
export interface PoolLimits {
  gasLimit: bigint;
  /** The lowest tip the node takes, in wei. */
  minTip: bigint;
}

/** EIP-3860. */
const MAX_INITCODE_BYTES = 49_152;
/** EIP-7825. */
const MAX_TRANSACTION_GAS = 1n << 24n;
const MAX_NONCE = (1n << 64n) - 1n;
// Yellow paper, appendix G; EIP-2028, 2930, 3860, 7623, 7702.
const GAS_TRANSACTION = 21_000;
const GAS_CREATE = 32_000;
const GAS_TOKEN = 4;
const TOKENS_NONZERO = 4;
const GAS_FLOOR_TOKEN = 10;
const GAS_INITCODE_WORD = 2;
const GAS_ACCESS_ADDRESS = 2_400;
const GAS_ACCESS_KEY = 1_900;
const GAS_AUTHORIZATION = 25_000;

/** Bounded by the size of a transaction, so doubles are exact. */
export function intrinsicGas(fields: EncodedFields, accessKeys: number): { intrinsic: bigint; floor: bigint } {
  const { data } = fields;
  let tokens = 0;
  for (let i = 0; i < data.length; i++) tokens += data[i] === 0 ? 1 : TOKENS_NONZERO;
  const create = fields.creates ? GAS_CREATE + GAS_INITCODE_WORD * Math.ceil(data.length / 32) : 0;
  const lists =
    fields.accessEntries * GAS_ACCESS_ADDRESS + accessKeys * GAS_ACCESS_KEY + fields.authorizations * GAS_AUTHORIZATION;
  return {
    intrinsic: BigInt(GAS_TRANSACTION + tokens * GAS_TOKEN + create + lists),
    floor: BigInt(GAS_TRANSACTION + tokens * GAS_FLOOR_TOKEN),
  };
}

/** geth's ValidateTransaction: what can be said of a transaction without the state. In geth's order. */
export function checkTransaction(
  fields: EncodedFields,
  encoded: Uint8Array,
  rawBytes: number,
  limits: PoolLimits,
): Refusal | undefined {
  const { gas, data } = fields;
  if (rawBytes > MAX_TRANSACTION_BYTES) {
    return REFUSALS.tooLarge(`transaction size ${rawBytes}, limit ${MAX_TRANSACTION_BYTES}`);
  }
  if (fields.creates && data.length > MAX_INITCODE_BYTES) {
    return REFUSALS.initcode(`code size ${data.length}, limit ${MAX_INITCODE_BYTES}`);
  }
  if (gas > MAX_TRANSACTION_GAS) return REFUSALS.gasCap(`cap ${MAX_TRANSACTION_GAS}, tx ${gas}`);
  if (gas > limits.gasLimit) return REFUSALS.blockGasLimit();
  if (fields.maxTip > fields.maxFee) return REFUSALS.tipAboveFee();
  if (fields.nonce === MAX_NONCE) return REFUSALS.nonceMax();
  const { intrinsic, floor } = intrinsicGas(fields, fields.accessEntries === 0 ? 0 : countAccessKeys(encoded));
  if (gas < intrinsic) return REFUSALS.intrinsicGas(`gas ${gas}, minimum needed ${intrinsic}`);
  if (gas < floor) return REFUSALS.floorGas(`gas ${gas}, minimum needed ${floor}`);
  if (fields.maxTip < limits.minTip) {
    return REFUSALS.priceTooLow(`gas tip cap ${fields.maxTip}, minimum needed ${limits.minTip}`);
  }
  if (fields.type === 4 && fields.authorizations === 0) return REFUSALS.emptyAuthorizations();
  return undefined;
}

import createModule from 'mcl-wasm/dist/mcl_c.js';

/**
 * mcl, a pairing library in WebAssembly, by its C interface: pointers into its memory. The package's own classes keep
 * one curve for the whole process and pass every number as text; two instances of the module beneath them do neither.
 */
export interface MclModule {
  wasmMemory: WebAssembly.Memory;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _mclBn_init(curve: number, compiledTimeVar: number): number;
  _mclBn_setMapToMode(mode: number): number;
  _mclBn_verifyOrderG1(verify: number): void;
  _mclBn_verifyOrderG2(verify: number): void;
  _mclBnFp_setInt32(target: number, value: number): void;
  _mclBnFp_deserialize(target: number, buffer: number, size: number): number;
  _mclBnFp_serialize(buffer: number, size: number, source: number): number;
  _mclBnFr_setBigEndianMod(target: number, buffer: number, size: number): number;
  _mclBnFp_mapToG1(target: number, source: number): number;
  _mclBnFp2_mapToG2(target: number, source: number): number;
  _mclBnG1_clear(target: number): void;
  _mclBnG1_isValid(source: number): number;
  _mclBnG1_isValidOrder(source: number): number;
  _mclBnG1_isZero(source: number): number;
  _mclBnG1_add(target: number, a: number, b: number): void;
  _mclBnG1_normalize(target: number, source: number): void;
  _mclBnG1_mulVec(target: number, points: number, scalars: number, count: number): void;
  _mclBnG2_clear(target: number): void;
  _mclBnG2_isValid(source: number): number;
  _mclBnG2_isValidOrder(source: number): number;
  _mclBnG2_isZero(source: number): number;
  _mclBnG2_add(target: number, a: number, b: number): void;
  _mclBnG2_normalize(target: number, source: number): void;
  _mclBnG2_mulVec(target: number, points: number, scalars: number, count: number): void;
  _mclBn_millerLoopVec(target: number, g1: number, g2: number, count: number): void;
  _mclBn_finalExp(target: number, source: number): void;
  _mclBnGT_isOne(source: number): number;
}

/** mcl's CurveType. */
export const BN_SNARK1 = 4;
export const BLS12_381 = 5;
/** MCL_MAP_TO_MODE_HASH_TO_CURVE: RFC 9380, which EIP-2537 asks for. */
const MAP_RFC9380 = 5;
/** Units of 8 bytes that the module was compiled with: 6 for a base field element, 4 for a scalar. */
const FP_UNITS = 6;
const FR_UNITS = 4;
export const FP_SIZE = 8 * FP_UNITS;
export const FR_SIZE = 8 * FR_UNITS;
export const G1_SIZE = 3 * FP_SIZE;
export const G2_SIZE = 6 * FP_SIZE;
const GT_SIZE = 12 * FP_SIZE;

/** One curve in a module of its own, with the memory its operations work in. */
export class MclCurve {
  readonly mod: MclModule;
  /** Bytes of a serialised base field element. */
  readonly fieldBytes: number;
  readonly #bytes: number;
  readonly #scratch: number;
  #view = new Uint8Array(0);

  constructor(mod: MclModule, fieldBytes: number) {
    this.mod = mod;
    this.fieldBytes = fieldBytes;
    this.#bytes = mod._malloc(64);
    this.#scratch = mod._malloc(GT_SIZE);
  }

  /** Reads a big-endian field element into `target`; false where it is not below the modulus. */
  readField(target: number, input: Uint8Array, offset: number, width: number): boolean {
    const start = offset + width - this.fieldBytes;
    for (let i = offset; i < start; i++) if (input[i] !== 0) return false;
    const memory = this.#memory();
    for (let i = 0; i < this.fieldBytes; i++) memory[this.#bytes + i] = input[start + this.fieldBytes - 1 - i] ?? 0;
    return this.mod._mclBnFp_deserialize(target, this.#bytes, this.fieldBytes) > 0;
  }

  writeField(source: number, out: Uint8Array, offset: number, width: number): void {
    this.mod._mclBnFp_serialize(this.#bytes, this.fieldBytes, source);
    const memory = this.#memory();
    const end = offset + width - 1;
    for (let i = 0; i < this.fieldBytes; i++) out[end - i] = memory[this.#bytes + i] ?? 0;
  }

  /** A scalar of 32 bytes, reduced by the group's order. */
  readScalar(target: number, input: Uint8Array, offset: number): void {
    this.#memory().fill(0, this.#bytes, this.#bytes + 32);
    this.#memory().set(input.subarray(offset, offset + 32), this.#bytes);
    this.mod._mclBnFr_setBigEndianMod(target, this.#bytes, 32);
  }

  setOne(field: number): void {
    this.mod._mclBnFp_setInt32(field, 1);
  }

  setZero(field: number): void {
    this.mod._mclBnFp_setInt32(field, 0);
  }

  /** The view is made anew where the module has grown its memory. */
  #memory(): Uint8Array {
    const { buffer } = this.mod.wasmMemory;
    if (this.#view.buffer !== buffer) this.#view = new Uint8Array(buffer);
    return this.#view;
  }

  /** Whether the product of the pairings is one. */
  pairingIsOne(g1: number, g2: number, count: number): boolean {
    if (count === 0) return true;
    this.mod._mclBn_millerLoopVec(this.#scratch, g1, g2, count);
    this.mod._mclBn_finalExp(this.#scratch, this.#scratch);
    return this.mod._mclBnGT_isOne(this.#scratch) !== 0;
  }

  /** Memory for the time of one operation. */
  withMemory<T>(bytes: number, run: (pointer: number) => T): T {
    const pointer = this.mod._malloc(bytes);
    try {
      return run(pointer);
    } finally {
      this.mod._free(pointer);
    }
  }
}

export async function createMclCurve(curve: typeof BN_SNARK1 | typeof BLS12_381): Promise<MclCurve> {
  const mod = (await createModule({
    cryptoGetRandomValues: (target: Uint8Array) => crypto.getRandomValues(new Uint8Array(target.length)),
  })) as MclModule;
  const compiledTimeVar = FR_UNITS * 10 + FP_UNITS;
  if (mod._mclBn_init(curve, compiledTimeVar) !== 0) throw new Error(`mcl has no curve ${curve}`);
  if (curve === BLS12_381) mod._mclBn_setMapToMode(MAP_RFC9380);
  // Validity is the curve's equation here; the order is asked for apart, where the precompile asks for it.
  mod._mclBn_verifyOrderG1(0);
  mod._mclBn_verifyOrderG2(0);
  return new MclCurve(mod, curve === BLS12_381 ? 48 : 32);
}

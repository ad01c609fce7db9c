// EIP-2718 envelopes to the EVM's encoded form (packages/evm/src/encode.ts), with what signature recovery needs.
import { copyBytes, getWord, numberAt, numberSize, putAddress, putHeader, putNumber, putWord } from './bytes';
import { flush, hashLater } from './keccak';
import { WORD_R, WORD_S } from './layout';
import {
  R_ADDRESS, R_BLOB, R_CHAIN, R_EMPTY, R_FIELDS, R_HIGH_S, R_LENGTH, R_NO_AUTHORIZATION, R_NO_RECIPIENT, R_SIGNATURE,
  R_TOO_LARGE, R_TRAILING, R_TYPE, R_UNPROTECTED, at, begin, fail, len, ptr, readExactly, readList, readNumber,
  readString, reason,
} from './reader';

const HEADER: usize = 216;
const TUPLE: usize = 96;
const MAX_BYTES: usize = 131072; // geth's txMaxSize

// An authorization for the host: transaction u32, place of its row u32, digest 32, r 32, s 32, y parity u8, whether the
// signature is in range u8. The digest's place holds the message (u32 pointer, u32 length) until it is hashed.
export const AUTH: usize = 112;
const AUTH_DIGEST: usize = 8;
const AUTH_R: usize = 40;
const AUTH_PARITY: usize = 104;

let chainId: u64 = 0;
let allowUnprotected: bool = false;
let out: usize = 0; // the encoded transaction
let top: usize = 0; // end of what is written of it
let staging: usize = 0; // messages to be hashed
let authorizations: usize = 0;
let authorizationCount: u32 = 0;
let unprotected: bool = false;

/** Compares the word at a with four limbs. */
function below(a: usize, b0: u64, b1: u64, b2: u64, b3: u64): bool {
  const a3 = load<u64>(a, 24);
  if (a3 != b3) return a3 < b3;
  const a2 = load<u64>(a, 16);
  if (a2 != b2) return a2 < b2;
  const a1 = load<u64>(a, 8);
  if (a1 != b1) return a1 < b1;
  return load<u64>(a) < b0;
}

function isZero(a: usize): bool {
  return !v128.any_true(v128.or(v128.load(a), v128.load(a, 16)));
}

/** 0 < r < n and 0 < s < n: secp256k1's order. */
function inRange(): bool {
  if (isZero(WORD_R) || isZero(WORD_S)) return false;
  if (!below(WORD_R, 0xbfd25e8cd0364141, 0xbaaedce6af48a03b, 0xfffffffffffffffe, 0xffffffffffffffff)) return false;
  return below(WORD_S, 0xbfd25e8cd0364141, 0xbaaedce6af48a03b, 0xfffffffffffffffe, 0xffffffffffffffff);
}

/** s <= n / 2 (EIP-2). */
function isLow(): bool {
  return below(WORD_S, 0xdfe92f46681b20a1, 0x5d576e7357a4501d, 0xffffffffffffffff, 0x7fffffffffffffff);
}

function readWords(limit: usize): bool {
  if (!readNumber(limit, 32)) return false;
  putWord(WORD_R, ptr, len);
  if (!readNumber(limit, 32)) return false;
  putWord(WORD_S, ptr, len);
  return true;
}

/** Reads a word into the encoded transaction. */
function readInto(limit: usize, offset: usize): bool {
  if (!readNumber(limit, 32)) return false;
  putWord(out + offset, ptr, len);
  return true;
}

function readU64Into(limit: usize, offset: usize): bool {
  if (!readNumber(limit, 8)) return false;
  store<u64>(out + offset, numberAt(ptr, len));
  return true;
}

function readFees(limit: usize, type: u32): bool {
  if (type >= 2) return readInto(limit, 136) && readInto(limit, 104);
  if (!readInto(limit, 104)) return false;
  copyBytes(out + 136, out + 104, 32);
  return true;
}

function readRecipient(limit: usize, type: u32): bool {
  if (!readString(limit)) return false;
  if (len == 0) return type == 4 ? fail(R_NO_RECIPIENT) : true;
  if (len != 20) return fail(R_ADDRESS);
  store<u8>(out, 1, 5);
  putAddress(out + 48, ptr);
  return true;
}

function readData(limit: usize): bool {
  if (!readString(limit)) return false;
  store<u32>(out, u32(len), 200);
  const d = out + HEADER;
  copyBytes(d, ptr, len);
  top = (d + len + 7) & ~usize(7);
  for (let p = d + len; p < top; p++) store<u8>(p, 0);
  return true;
}

function readAccessList(outer: usize): bool {
  if (!readList(outer)) return false;
  const limit = ptr + len;
  let addresses: u32 = 0;
  while (at < limit) {
    if (!readList(limit)) return false;
    const entry = ptr + len;
    if (!readExactly(entry, 20, R_ADDRESS)) return false;
    const head = top;
    putAddress(head, ptr);
    top += 32;
    if (!readList(entry)) return false;
    const keys = ptr + len;
    if (keys != entry) return fail(R_FIELDS);
    let count: u64 = 0;
    for (; at < keys; count++) {
      if (!readExactly(keys, 32, R_FIELDS)) return false;
      putWord(top, ptr, 32);
      top += 32;
    }
    store<u64>(head, count, 24);
    addresses++;
  }
  store<u32>(out, addresses, 204);
  return true;
}

/** Stages 0x05 and the list of chain id, address and nonce, whose items lie together from `first` to the cursor. */
function stageAuthorization(record: usize, first: usize): void {
  const size = at - first;
  store<u8>(staging, 5);
  const d = putHeader(staging + 1, 0xc0, size);
  copyBytes(d, first, size);
  store<u32>(record, u32(staging), AUTH_DIGEST);
  store<u32>(record, u32(d + size - staging), AUTH_DIGEST + 4);
  staging = d + size;
}

function readAuthorization(outer: usize, index: u32): bool {
  if (!readList(outer)) return false;
  const limit = ptr + len;
  const first = at;
  const record = authorizations + usize(authorizationCount) * AUTH;
  store<u32>(record, index);
  store<u32>(record, u32(top - out), 4);
  memory.fill(top, 0, TUPLE);
  if (!readNumber(limit, 32)) return false;
  putWord(top, ptr, len);
  if (!readExactly(limit, 20, R_ADDRESS)) return false;
  putAddress(top + 32, ptr);
  if (!readNumber(limit, 8)) return false;
  store<u64>(top, numberAt(ptr, len), 56);
  stageAuthorization(record, first);
  if (!readNumber(limit, 1)) return false;
  const parity = u8(numberAt(ptr, len));
  if (!readWords(limit)) return false;
  if (at != limit) return fail(R_FIELDS);
  getWord(record + AUTH_R, WORD_R);
  getWord(record + AUTH_R + 32, WORD_S);
  store<u8>(record, parity, AUTH_PARITY);
  store<u8>(record, u8(parity < 2 && inRange() && isLow()), AUTH_PARITY + 1);
  top += TUPLE;
  authorizationCount++;
  return true;
}

function readAuthorizations(outer: usize, index: u32): bool {
  if (!readList(outer)) return false;
  const limit = ptr + len;
  if (len == 0) return fail(R_NO_AUTHORIZATION);
  let count: u32 = 0;
  for (; at < limit; count++) if (!readAuthorization(limit, index)) return false;
  store<u32>(out, count, 212);
  return true;
}

function readFields(limit: usize, type: u32, index: u32): bool {
  if (type != 0) {
    if (!readNumber(limit, 32)) return false;
    if (len > 8 || numberAt(ptr, len) != chainId) return fail(R_CHAIN);
  }
  if (!readU64Into(limit, 8) || !readFees(limit, type) || !readU64Into(limit, 16)) return false;
  if (!readRecipient(limit, type) || !readInto(limit, 72) || !readData(limit)) return false;
  if (type != 0 && !readAccessList(limit)) return false;
  return type == 4 ? readAuthorizations(limit, index) : true;
}

/** The y parity; 2 where it failed. Legacy: EIP-155's v, or 27 and 28 without a chain id. */
function readParity(limit: usize, type: u32): u32 {
  unprotected = false;
  if (!readNumber(limit, 32)) return 2;
  if (len > 8) {
    fail(type == 0 ? R_CHAIN : R_SIGNATURE);
    return 2;
  }
  const v = numberAt(ptr, len);
  if (type != 0) {
    if (v < 2) return u32(v);
    fail(R_SIGNATURE);
    return 2;
  }
  if (v == 27 || v == 28) {
    unprotected = true;
    if (allowUnprotected) return u32(v - 27);
    fail(R_UNPROTECTED);
    return 2;
  }
  if (v < 35) {
    fail(R_SIGNATURE);
    return 2;
  }
  if ((v - 35) >> 1 == chainId) return u32((v - 35) & 1);
  fail(R_CHAIN);
  return 2;
}

/** Reads the signature, which ends the list, and writes r, s and parity. */
function readSignature(limit: usize, type: u32, signature: usize): bool {
  const parity = readParity(limit, type);
  if (parity > 1 || !readWords(limit)) return false;
  if (at != limit) return fail(R_FIELDS);
  if (!inRange()) return fail(R_SIGNATURE);
  if (!isLow()) return fail(R_HIGH_S);
  getWord(signature, WORD_R);
  getWord(signature + 32, WORD_S);
  store<u8>(signature, u8(parity), 64);
  return true;
}

/** The message that was signed: the fields without the signature, as a list of their own. */
function hashSigned(digest: usize, type: u32, first: usize, end: usize): void {
  const fields = end - first;
  const tail: usize = type == 0 && !unprotected ? numberSize(chainId) + 2 : 0;
  const message = staging;
  let d = message;
  if (type != 0) store<u8>(d++, u8(type));
  d = putHeader(d, 0xc0, fields + tail);
  copyBytes(d, first, fields);
  d += fields;
  if (tail != 0) {
    d = putNumber(d, chainId);
    store<u16>(d, 0x8080);
    d += 2;
  }
  staging = d;
  hashLater(digest, message, d - message);
}

function queueAuthorizations(from: u32): void {
  for (let i = from; i < authorizationCount; i++) {
    const record = authorizations + usize(i) * AUTH;
    hashLater(record + AUTH_DIGEST, load<u32>(record, AUTH_DIGEST), load<u32>(record, AUTH_DIGEST + 4));
  }
}

/** -1: refused, the reason is set. */
function envelopeType(p: usize, size: usize): i32 {
  if (size == 0) {
    fail(R_EMPTY);
    return -1;
  }
  if (size > MAX_BYTES) {
    fail(R_TOO_LARGE);
    return -1;
  }
  const head = u32(load<u8>(p));
  if (head >= 0xc0) return 0;
  if (head == 1 || head == 2 || head == 4) return i32(head);
  fail(head == 3 ? R_BLOB : R_TYPE);
  return -1;
}

function decodeOne(p: usize, size: usize, index: u32, digest: usize, signature: usize): bool {
  begin(p);
  const type = envelopeType(p, size);
  if (type < 0) return false;
  if (type != 0) begin(p + 1);
  const end = p + size;
  if (at == end) return fail(R_LENGTH);
  if (!readList(end)) return false;
  const limit = ptr + len;
  if (limit != end) return fail(R_TRAILING);
  const first = at;
  for (let i: usize = 0; i < HEADER; i += 8) store<u64>(out + i, 0);
  if (!readFields(limit, type, index)) return false;
  const fieldsEnd = at;
  if (!readSignature(limit, type, signature)) return false;
  if (digest != 0) hashSigned(digest, type, first, fieldsEnd);
  store<u32>(out, u32(top - out));
  store<u8>(out, u8(type), 4);
  return true;
}

/**
 * Decodes `count` envelopes: raw + offsets[i] to raw + offsets[i + 1]. Writes the encoded forms from `encoded` on and
 * their ends to encodedEnds, a reason byte each (0: fine), hashes and digests of 32 and signatures of 65 bytes. No
 * digests are made where `digests` is 0. Returns the number of authorizations.
 */
export function decode(
  count: u32, raw: usize, offsets: usize, encoded: usize, encodedEnds: usize, reasons: usize, hashes: usize,
  digests: usize, signatures: usize, stage: usize, auths: usize, chain: u64, unprotectedToo: bool,
): u32 {
  chainId = chain;
  allowUnprotected = unprotectedToo;
  out = encoded;
  staging = stage;
  authorizations = auths;
  authorizationCount = 0;
  for (let i: u32 = 0; i < count; i++) {
    const n = usize(i);
    const from = load<u32>(offsets + (n << 2));
    const size = usize(load<u32>(offsets + (n << 2), 4) - from);
    const authsBefore = authorizationCount;
    const stageBefore = staging;
    const p = raw + usize(from);
    const digest = digests == 0 ? 0 : digests + (n << 5);
    if (decodeOne(p, size, i, digest, signatures + n * 65)) {
      hashLater(hashes + (n << 5), p, size);
      queueAuthorizations(authsBefore);
      out = top;
    } else {
      authorizationCount = authsBefore;
      staging = stageBefore;
      memory.fill(hashes + (n << 5), 0, 32);
      if (digest != 0) memory.fill(digest, 0, 32);
      memory.fill(signatures + n * 65, 0, 65);
    }
    store<u8>(reasons + n, u8(reason));
    store<u32>(encodedEnds + (n << 2), u32(out - encoded));
  }
  flush();
  return authorizationCount;
}

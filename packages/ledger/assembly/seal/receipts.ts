// Receipts as they lie in the trie (EIP-2718, EIP-658): type || rlp([status, cumulative gas, bloom, logs]).
import { ADDRESS, TOPIC, add, finish } from './bloom';
import { copyBytes, getAddress, getWord, headerSize, numberSize, putHeader, putNumber } from './bytes';
import { TOPICS, dataLength, dataOf, nextRecord, topicCount } from './records';

const BLOOM: usize = 256;
const BLOOM_ITEM: usize = 259;

/** Size of a string item; a single byte below 0x80 stands for itself. */
function stringSize(p: usize, len: usize): usize {
  return len == 1 && load<u8>(p) < 0x80 ? 1 : headerSize(len) + len;
}

function putString(d: usize, p: usize, len: usize): usize {
  if (len != 1 || load<u8>(p) >= 0x80) d = putHeader(d, 0x80, len);
  copyBytes(d, p, len);
  return d + len;
}

function logPayload(p: usize): usize {
  const topics = topicCount(p) * 33;
  return 21 + headerSize(topics) + topics + stringSize(dataOf(p), dataLength(p));
}

function logsPayload(from: usize, to: usize): usize {
  let size: usize = 0;
  for (let p = from; p < to; p = nextRecord(p)) {
    const payload = logPayload(p);
    size += headerSize(payload) + payload;
  }
  return size;
}

function putLog(d: usize, p: usize): usize {
  d = putHeader(d, 0xc0, logPayload(p));
  store<u8>(d, 0x94);
  getAddress(d + 1, p);
  const topics = topicCount(p);
  d = putHeader(d + 21, 0xc0, topics * 33);
  for (let i: usize = 0; i < topics; i++) {
    store<u8>(d, 0xa0);
    getWord(d + 1, p + TOPICS + (i << 5));
    d += 33;
  }
  return putString(d, dataOf(p), dataLength(p));
}

/** Adds the records' items to a bloom of 256 bytes. */
export function addToBloom(bloom: usize, from: usize, to: usize): void {
  for (let p = from; p < to; p = nextRecord(p)) {
    add(bloom, p, ADDRESS);
    const topics = topicCount(p);
    for (let i: usize = 0; i < topics; i++) add(bloom, p + TOPICS + (i << 5), TOPIC);
  }
  finish(bloom);
}

let logsSize: usize = 0;
let payloadSize: usize = 0;

/** Size of the receipt; to be followed by putReceipt of the same one. */
export function receiptSize(type: u32, gas: u64, from: usize, to: usize): usize {
  logsSize = logsPayload(from, to);
  payloadSize = 1 + numberSize(gas) + BLOOM_ITEM + headerSize(logsSize) + logsSize;
  return usize(type != 0) + headerSize(payloadSize) + payloadSize;
}

/** Writes the receipt and adds its bloom to the block's; returns where it ends. */
export function putReceipt(d: usize, type: u32, ok: bool, gas: u64, from: usize, to: usize, blockBloom: usize): usize {
  if (type != 0) store<u8>(d++, u8(type));
  d = putHeader(d, 0xc0, payloadSize);
  store<u8>(d, ok ? 1 : 0x80);
  d = putNumber(d + 1, gas);
  d = putHeader(d, 0x80, BLOOM);
  const bloom = d;
  for (let i: usize = 0; i < BLOOM; i += 16) v128.store(bloom + i, i64x2.splat(0));
  d = putHeader(d + BLOOM, 0xc0, logsSize);
  for (let p = from; p < to; p = nextRecord(p)) d = putLog(d, p);
  if (from == to) return d;
  addToBloom(bloom, from, to);
  for (let i: usize = 0; i < BLOOM; i += 16) {
    v128.store(blockBloom + i, v128.or(v128.load(blockBloom + i), v128.load(bloom + i)));
  }
  return d;
}

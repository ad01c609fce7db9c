// Memory of the module, in bytes. From HEAP on the host lays out what a call needs (src/blocks/kernel.ts).
export const STATE: usize = 4096; // a Keccak state: 200
export const PAIR: usize = 4352; // two, lanes alternating: 400
export const BUCKETS: usize = 5120; // hashes that wait for a partner: 32 of 16
export const WORD_R: usize = 5632;
export const WORD_S: usize = 5664;
export const BLOOM_INPUT: usize = 5696; // two of 32: inputs of the bloom, big-endian
export const BLOOM_DIGEST: usize = 5760; // two of 32
export const SEED: usize = 5824; // 32, random, from the host: where an entry lies in the cache
export const OUTBOX: usize = 5856; // 24: its address as a little-endian number, from the host
export const MESSAGE_TOPIC: usize = 5888; // 32, a little-endian word, from the host
export const MESSAGE: usize = 5920; // 192: a message's leaf before it is hashed, and its first hash
export const NODE_PAIR: usize = 6112; // 128
export const NODES: usize = 8192; // two nodes of 576 for each level of the trie, 16 levels
export const BLOOM_CACHE: usize = 65536; // 4,096 entries of 64
export const BLOOM_CACHE_MASK: u32 = 4095;
export const HEAP: usize = 327680;

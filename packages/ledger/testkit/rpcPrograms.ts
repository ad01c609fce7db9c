import { encodeErrorResult, parseAbi } from 'viem';

/** Programs by hand, small enough to read. */

const hex = (text: string): Uint8Array => Uint8Array.fromHex(text.replaceAll(' ', ''));
const addressOf = (n: number): Uint8Array => new Uint8Array(20).fill(n, 19).fill(0xc0, 0, 1);

function reverting(data: string): Uint8Array {
  const bytes = hex(data.slice(2));
  const size = bytes.length.toString(16).padStart(2, '0');
  // CODECOPY(0, 12, size) REVERT(0, size), then the data.
  return Uint8Array.from([...hex(`60${size} 600c 6000 39 60${size} 6000 fd`), ...bytes]);
}

const push20 = (address: Uint8Array) => `73${address.toHex()}`;

/** Adds one to slot 0, logs the sum with topic 0xaa, and stops. */
const counter = { address: addressOf(1), code: hex('6000 54 6001 01 80 6000 55 6000 52 60aa 6020 6000 a1 00') };
const failing = {
  address: addressOf(2),
  code: reverting(encodeErrorResult({ abi: parseAbi(['error Error(string)']), args: ['user error'] })),
};
const panicking = {
  address: addressOf(3),
  code: reverting(encodeErrorResult({ abi: parseAbi(['error Panic(uint256)']), args: [0x11n] })),
};
/** Returns the slot that the first word of its input names. */
const reader = { address: addressOf(4), code: hex('6000 35 54 6000 52 6020 6000 f3'), storage: new Map([[7n, 99n]]) };
/** Loops until its gas is gone. */
const endless = { address: addressOf(5), code: hex('5b 6000 56') };
/** Returns NUMBER, TIMESTAMP, BASEFEE, COINBASE, BLOCKHASH(NUMBER - 1), GASLIMIT, PREVRANDAO: a word each. */
const environment = {
  address: addressOf(6),
  code: hex('43 6000 52 42 6020 52 48 6040 52 41 6060 52 6001 43 03 40 6080 52 45 60a0 52 44 60c0 52 60e0 6000 f3'),
};
/** Logs nothing, calls the counter, logs nothing again, calls the failing one, and stops. */
const nesting = {
  address: addressOf(7),
  code: hex(
    `6000 6000 a0 6000 6000 6000 6000 6000 ${push20(counter.address)} 5a f1 50` +
      `6000 6000 a0 6000 6000 6000 6000 6000 ${push20(failing.address)} 5a f1 50 00`,
  ),
};
/** Succeeds only with more than 100,000 gas left, though it uses little. */
const greedy = { address: addressOf(8), code: hex('5a 620186a0 10 600e 57 6000 6000 fd 5b 00') };
/** Calls the pairing precompile with nothing, over and over. */
const pairings = {
  address: addressOf(9),
  code: hex('5b 6000 6000 6000 6000 6008 5a fa 50 6000 56'),
};

export const PROGRAMS = { counter, failing, panicking, reader, endless, environment, nesting, greedy, pairings };

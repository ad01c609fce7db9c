/** What Solidity reverts with: Error(string) and Panic(uint256). */
const ERROR = '08c379a0';
const PANIC = '4e487b71';

/** geth's words (accounts/abi, panicReasons). */
const PANICS: Readonly<Record<string, string>> = {
  '0': 'generic panic',
  '1': 'assert(false)',
  '11': 'arithmetic underflow or overflow',
  '12': 'division or modulo by zero',
  '21': 'enum overflow',
  '22': 'invalid encoded storage byte array accessed',
  '31': 'out-of-bounds array access; popping on an empty array',
  '32': 'out-of-bounds access of an array or bytesN',
  '41': 'out of memory',
  '51': 'uninitialized function',
};

function wordAt(bytes: Uint8Array, at: number): bigint | undefined {
  return at + 32 > bytes.length ? undefined : BigInt(`0x${bytes.subarray(at, at + 32).toHex()}`);
}

/** The text of a revert; undefined where it has none that is known. */
export function revertReason(output: Uint8Array): string | undefined {
  const selector = output.subarray(0, 4).toHex();
  const body = output.subarray(4);
  if (selector === PANIC) {
    const code = wordAt(body, 0);
    return code === undefined ? undefined : (PANICS[code.toString(16)] ?? `unknown panic code: 0x${code.toString(16)}`);
  }
  const offset = selector === ERROR ? wordAt(body, 0) : undefined;
  if (offset === undefined || offset > BigInt(body.length)) return undefined;
  const length = wordAt(body, Number(offset));
  const from = Number(offset) + 32;
  if (length === undefined || length > BigInt(body.length - from)) return undefined;
  return new TextDecoder().decode(body.subarray(from, from + Number(length)));
}

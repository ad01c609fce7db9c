const LAST = 0x11n;
/** EIP-7951. */
const P256_VERIFY = 0x100n;

/** Osaka's precompiles. */
export function isPrecompile(address: bigint): boolean {
  return (address > 0n && address <= LAST) || address === P256_VERIFY;
}

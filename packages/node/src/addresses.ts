/** The address to give to others: one they can dial, from the nearest kind of network outward. */
export function bestAddress(addresses: readonly string[]): string | undefined {
  return [...addresses].sort((a, b) => rank(a) - rank(b))[0];
}

/** Addresses on this machine only. */
export const isLocalAddress = (address: string): boolean => /^\/ip4\/127\.|^\/ip6\/::1\//.test(address);

function rank(address: string): number {
  if (isLocalAddress(address)) return 4;
  if (address.includes('/p2p-circuit')) return 3;
  if (address.startsWith('/dns')) return 0;
  // Link-local IPv6 needs an interface name that another machine does not know.
  if (/^\/ip6\/fe80:/i.test(address)) return 5;
  return address.startsWith('/ip4/') ? 1 : 2;
}

/** A data directory's name for a network joined through an address: the end of the peer id tells nodes apart. */
export function joinDirName(address: string): string {
  const id = /\/p2p\/([1-9A-HJ-NP-Za-km-z]{16,})/.exec(address)?.[1] ?? address;
  return `join-${id.replace(/[^A-Za-z0-9]/g, '').slice(-12) || 'network'}`;
}

import type { NetworkId } from '@lode/protocol';

/** Protocol ids. A change that an older peer would misread gets a new version; both are then served for a while. */
export const PROTOCOLS = {
  offers: '/lode/offers/1.0.0',
  lease: '/lode/lease/1.0.0',
  work: '/lode/work/1.0.0',
  blob: '/lode/blob/1.0.0',
  network: '/lode/network/1.0.0',
  rpc: '/lode/rpc/1.0.0',
  watch: '/lode/watch/1.0.0',
} as const;

/** Offers of one deployment are gossiped apart from those of others. */
export const offersTopic = (network: NetworkId): string => `lode/offers/1/${network.chainId}/${network.market}`;

import type { BinaryRoots } from '../roots/binaryRoots.ts';
import type { Chain } from '../seams.ts';
import type { Filters } from './filters.ts';
import type { RpcLimits } from './limits.ts';
import type { RecoverSigner } from './simulate/authority.ts';
import type { Simulator } from './simulate/simulator.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Answers lode_getProof. */
export type ProofSource = Pick<BinaryRoots, 'prove'>;

/** What the methods work with. */
export interface Services {
  chain: Chain;
  limits: RpcLimits;
  simulator: Simulator;
  filters: Filters;
  subscriptions: Subscriptions;
  recover: RecoverSigner;
  /** `lode/1.2.3/linux-x64/node26` */
  clientVersion: string;
  roots?: ProofSource;
}

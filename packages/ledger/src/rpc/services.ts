import type { Chain } from '../seams.ts';
import type { Filters } from './filters.ts';
import type { RpcLimits } from './limits.ts';
import type { RecoverSigner } from './simulate/authority.ts';
import type { Simulator } from './simulate/simulator.ts';
import type { Subscriptions } from './subscriptions.ts';

/** Answers lode_getProof: a proof in the format of the chain's own state tree. */
export type ProofSource = (address: Uint8Array, keys: readonly bigint[]) => Promise<unknown>;

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
  proofs?: ProofSource;
}

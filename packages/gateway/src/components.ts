import type { BlobStore, Buyer, ProviderService } from '@lode/market';
import type { Hex, NodeInfo } from '@lode/protocol';

/** What the gateway stands in front of. */
export interface GatewayComponents {
  readonly buyer: Buyer;
  readonly blobs: BlobStore;
  /** Absent where the node does not offer GPUs. */
  readonly provider?: ProviderService;
  readonly wallet: {
    readonly address: Hex;
    balance(): Promise<{ microUsd: bigint; wei: bigint }>;
    /** @throws LodeError `BAD_FAUCET` where the network has no faucet */
    faucet(amountMicroUsd: bigint): Promise<void>;
  };
  /** Prometheus text. Absent where nothing is counted: a node whose chain is elsewhere. */
  metrics?(): Promise<{ text: string; type: string }>;
  info(): NodeInfo;
}

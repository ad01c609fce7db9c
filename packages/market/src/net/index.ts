export { createBlobStore, type FileBlobStore } from './blob-store.ts';
export { type BlobTransferOptions, createBlobTransfer, type StartableBlobTransfer } from './blobs.ts';
export { systemClock } from './clock.ts';
export { createPeerHost, type PeerHost, type PeerHostOptions } from './host.ts';
export { createLeaseClient, type LeaseClientOptions } from './lease-client.ts';
export { askNetwork, type NetworkParameters, networkParametersSchema, serveNetwork } from './network.ts';
export { createOfferBoard, type OfferBoardOptions, type StartableOfferBoard } from './offers.ts';
export { PROTOCOLS } from './protocols.ts';
export { RPC_METHODS, type RpcHandler, type RpcMethod, type RpcRequest, rpcOverPeer, serveRpc } from './rpc.ts';

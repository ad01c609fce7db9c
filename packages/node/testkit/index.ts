export { type Peer, type Ready, startPeer } from './peer-process.ts';

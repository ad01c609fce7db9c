import { systemClock } from '@lode/market';
import { createDevnet } from '../src/devnet/devnet.ts';

/** Usage: `node devnet-owner.ts FOLDER CHAIN_ID`: runs a devnet, prints where as one JSON line, and waits to be killed. */
const [folder = '', chainId = ''] = process.argv.slice(2);
const devnet = createDevnet({
  folder,
  chainId: Number(chainId),
  host: '127.0.0.1',
  port: 0,
  clock: systemClock,
  onNotice: (text) => process.stderr.write(`${text}\n`),
});
const { url } = await devnet.start();
process.stdout.write(`${JSON.stringify({ url, pid: await devnet.pid() })}\n`);

import { join } from 'node:path';
import { createWatchNode, dataDirAt, defaultDataRoot, joinDirName, loadConfig } from '@lode/node';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { safe } from '../format/text.ts';
import { createPrinter, type Io } from '../io.ts';
import { firstInterrupt, flags, type NodeOptions } from './up.ts';

/** Guards payment channels until Ctrl-C. */
export async function watch(io: Io, peer: string, options: NodeOptions): Promise<ExitCode> {
  const printer = createPrinter(io, options.json === true);
  const root = options.data ?? (io.env.LODE_DATA || join(defaultDataRoot(), `watch-${joinDirName(peer)}`));
  const dir = dataDirAt(root);
  const config = await loadConfig(dir.configFile, flags(io, options), io.env);
  const onProgress = (text: string) => printer.note(`  ${safe(text)}`);
  const node = await createWatchNode({ dir, config, peer, env: io.env, onProgress });
  const interrupted = firstInterrupt(io, printer);
  try {
    const ready = await Promise.race([node.start(), interrupted]);
    if (ready === 'interrupted') return EXIT.cancelled;
    const { addresses, account } = ready;
    const lines = [
      'Watching payment channels.',
      '',
      ...addresses.map((address, i) => `  ${i === 0 ? 'peers      ' : '           '}${address}`),
      `  pays gas   ${account}`,
      '',
      'Providers name one of these addresses in their lode.yaml:',
      `  watchtowers: ["${addresses[0] ?? ''}"]`,
      '',
      'Ctrl-C stops it.',
    ];
    printer.result({ addresses, account }, lines.join('\n'));
    await interrupted;
    return EXIT.ok;
  } finally {
    await node.stop();
  }
}

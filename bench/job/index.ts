import { join } from 'node:path';
import { print, report } from '../report.ts';
import { measureNetwork } from './network.ts';
import { compareWithDirect } from './worker.ts';

/** `npm run bench:job [-- --json]`: what a job costs in time beside its kernels. */
const swiftShaderDir = join(import.meta.dirname, '../../.lode/swiftshader');
const say = (text: string): void => console.error(text);

const rows = [...(await measureNetwork(swiftShaderDir, say)), ...(await compareWithDirect(swiftShaderDir, say))];
print(report('job', rows));

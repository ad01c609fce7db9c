import { type Methods, method } from '../method.ts';
import type { Services } from '../services.ts';
import { blockMethods } from './blocks.ts';
import { debugMethods } from './debug.ts';
import { eventMethods } from './events.ts';
import { executeMethods } from './execute.ts';
import { feeMethods } from './fees.ts';
import { nodeMethods } from './node.ts';
import { poolMethods } from './pool.ts';
import { rawMethods } from './raw.ts';
import { simulateMethods } from './simulate.ts';
import { stateMethods } from './state.ts';
import { transactionMethods } from './transactions.ts';

const VERSION = '1.0';

/** All methods by their names. */
export function createMethods(services: Services): Methods {
  const methods: Methods = {
    ...nodeMethods(services),
    ...stateMethods(services),
    ...blockMethods(services),
    ...transactionMethods(services),
    ...feeMethods(services),
    ...executeMethods(services),
    ...simulateMethods(services),
    ...eventMethods(services),
    ...poolMethods(services),
    ...debugMethods(services),
    ...rawMethods(services),
  };
  const namespaces = [...new Set(Object.keys(methods).map((name) => name.split('_')[0] ?? '')), 'rpc'].sort();
  const modules = Object.fromEntries(namespaces.map((name) => [name, VERSION]));
  return { ...methods, rpc_modules: method([], () => modules) };
}

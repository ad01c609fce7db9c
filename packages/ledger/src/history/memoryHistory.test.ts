import { describeHistoryCompliance } from '../../testkit/historyCompliance.ts';
import { createMemoryHistory } from './memoryHistory.ts';

describeHistoryCompliance({
  name: 'memory',
  create: async (options) => createMemoryHistory(options),
  settle: async () => undefined,
  runs: 100,
});

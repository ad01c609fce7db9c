import { describeOperations, portableOracle } from '../../../testkit/precompileCompliance.ts';
import { createNativeOperations } from './index.ts';

describeOperations('native', await createNativeOperations(), portableOracle);

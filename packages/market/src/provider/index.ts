export type { ProviderTerms } from './publish.ts';
export { createProviderService, type ProviderServiceOptions } from './service.ts';
export type { LeaseRules } from './terms.ts';

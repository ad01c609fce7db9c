export { createBackend, type ProviderBackend } from './backend.ts';
export { swiftShaderEnvironment } from './devices/swiftshader.ts';
export { type BackendOptions, DEFAULT_LIMITS, type DeclaredEnergy, type ProviderLimits } from './options.ts';

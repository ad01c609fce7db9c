export { marketAbi, marketBytecode } from './generated/Market.ts';
export { providerRegistryAbi, providerRegistryBytecode } from './generated/ProviderRegistry.ts';
export { testUsdAbi, testUsdBytecode } from './generated/TestUSD.ts';

export type { GatewayComponents } from './components.ts';
export { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';
export { openApiDocument } from './openapi.ts';

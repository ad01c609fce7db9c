export { type Anvil, startAnvil } from './chain/anvil.ts';

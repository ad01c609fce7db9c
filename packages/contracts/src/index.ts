export { batchSettlementAbi } from './generated/BatchSettlement.ts';
export { erc3009DepositCollectorAbi } from './generated/ERC3009DepositCollector.ts';
export { marketAbi, marketBytecode } from './generated/Market.ts';
export { payerDepositCollectorAbi } from './generated/PayerDepositCollector.ts';
export { providerRegistryAbi, providerRegistryBytecode } from './generated/ProviderRegistry.ts';
export { receiptAnchorAbi } from './generated/ReceiptAnchor.ts';
export { testUsdAbi, testUsdBytecode } from './generated/TestUSD.ts';
export {
  BATCH_SETTLEMENT,
  ERC3009_DEPOSIT_COLLECTOR,
  MULTICALL3,
  PAYER_DEPOSIT_COLLECTOR,
  type Predeploy,
  predeploys,
  RECEIPT_ANCHOR,
} from './predeploys.ts';
export {
  type AnchoredReceipts,
  isAnchored,
  type PaidReceipt,
  type ReceiptTree,
  receiptTree,
  sumWork,
  type Work,
} from './receipts.ts';

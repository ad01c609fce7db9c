/** Where genesis deploys the outbox. Its logs are outgoing messages (docs/adr/0203-ledger-blocks.md). Spells "Lode". */
export const OUTBOX_ADDRESS: Uint8Array = Uint8Array.fromHex('4c6f646500000000000000000000000000000001');

/** keccak256('Message(address,bytes)'). */
export const MESSAGE_TOPIC: Uint8Array = Uint8Array.fromHex(
  '935d94aae9382068e7d866bd9757ae81fa3c669c900ef3e1f16039fde798ed69',
);

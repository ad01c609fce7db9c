import { channelClaimSchema, signature } from '@lode/protocol';
import { z } from 'zod';
import { refusedWire } from '../net/wire.ts';

/** `/lode/watch`: a receiver leaves a claim with a watchtower. */
export const guardWire = z.strictObject({
  type: z.literal('guard'),
  claim: channelClaimSchema,
  /** Of the claim alone, by the channel's `receiverAuthorizer`: what lets others bring it to the chain. */
  authorizerSignature: signature,
});
export type GuardRequest = z.output<typeof guardWire>;

export const guardAnswerWire = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('noted') }),
  refusedWire,
]);

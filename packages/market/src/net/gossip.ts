import type { GossipSub, Message } from '@libp2p/gossipsub';
import { TopicValidatorResult } from '@libp2p/gossipsub';
import { LodeError } from '@lode/protocol';

/** `accept`: deliver and pass on; `ignore`: neither, without blame; `reject`: neither, and the peer that sent it is to blame. */
export type Verdict = 'accept' | 'ignore' | 'reject';

export interface GossipMessage {
  /** Who signed the message. */
  readonly from: string;
  /** Who handed it to us. */
  readonly via: string;
  readonly data: Uint8Array;
}

export interface Gossip {
  publish(topic: string, data: Uint8Array): Promise<void>;
  /** One subscriber a topic. The verdict decides whether a message is passed on; returns the way to stop. */
  subscribe(topic: string, judge: (message: GossipMessage) => Promise<Verdict>): () => void;
  subscribers(topic: string): number;
}

const RESULTS: Readonly<Record<Verdict, TopicValidatorResult>> = {
  accept: TopicValidatorResult.Accept,
  ignore: TopicValidatorResult.Ignore,
  reject: TopicValidatorResult.Reject,
};

export function gossipOver(pubsub: GossipSub): Gossip {
  return {
    async publish(topic, data) {
      await pubsub.publish(topic, data);
    },
    subscribe(topic, judge) {
      if (pubsub.topicValidators.has(topic))
        throw new LodeError('TOPIC_TAKEN', `The topic ${topic} has a subscriber already.`);
      pubsub.topicValidators.set(topic, async (via, message) => {
        const from = signerOf(message);
        if (from === undefined) return TopicValidatorResult.Reject;
        return RESULTS[await judge({ from, via: via.toString(), data: message.data })];
      });
      pubsub.subscribe(topic);
      return () => {
        pubsub.topicValidators.delete(topic);
        // Refused when the host was stopped first, which ended the subscription too.
        try {
          pubsub.unsubscribe(topic);
        } catch {}
      };
    },
    subscribers: (topic) => pubsub.getSubscribers(topic).length,
  };
}

const signerOf = (message: Message): string | undefined =>
  message.type === 'signed' ? message.from.toString() : undefined;

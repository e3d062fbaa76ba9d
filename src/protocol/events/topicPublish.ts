// `topic:publish`: everybody who hears the topic just now is told.

import { codec } from '../codec.ts';
import { refuse } from '../errors.ts';
import { signalBytesMax } from '../limits.ts';
import { ackAnswer } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';
import { aTopic } from './topicSubscribe.ts';

export interface TopicPublish {
  readonly topic: string;
  readonly payload: Uint8Array;
}

export const topicPublishEvent = defineClientEvent({
  name: 'topic:publish',
  tag: 13,
  who: ['device'],
  summary: 'Tells everybody who is subscribed to a topic just now.',
  guarantee:
    'Never stored; who is subscribed hears it once as a rule, not where the connection is behind.',
  body: codec(wire.TopicPublish, {
    write: (frame: TopicPublish) => frame,
    read: ({ topic, payload }): TopicPublish => ({ topic, payload }),
  }),
  accepts: {
    says: `The id of a topic, and at most ${signalBytesMax} bytes for it.`,
    read: (frame) =>
      frame.payload.length > signalBytesMax ? refuse('message.too_large') : aTopic.read(frame),
  },
  answer: ackAnswer,
  refusedAs: 'field',
  refuses: ['request.invalid', 'auth.invalid', 'presence.off', 'message.too_large', 'rate.limited'],
  bytesMax: 2 * signalBytesMax,
  permits: 10,
});

export const { encode: encodeTopicPublish, decode: decodeTopicPublish } = topicPublishEvent.body;

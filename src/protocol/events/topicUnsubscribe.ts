// `topic:unsubscribe`: the connection hears a topic no more.

import { codec } from '../codec.ts';
import { ackAnswer } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';
import { aTopic } from './topicSubscribe.ts';

export interface TopicUnsubscribe {
  readonly topic: string;
}

export const topicUnsubscribeEvent = defineClientEvent({
  name: 'topic:unsubscribe',
  tag: 12,
  who: ['device'],
  summary: 'Ends the subscription of the connection to a topic.',
  guarantee:
    'Answered without a refusal, no `signal` of the topic follows. After its own topic a ' +
    'connection hears none.',
  body: codec(wire.TopicUnsubscribe, {
    write: (frame: TopicUnsubscribe) => frame,
    read: ({ topic }): TopicUnsubscribe => ({ topic }),
  }),
  accepts: aTopic,
  answer: ackAnswer,
  refusedAs: 'field',
  refuses: ['request.invalid'],
  bytesMax: 256,
  permits: 1,
});

export const { encode: encodeTopicUnsubscribe, decode: decodeTopicUnsubscribe } =
  topicUnsubscribeEvent.body;

// `topic:subscribe`: the connection hears what is published to a topic.

import { codec } from '../codec.ts';
import type { Result } from '../errors.ts';
import { ok, refuse } from '../errors.ts';
import type { TopicId } from '../ids.ts';
import { parseTopicId } from '../ids.ts';
import { ackAnswer } from '../refusalCodec.ts';
import { aldis as wire } from '../wire.js';
import { defineClientEvent } from './define.ts';

export interface TopicSubscribe {
  readonly topic: string;
}

/** What events about a topic accept. */
export const aTopic = {
  says: 'The id of a topic.',
  read<Frame extends TopicSubscribe>(frame: Frame): Result<Frame & { readonly topic: TopicId }> {
    const topic = parseTopicId(frame.topic);
    if (topic) return ok({ ...frame, topic });
    return refuse('request.invalid', { detail: 'There is no such topic.' });
  },
};

export const topicSubscribeEvent = defineClientEvent({
  name: 'topic:subscribe',
  tag: 11,
  who: ['device'],
  summary: 'Has the connection told what is published to a topic from now on.',
  guarantee:
    'Holds until the connection ends, the friendship it rests on ends, or the connection hears ' +
    'its own topic no more; a moved shard is asked anew by the server.',
  body: codec(wire.TopicSubscribe, {
    write: (frame: TopicSubscribe) => frame,
    read: ({ topic }): TopicSubscribe => ({ topic }),
  }),
  accepts: aTopic,
  answer: ackAnswer,
  refusedAs: 'field',
  refuses: [
    'request.invalid',
    'auth.invalid',
    'presence.off',
    'relation.required',
    'topic.full',
    'topic.too_many',
  ],
  bytesMax: 256,
  permits: 10,
});

export const { encode: encodeTopicSubscribe, decode: decodeTopicSubscribe } =
  topicSubscribeEvent.body;

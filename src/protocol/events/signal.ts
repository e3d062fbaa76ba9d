// `signal`: what somebody has published to a topic.

import { codec } from '../codec.ts';
import { aldis as wire } from '../wire.js';
import { defineServerEvent } from './define.ts';

export interface Signal {
  readonly topic: string;
  readonly account: string;
  readonly device: number;
  readonly payload: Uint8Array;
}

export const signalEvent = defineServerEvent({
  name: 'signal',
  tag: 14,
  who: ['device'],
  summary: 'What a device has published to a topic that the connection is subscribed to.',
  guarantee:
    'None: never stored, in no order, dropped where the connection is behind, twice where the ' +
    'topic moved to another worker before the publisher had its answer.',
  body: codec(wire.Signal, {
    write: (signal: Signal) => signal,
    read: ({ topic, account, device, payload }): Signal => ({ topic, account, device, payload }),
  }),
});

export const { encode: encodeSignal, decode: decodeSignal } = signalEvent.body;

// `presence`: which devices of an account show themselves.

import { codec } from '../codec.ts';
import { aldis as wire } from '../wire.js';
import { defineServerEvent } from './define.ts';

export interface Presence {
  readonly account: string;
  /** Connected, and showing themselves to friends who do the same. */
  readonly devices: readonly number[];
}

export const presenceEvent = defineServerEvent({
  name: 'presence',
  tag: 15,
  who: ['device'],
  summary: 'Which devices of an account that the connection hears show themselves just now: all.',
  guarantee:
    'After a subscription where there are any, then with each change; what got lost is told ' +
    'within a minute. A worker that dies is believed for four minutes.',
  body: codec(wire.Presence, {
    shape: { 2: 'numbers' },
    write: ({ account, devices }: Presence) => ({ account, devices: [...devices] }),
    read: ({ account, devices }): Presence => ({ account, devices }),
  }),
});

export const { encode: encodePresence, decode: decodePresence } = presenceEvent.body;

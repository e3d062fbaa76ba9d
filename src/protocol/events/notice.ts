// `notice`: something of the account changed.

import { codec } from '../codec.ts';
import { aldis as wire } from '../wire.js';
import { defineServerEvent } from './define.ts';

export interface Notice {
  readonly kind: string;
  readonly account: string;
}

export const noticeEvent = defineServerEvent({
  name: 'notice',
  tag: 6,
  who: ['device'],
  summary:
    'Something changed (`friend.requested`, `friend.accepted`; `devices.changed`, ' +
    '`device.unlinked`, `device.expiring` of the own account); fetch it by its route.',
  guarantee: 'To those who are connected then, at most once; never stored.',
  body: codec(wire.Notice, {
    write: (notice: Notice) => notice,
    read: ({ kind, account }): Notice => ({ kind, account }),
  }),
});

export const { encode: encodeNotice, decode: decodeNotice } = noticeEvent.body;

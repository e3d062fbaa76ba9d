// A conversation that nobody had, answered as the process that holds a profile answers the desk.

import type { Serving } from '../../client/daemon/peer.ts';
import { RpcError, rpcCodes } from '../../client/daemon/wire.ts';
import type { Wall } from '../../client/desk/wall.ts';

const self = '00000000-0000-4000-8000-00000000000a';
const other = '00000000-0000-4000-8000-00000000000b';
const minuteMs = 60_000;
const words = (
  'the lamp on the tower answers ships at night and says with short and long what the wind would ' +
  'carry away so that whoever keeps the watch reads it twice and writes it down before it is dark'
).split(' ');

/** The same each time: some of one word, some of many lines. */
function textOf(id: number): string {
  const count = 1 + ((id * 7919) % 37);
  const text = Array.from({ length: count }, (_, index) => words[(id + index * 5) % words.length]);
  return id % 11 === 0 ? text.join(' ').replaceAll(' and ', '\n') : text.join(' ');
}

function messageOf(id: number, count: number, now: number) {
  const mine = id % 3 === 0;
  const author = mine ? self : other;
  const sentAt = now - (count - id) * 7 * minuteMs;
  return {
    ...{ id, conversation: other, author, device: 1, mine, sentAt, serverTimestamp: sentAt },
    ...{ text: textOf(id), mentions: [], before: [], pinned: false, deleted: false },
    ...{ unreadable: false, read: !mine, status: mine ? 'read' : undefined },
    reactions: id % 17 === 0 ? [{ author: other, emoji: '👍' }] : [],
    quote: id % 23 === 0 ? { author: other, sentAt: 1, text: textOf(id + 1) } : undefined,
  };
}

interface Asked {
  readonly limit?: number;
  readonly before?: number;
  readonly ids?: readonly string[];
}

interface Talk {
  readonly serving: Serving;
  readonly wall: Wall;
  isRead(): boolean;
}

/** A profile with one conversation of so many messages. `isRead`: all of them were asked for. */
export function talkOf(count: number, now: number): Talk {
  let oldest = count;
  const message = (id: number) => messageOf(id, count, now);
  const answers: Readonly<Record<string, (asked: Asked) => unknown>> = {
    state: () => ({ profile: 'ana', account: self, state: 'connected', waiting: 0 }),
    subscribe: () => ({ events: [] }),
    conversations: () => [
      { conversation: other, name: 'Ben', unread: 0, last: message(count), timer: 0 },
    ],
    'requests.list': () => [],
    names: ({ ids = [] }) => ids.map((id) => ({ id, name: id === self ? 'Ana' : 'Ben' })),
    history: ({ limit = 50, before = count + 1 }) => {
      const from = Math.max(1, before - limit);
      oldest = Math.min(oldest, from);
      return Array.from({ length: before - from }, (_, index) => message(from + index));
    },
    typing: () => ({ conversation: other }),
    read: () => [],
  };
  const serving: Serving = {
    async answer(method, params) {
      const answer = answers[method];
      if (!answer) throw new RpcError(rpcCodes.unknownMethod, `There is no ${method} here.`);
      return answer(params as Asked);
    },
    heard: () => undefined,
    said: (error) => new RpcError(rpcCodes.internal, String(error)),
  };
  const asks = new Map(Object.keys(answers).map((name) => [name, { without: [] }]));
  return { serving, wall: { asks, tells: new Set() }, isRead: () => oldest === 1 };
}

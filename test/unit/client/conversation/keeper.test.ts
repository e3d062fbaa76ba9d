// What comes before what it names, from other devices of ours, or from a newer version.

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClientEvents } from '#client';
import type { AccountId, Content } from '#protocol';
import { encodeContent, limits } from '#protocol';
import { Hearing } from '../../../../client/conversation/hearing.ts';
import { viewOf } from '../../../../client/conversation/view.ts';
import { Events } from '../../../../client/events.ts';
import { waitingMax } from '../../../../client/store/deedTable.ts';
import { Store } from '../../../../client/store/store.ts';
import { ManualClock } from '#runtime';
import { aldis as wire } from '../../../../src/protocol/wire.js';
import { Scene } from '../people.ts';

const anaId = '00000000-0000-4000-8000-00000000000a' as AccountId;
const benId = '00000000-0000-4000-8000-00000000000b' as AccountId;
const eve = '00000000-0000-4000-8000-00000000000e' as AccountId;

let store: Store;
let events: Events;
let hearing: Hearing;
let clock: ManualClock;

beforeEach(() => {
  store = new Store(':memory:', 'create');
  events = new Events();
  clock = new ManualClock();
  hearing = new Hearing({ store, clock, events, account: anaId });
});

afterEach(() => store.close());

const hear = (sentAt: number, content: Content, author: AccountId = benId) =>
  hearing.keeper.hear({ conversation: benId, author, device: 1, sentAt, content }, sentAt);

const seen = () =>
  store.messages
    .page(benId, undefined, 100)
    .map((row) => viewOf(row, store.deeds.get(benId, row), anaId, clock.now()));

const text = (sentAt: number, body = 'hello'): Content => ({
  type: 'text',
  body,
  timestamp: sentAt,
});

test('what is done to a message waits for it, and it is told as it is by then', () => {
  const target = { author: benId, sentAt: 5 };
  const edited: unknown[] = [];
  const messages: ClientEvents['message'][] = [];
  events.on('edited', (event) => edited.push(event));
  events.on('message', (message) => messages.push(message));
  hear(7, { type: 'edit', body: 'hello, edited', targetSentAt: 5, timestamp: 7 })?.tell();
  hear(8, { type: 'reaction', target, emoji: '👍', remove: false, timestamp: 8 })?.tell();
  expect([edited, seen()]).toEqual([[], []]);
  hear(5, text(5))?.tell();
  expect(messages.map((one) => one.text)).toEqual(['hello, edited']);
  expect(seen()[0]).toMatchObject({ text: 'hello, edited', reactions: [{ emoji: '👍' }] });
});

test('a message that was deleted before it came is never told, and its words are not kept', () => {
  const messages: unknown[] = [];
  events.on('message', (message) => messages.push(message));
  hear(7, { type: 'delete', targetSentAt: 5, timestamp: 7 })?.tell();
  hear(5, text(5))?.tell();
  expect(messages).toEqual([]);
  expect(seen()).toMatchObject([{ deleted: true, text: '' }]);
  expect(store.messages.unshown(10)).toEqual([]);
});

test('what waits is bounded: the oldest is forgotten, what has its message never', () => {
  hear(1, text(1));
  hear(2, {
    type: 'reaction',
    target: { author: benId, sentAt: 1 },
    emoji: '🎉',
    remove: false,
    timestamp: 2,
  });
  for (let index = 0; index < waitingMax + 50; index += 1) {
    const target = { author: benId, sentAt: 100 + index };
    const timestamp = 10_000 + index;
    hear(timestamp, { type: 'reaction', target, emoji: '👍', remove: false, timestamp });
  }
  hear(100, text(100, 'first'));
  hear(100 + waitingMax, text(100 + waitingMax, 'last'));
  const reactions = Object.fromEntries(seen().map((one) => [one.text, one.reactions.length]));
  expect(reactions).toEqual({ hello: 1, first: 0, last: 1 });
});

test('nobody does anything in a conversation of others, or to the messages of others', () => {
  hear(5, text(5));
  hear(6, {
    type: 'reaction',
    target: { author: benId, sentAt: 5 },
    emoji: '👍',
    remove: false,
    timestamp: 6,
  });
  expect(hear(7, text(7, 'forged'), eve)).toBeUndefined();
  hear(8, {
    type: 'reaction',
    target: { author: eve, sentAt: 5 },
    emoji: '👍',
    remove: false,
    timestamp: 8,
  });
  expect(store.deeds.get(benId, { author: eve, sentAt: 5 })).toEqual({});
  // Names its own message of that time, of which there is none.
  hearing.keeper.say({
    conversation: benId,
    author: anaId,
    device: 1,
    sentAt: 9,
    content: { type: 'delete', targetSentAt: 5, timestamp: 9 },
  });
  expect(seen()).toMatchObject([{ text: 'hello', deleted: false }]);
});

test('what another device of ours sent and read is the same here, and told as ours', () => {
  const own: string[] = [];
  const read: unknown[] = [];
  events.on('ownMessage', ({ text: words }) => own.push(words));
  events.on('read', ({ messages }) => read.push(...messages));
  hear(5, text(5));
  const sent = (sentAt: number, content: Content) =>
    hearing.keeper.applyOwn(
      {
        type: 'syncSent',
        destination: benId,
        sentAt,
        content: encodeContent(content),
        serverTimestamp: 9,
      },
      2,
      sentAt,
    );
  sent(6, text(6, 'from the other device'))?.tell();
  sent(6, text(6, 'from the other device'))?.tell();
  sent(7, {
    type: 'reaction',
    target: { author: benId, sentAt: 5 },
    emoji: '👍',
    remove: false,
    timestamp: 7,
  })?.tell();
  const marks = { type: 'syncRead' as const, messages: [{ author: benId, sentAt: 5 }] };
  hearing.keeper.applyOwn(marks, 2, 8)?.tell();
  expect(own).toEqual(['from the other device']);
  expect(read).toEqual([{ author: benId, sentAt: 5 }]);
  expect(seen()).toMatchObject([
    { text: 'from the other device', mine: true, device: 2, status: 'sent' },
    { text: 'hello', read: true, reactions: [{ author: anaId, emoji: '👍' }] },
  ]);
  // A time that is not the one inside, and what is no content.
  expect(sent(10, text(11))).toBeUndefined();
  const garbage = {
    destination: benId,
    sentAt: 12,
    content: new Uint8Array([255]),
    serverTimestamp: 1,
  };
  expect(hearing.keeper.applyOwn({ type: 'syncSent', ...garbage }, 2, 12)).toBeUndefined();
});

test('a message read elsewhere before it came here disappears from that moment on', () => {
  clock.advance(100_000);
  const marks = { type: 'syncRead' as const, messages: [{ author: benId, sentAt: 5 }] };
  const readAt = clock.now() - 10_000;
  hearing.keeper.applyOwn(marks, 2, readAt);
  const timer = { seconds: 60, version: 1 };
  hear(5, { type: 'text', body: 'x', timestamp: 5, timer });
  expect(seen()).toMatchObject([{ read: true, disappearsAt: readAt + 60_000 }]);
});

test('a content of a newer version is kept, receipted, and read after an update', async () => {
  const scene = new Scene();
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await ana.client.send(ben.id, 'known');
  await scene.until(() => ben.texts.length === 1);
  await scene.settle();
  const unreadable: number[] = [];
  const receipts: number[] = [];
  ben.client.on('unreadable', ({ requires }) => unreadable.push(requires));
  ana.client.on('receipt', ({ timestamps }) => receipts.push(...timestamps));
  const sentAt = scene.clock.now() + 5;
  const says = (requiredProtocolVersion: number) =>
    wire.Content.encode({
      dataMessage: { requiredProtocolVersion, timestamp: sentAt, body: 'of the future' },
    }).finish();
  await ana.client.close();
  const sends = new DatabaseSync(ana.profile);
  sends
    .prepare(
      `INSERT INTO outbox (guid, account, kind, content, timestamp, created_at)
       VALUES (randomblob(16), ?, 'text', ?, ?, 0)`,
    )
    .run(ben.id, says(limits.contentVersion + 1), sentAt);
  sends
    .prepare(
      `INSERT INTO messages (conversation, author, device, sent_at, server_timestamp, received_at,
         shown, state) VALUES (?, ?, 1, ?, 0, 0, 1, 'waiting')`,
    )
    .run(ben.id, ana.id, sentAt);
  sends.close();
  await ana.restart();
  ana.client.on('receipt', ({ timestamps }) => receipts.push(...timestamps));
  await scene.until(() => unreadable.length === 1, 'a placeholder');
  await scene.until(() => receipts.includes(sentAt), 'its receipt');
  expect(unreadable).toEqual([limits.contentVersion + 1]);
  const last = () => ben.client.conversation(ana.id).history().at(-1);
  expect(last()).toMatchObject({ unreadable: true, text: '', sentAt });
  await ben.restart();
  expect(last()).toMatchObject({ unreadable: true });
  expect(ben.texts).toEqual(['known']);
  // The version that can read it: the same bytes, but for the number.
  await ben.client.close();
  const reads = new DatabaseSync(ben.profile);
  reads
    .prepare('UPDATE messages SET content = ?, requires = ? WHERE requires > 0')
    .run(says(limits.contentVersion), limits.contentVersion);
  reads.close();
  await ben.restart();
  await scene.until(() => ben.texts.length === 2, 'the text');
  expect(ben.texts).toEqual(['known', 'of the future']);
  expect(last()).toMatchObject({ unreadable: false, text: 'of the future' });
  await ben.restart();
  await scene.settle();
  expect(ben.texts).toHaveLength(2);
  await scene.end();
});

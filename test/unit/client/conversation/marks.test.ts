// Delivery, read and viewed receipts, and typing.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClientEvents } from '#client';
import { encodeContent } from '#protocol';
import type { Content } from '#protocol';
import { DatabaseSync } from 'node:sqlite';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let receipts: ClientEvents['receipt'][];
let typing: boolean[];

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  [receipts, typing] = [[], []];
  ana.client.on('receipt', (receipt) => receipts.push(receipt));
  ana.client.on('typing', ({ started }) => typing.push(started));
  ben.client.contacts.accept(ana.id);
  await scene.settle();
});

afterEach(() => scene.end());

async function text(body: string) {
  const { timestamp } = await ana.client.send(ben.id, body);
  await scene.until(() => ben.texts.includes(body), body);
  return { author: ana.client.account, sentAt: timestamp };
}

const types = () => receipts.map((one) => one.type);

test('a text is receipted within 3 s of its arrival, by the clock of who has it', async () => {
  await text('hello');
  const arrived = scene.clock.now();
  await scene.until(() => receipts.length === 1, 'a receipt');
  expect(scene.clock.now() - arrived).toBeLessThanOrEqual(3_000);
  expect(types()).toEqual(['delivery']);
});

test('reading is told where the reader wants it told, and once', async () => {
  const name = await text('hello');
  ben.client.conversation(ana.id).markRead();
  ben.client.conversation(ana.id).markRead();
  await scene.until(() => types().includes('read'), 'a read receipt');
  expect(receipts.at(-1)?.timestamps).toEqual([name.sentAt]);
  expect(ana.client.conversation(ben.id).message(name)?.status).toBe('read');
  ben.client.conversation(ana.id).markViewed([name]);
  await scene.until(() => types().includes('viewed'), 'a viewed receipt');
  expect(ana.client.conversation(ben.id).message(name)?.status).toBe('viewed');
  expect(ana.client.history(ben.id)[0]?.status).toBe('read');
  await scene.settle();
  expect(types()).toEqual(['delivery', 'read', 'viewed']);
});

test('who switched it off tells nobody, also after a restart; it arrived though', async () => {
  ben.client.privacy.set({ readReceipts: false, viewedReceipts: false });
  await ben.restart();
  expect(ben.client.privacy.get()).toEqual({
    readReceipts: false,
    viewedReceipts: false,
    typing: true,
    presence: false,
    foundByNumber: false,
    relayCalls: false,
  });
  const name = await text('hello');
  ben.client.conversation(ana.id).markRead();
  ben.client.conversation(ana.id).markViewed([name]);
  await scene.settle();
  expect(types()).toEqual(['delivery']);
  expect(ben.client.conversations()[0]?.unread).toBe(0);
});

test('only what came before a message is read with it', async () => {
  const [one] = [await text('one'), scene.clock.advance(10)];
  await text('two');
  ben.client.conversation(ana.id).markRead(one);
  expect(ben.client.conversations()[0]?.unread).toBe(1);
});

test('typing is sent encrypted, unstored, and not every time', async () => {
  await text('hello');
  await scene.settle();
  const frames: { ephemeral: boolean; urgent: boolean }[] = [];
  scene.server.cuts.send = ({ ephemeral, urgent }) => {
    frames.push({ ephemeral, urgent });
    return undefined;
  };
  const conversation = ben.client.conversation(ana.id);
  for (let letter = 0; letter < 20; letter += 1) conversation.typing(true);
  await scene.until(() => typing.length === 1, 'typing');
  conversation.typing(false);
  conversation.typing(false);
  await scene.until(() => typing.length === 2, 'an end of it');
  expect(typing).toEqual([true, false]);
  expect(frames).toEqual([
    { ephemeral: true, urgent: false },
    { ephemeral: true, urgent: false },
  ]);
});

test('who says nothing more has stopped, and so has who sent the text', async () => {
  await text('hello');
  const conversation = ben.client.conversation(ana.id);
  conversation.typing(true);
  await scene.until(() => typing.length === 1);
  scene.clock.advance(15_000);
  expect(typing).toEqual([true, false]);
  conversation.typing(true);
  await scene.until(() => typing.length === 3);
  await conversation.send('there');
  await scene.until(() => typing.length === 4);
  expect(typing).toEqual([true, false, true, false]);
});

test('typing is never sent late, to strangers, or where it is switched off', async () => {
  await text('hello');
  await scene.settle();
  const eve = await scene.person('eve');
  const kinds: boolean[] = [];
  scene.server.cuts.send = ({ ephemeral }) => {
    kinds.push(ephemeral);
    return undefined;
  };
  eve.client.conversation(ana.id).typing(true);
  ben.connection?.cut();
  ben.client.conversation(ana.id).typing(true);
  ben.client.privacy.set({ typing: false });
  await ben.restart();
  ben.client.conversation(ana.id).typing(true);
  await scene.settle();
  expect(kinds).toEqual([]);
  ben.client.privacy.set({ typing: true });
  scene.server.cuts.send = () => ({ code: 'rate.limited', retryAfterMs: 60_000 });
  ben.client.conversation(ana.id).typing(true);
  await scene.settle();
  expect(ben.client.waiting).toBe(0);
  expect(typing).toEqual([]);
});

test('what only an own device may say is thrown away where another account says it', async () => {
  await text('hello');
  const rejected: string[] = [];
  ben.client.on('rejected', ({ reason }) => rejected.push(reason));
  const messages = [{ author: ben.client.account, sentAt: 1 }];
  const inside = encodeContent({ type: 'text', body: 'put into his mouth', timestamp: 5 });
  const syncs: Content[] = [
    { type: 'syncRead', messages },
    { type: 'syncKeys', master: new Uint8Array(32) },
    {
      type: 'syncSent',
      destination: ana.client.account,
      sentAt: 5,
      content: inside,
      serverTimestamp: 5,
    },
  ];
  await ana.client.close();
  const db = new DatabaseSync(ana.profile);
  for (const [index, content] of syncs.entries()) {
    db.prepare(
      `INSERT INTO outbox (guid, account, kind, content, timestamp, created_at)
       VALUES (randomblob(16), ?, 'deed', ?, ?, 0)`,
    ).run(ben.id, encodeContent(content), 100 + index);
  }
  db.close();
  await ana.restart();
  await scene.until(() => rejected.length === syncs.length, 'rejections');
  expect(new Set(rejected)).toEqual(new Set(['source']));
  expect(ben.client.history(ana.id).map((one) => one.text)).toEqual(['hello']);
});

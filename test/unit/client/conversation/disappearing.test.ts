// Messages that disappear: on the reader's side so long after reading, on the sender's after
// sending, also where the client was closed then.

import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { encodeContent } from '#protocol';
import { decodeEnvelope, encodeEnvelope } from '#protocol';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
});

afterEach(() => scene.end());

const withBen = () => ana.client.conversation(ben.id);
const withAna = () => ben.client.conversation(ana.id);
const texts = (person: Person, other: Person) =>
  person.client
    .conversation(other.id)
    .history()
    .map((one) => one.text);

async function text(body: string) {
  const { timestamp } = await withBen().send(body);
  await scene.until(() => ben.texts.includes(body), body);
  return { author: ana.client.account, sentAt: timestamp };
}

test('a timer holds for both sides and takes away what was read, and what was sent', async () => {
  await text('stays');
  const timers: number[] = [];
  ben.client.on('timer', ({ seconds }) => timers.push(seconds));
  await withBen().setTimer(60);
  await scene.until(() => timers.length === 1);
  expect([withAna().timer, timers[0]]).toEqual([60, 60]);
  await text('goes');
  expect(ben.heard.at(-1)?.disappearsAfter).toBe(60);
  const gone: unknown[] = [];
  ana.client.on('disappeared', (message) => gone.push(message));
  scene.clock.advance(59_000);
  expect(texts(ana, ben)).toEqual(['stays', 'goes']);
  scene.clock.advance(1_500);
  expect(texts(ana, ben)).toEqual(['stays']);
  expect(gone).toMatchObject([{ conversation: ben.id, author: ana.id }]);
  // Unread, it stays however long; it was not read yet.
  scene.clock.advance(24 * 60 * 60 * 1000);
  expect(texts(ben, ana)).toEqual(['stays', 'goes']);
  withAna().markRead();
  scene.clock.advance(59_000);
  expect(texts(ben, ana)).toEqual(['stays', 'goes']);
  scene.clock.advance(1_500);
  expect(texts(ben, ana)).toEqual(['stays']);
});

test('what the reader writes under the timer disappears as well, until it is off', async () => {
  await text('hello');
  await withBen().setTimer(60);
  await scene.until(() => withAna().timer === 60);
  await withAna().send('under the timer');
  await withAna().setTimer(0);
  await scene.until(() => withBen().timer === 0);
  scene.clock.advance(1);
  await withAna().send('after it');
  scene.clock.advance(61_000);
  expect(texts(ben, ana)).toEqual(['hello', 'after it']);
});

test('a timer for one message changes that of the conversation for nobody', async () => {
  await text('hello');
  await withBen().send('once', { disappearsAfter: 30 });
  await scene.until(() => ben.heard.length === 2);
  expect([withAna().timer, withBen().timer]).toEqual([0, 0]);
  withAna().markRead();
  scene.clock.advance(31_000);
  expect([texts(ana, ben), texts(ben, ana)]).toEqual([['hello'], ['hello']]);
});

test('what disappeared while the client was closed is gone when it is opened', async () => {
  await withBen().setTimer(60);
  await scene.until(() => withAna().timer === 60);
  const name = await text('canary of a moment');
  await withAna().react(name, '👍');
  await scene.until(() => withBen().message(name)?.reactions.length === 1);
  withAna().markRead();
  await scene.settle();
  for (const person of [ana, ben]) await person.client.close();
  scene.clock.advance(10 * 60_000);
  await ana.restart();
  await ben.restart();
  expect([texts(ana, ben), texts(ben, ana)]).toEqual([[], []]);
  expect(withBen().message(name)).toBeUndefined();
  await scene.settle();
  for (const person of [ana, ben]) {
    await person.client.close();
    expect(readFileSync(person.profile).includes('canary of a moment')).toBe(false);
    await person.restart();
  }
});

test('what disappeared does not come back with a late copy, or by what is done to it', async () => {
  await withBen().setTimer(1);
  await scene.until(() => withAna().timer === 1);
  const name = await text('short');
  withAna().markRead();
  await scene.settle();
  scene.clock.advance(2_000);
  await scene.until(() => texts(ben, ana).length === 0);
  await ana.client.close();
  const db = new DatabaseSync(ana.profile);
  const late = { type: 'text', body: 'short', timestamp: name.sentAt } as const;
  const edit = { type: 'edit', body: 'longer', targetSentAt: name.sentAt, timestamp: 7 } as const;
  const add = db.prepare(
    `INSERT INTO outbox (guid, account, kind, content, timestamp, created_at)
     VALUES (randomblob(16), ?, 'deed', ?, ?, 0)`,
  );
  add.run(ben.id, encodeContent(late), name.sentAt);
  add.run(ben.id, encodeContent(edit), 7);
  db.close();
  await ana.restart();
  await scene.until(() => ana.client.waiting === 0);
  await scene.settle();
  expect(texts(ben, ana)).toEqual([]);
  expect(ben.texts.filter((one) => one === 'short')).toHaveLength(1);
});

test('of two timers set at once both sides keep the shorter one', async () => {
  await text('hello');
  const held: Uint8Array[] = [];
  scene.server.cuts.envelope = (envelope) => {
    held.push(encodeEnvelope(envelope));
    return { ...envelope, content: new Uint8Array(0) };
  };
  await withBen().setTimer(3600);
  await withAna().setTimer(60);
  scene.server.cuts = {};
  await scene.settle();
  for (const bytes of held) {
    const { destinationServiceId, serverGuid } = decodeEnvelope(bytes);
    const guid = Buffer.alloc(16, serverGuid[0]);
    const again = encodeEnvelope({ ...decodeEnvelope(bytes), serverGuid: guid });
    scene.server.put(scene.server.device(destinationServiceId), guid.toString('hex'), again);
  }
  await scene.until(() => withBen().timer === 60, 'the shorter one');
  await scene.settle();
  expect([withAna().timer, withBen().timer]).toEqual([60, 60]);
});

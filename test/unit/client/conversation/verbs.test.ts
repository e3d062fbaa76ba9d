// What two people do with each other's messages, through the SDK: each sees what the other did, and
// their own program is told of what others did.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClientEvents, Conversation } from '#client';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let withBen: Conversation;
let withAna: Conversation;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  withBen = ana.client.conversation(ben.id);
  withAna = ben.client.conversation(ana.id);
});

afterEach(() => scene.end());

/** What a program hears of one kind. */
function heard<Name extends keyof ClientEvents>(person: Person, name: Name): ClientEvents[Name][] {
  const all: ClientEvents[Name][] = [];
  person.client.on(name, (event) => all.push(event));
  return all;
}

/** A text of ana's that ben has. */
async function text(body: string) {
  scene.clock.advance(1);
  const { timestamp: sentAt } = await withBen.send(body);
  await scene.until(() => ben.texts.includes(body), body);
  return { author: ana.client.account, sentAt };
}

test('a reply carries what it answers, and a mention whom it means', async () => {
  const question = await text('shall we meet at the harbour?');
  scene.clock.advance(1);
  await withAna.send('yes @Ana', {
    replyTo: question,
    mentions: [{ start: 4, length: 4, account: ana.client.account }],
  });
  await scene.until(() => ana.heard.length === 1);
  const expected = {
    text: 'yes @Ana',
    quote: { ...question, text: 'shall we meet at the harbour?' },
    mentions: [{ start: 4, length: 4, account: ana.id }],
  };
  expect(ana.heard[0]).toMatchObject(expected);
  expect(withBen.history().at(-1)).toMatchObject({ ...expected, mine: false });
  const nothing = { author: ana.client.account, sentAt: 5 };
  await expect(withAna.send('x', { replyTo: nothing })).rejects.toMatchObject({
    code: 'message.missing',
  });
});

test('a reaction is one a person, replaces the former, and can be taken back', async () => {
  const name = await text('hello');
  const told = heard(ana, 'reaction');
  await withAna.react(name, '👍');
  await withAna.react(name, '🎉');
  await withBen.react(name, '😀');
  const emojis = () => withBen.message(name)?.reactions.map(({ emoji }) => emoji);
  await scene.until(() => emojis()?.join() === '🎉,😀', 'two reactions');
  expect(told.map(({ emoji }) => emoji)).toEqual(['👍', '🎉']);
  await withAna.unreact(name);
  await scene.until(() => emojis()?.join() === '😀', 'one less');
  expect(told.at(-1)).toMatchObject({ author: ben.id, target: name, removed: true });
  expect(withAna.message(name)?.reactions.map(({ author }) => author)).toEqual([ana.id]);
  await expect(withAna.react(name, 'x'.repeat(65))).rejects.toMatchObject({
    code: 'content.invalid',
  });
  await expect(withAna.unreact(name)).rejects.toMatchObject({ code: 'message.missing' });
});

test('an edit shows the new words, keeps the former ones and is for the author alone', async () => {
  const name = await text('see you at 8');
  const told = heard(ben, 'edited');
  scene.clock.advance(1000);
  await withBen.edit(name, 'see you at 9');
  scene.clock.advance(1000);
  await withBen.edit(name, 'see you at ten');
  await scene.until(() => told.length === 2);
  const message = withAna.message(name);
  expect(message?.text).toBe('see you at ten');
  expect(message?.before.map((one) => one.text)).toEqual(['see you at 8', 'see you at 9']);
  expect(withBen.message(name)).toMatchObject({ text: 'see you at ten' });
  expect(ana.client.history(ben.id).map((one) => one.text)).toEqual(['see you at ten']);
  await expect(withAna.edit(name, 'never')).rejects.toMatchObject({ code: 'message.missing' });
});

test('what is deleted for all leaves nothing of its words in either file', async () => {
  const name = await text('canary words');
  await withBen.edit(name, 'canary words, edited');
  await withAna.react(name, '👍');
  const told = heard(ben, 'deleted');
  await scene.until(() => withBen.message(name)?.reactions.length === 1);
  await withBen.deleteForAll(name);
  await scene.until(() => told.length === 1);
  for (const one of [withAna.message(name), withBen.message(name)]) {
    expect(one).toMatchObject({ deleted: true, text: '', before: [], reactions: [] });
  }
  expect(ben.client.history(ana.id)).toEqual([]);
  await scene.settle();
  for (const person of [ana, ben]) {
    await person.client.close();
    const { readFileSync } = await import('node:fs');
    expect(readFileSync(person.profile).includes('canary words')).toBe(false);
    await person.restart();
  }
  await expect(ben.client.conversation(ana.id).deleteForAll(name)).rejects.toMatchObject({
    code: 'message.missing',
  });
});

test('a poll is voted in, shown to both, and ends when its author says so', async () => {
  const { timestamp: sentAt } = await withBen.poll('tea or coffee?', ['tea', 'coffee']);
  const name = { author: ana.client.account, sentAt };
  await scene.until(() => ben.texts.includes('tea or coffee?'));
  expect(ben.heard[0]?.poll).toMatchObject({ multiple: false, ended: false });
  const votes = heard(ana, 'vote');
  await withAna.vote(name, [0]);
  await withAna.vote(name, [1]);
  await scene.until(() => votes.length === 2);
  expect(withBen.message(name)?.poll?.options).toEqual([
    { text: 'tea', voters: [] },
    { text: 'coffee', voters: [ben.id] },
  ]);
  scene.clock.advance(1000);
  await withBen.endPoll(name);
  await scene.until(() => withAna.message(name)?.poll?.ended === true);
  scene.clock.advance(1000);
  await withAna.vote(name, [0]);
  await scene.until(() => votes.length === 3);
  expect(withBen.message(name)?.poll?.options[0]?.voters).toEqual([]);
  await expect(withBen.poll('alone?', ['yes'])).rejects.toMatchObject({ code: 'content.invalid' });
});

test('a pin holds for so long, or until it is taken off', async () => {
  const [one, other] = [await text('one'), await text('other')];
  await withAna.pin(one);
  await withBen.pin(other, 60);
  const pinned = () => withBen.pins().map((message) => message.text);
  await scene.until(() => pinned().length === 2, 'two pins');
  await scene.until(() => withAna.pins().length === 2, 'two pins there');
  scene.clock.advance(61_000);
  expect(pinned()).toEqual(['one']);
  await withBen.unpin(one);
  await scene.until(() => withAna.pins().length === 0, 'no pin');
});

test('conversations are listed with what is unread, the last one first', async () => {
  const eve = await scene.person('eve');
  await text('from ana');
  scene.clock.advance(10);
  await eve.client.send(ben.id, 'from eve');
  await eve.client.send(ben.id, 'again');
  await scene.until(() => ben.heard.length === 3);
  const list = () => ben.client.conversations().map((one) => [one.account, one.unread]);
  expect(list()).toEqual([
    [eve.id, 2],
    [ana.id, 1],
  ]);
  expect(ben.client.conversations()[0]?.last.text).toBe('again');
  ben.client.conversation(eve.id).markRead();
  expect(list()).toEqual([
    [eve.id, 0],
    [ana.id, 1],
  ]);
});

test('history comes in pages, the oldest first in each', async () => {
  for (let index = 0; index < 7; index += 1) await text(`text ${index}`);
  const last = withAna.history({ limit: 3 });
  expect(last.map((one) => one.text)).toEqual(['text 4', 'text 5', 'text 6']);
  const [first] = last;
  const before = withAna.history({ limit: 10, ...(first && { before: first }) });
  expect(before.map((one) => one.text)).toEqual(['text 0', 'text 1', 'text 2', 'text 3']);
});

test('what was said while there was no connection is seen at once and arrives later', async () => {
  const name = await text('hello');
  ben.connection?.cut();
  const reacting = withAna.react(name, '👍');
  const ended = expect(reacting).rejects.toMatchObject({ code: 'client.closed' });
  expect(withAna.message(name)?.reactions).toHaveLength(1);
  await ben.restart();
  await ended;
  await scene.until(() => withBen.message(name)?.reactions.length === 1, 'the reaction');
});

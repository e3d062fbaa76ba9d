// The history that a new device is given: all that counts of it and nothing that is over, once,
// however often it was cut off, and one with what came meanwhile.

import { cpSync, existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AldisClient } from '#client';
import type { Message } from '#client';
import { Person, Scene } from './people.ts';

const minuteMs = 60_000;
let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
});
afterEach(() => scene.end());

/** A further device of Ana's that is given the history, connected or not. */
async function link(history: boolean | undefined, wants?: boolean): Promise<Person> {
  const profile = `${scene.folder}/laptop.aldis`;
  let linked: Promise<number> | undefined;
  const joined = AldisClient.link({
    server: 'http://twin',
    profile,
    name: 'laptop',
    network: scene.server,
    clock: scene.clock,
    ...(wants === undefined ? {} : { history: wants }),
    onLink: (url) => {
      linked = ana.client.devices.link(url, history === undefined ? {} : { history });
    },
  });
  await scene.until(() => linked !== undefined, 'a link');
  await scene.ended(linked as unknown as Promise<number>);
  const laptop = new Person(scene, profile, await joined);
  scene.people.push(laptop);
  return laptop;
}

/** What a client shows of the conversation with somebody, without its own numbers. */
function shown(person: Person, other: Person): Omit<Message, 'id'>[] {
  const all = person.client.conversation(other.id).history({ limit: 100_000 });
  // The clock stands still at times: of two at one time the order is each device's own.
  const named = ({ sentAt, author }: Message) => `${sentAt} ${author}`;
  const sorted = [...all].sort((one, other) => (named(one) < named(other) ? -1 : 1));
  return sorted.map(({ id: _id, ...message }) => message);
}

/** Connects and waits until the history is there. */
async function taken(laptop: Person): Promise<{ done: number; isOver: boolean; code?: string }[]> {
  const told: { done: number; isOver: boolean; code?: string }[] = [];
  laptop.client.on('history', (event) => void told.push(event));
  await laptop.client.connect();
  // Through files of a real disk, which takes as many rounds as it takes; the test has its time.
  while (!told.some(({ isOver }) => isOver)) await scene.settle();
  await scene.settle();
  return told;
}

const say = async (from: Person, to: Person, text: string) => {
  const { timestamp: sentAt } = await scene.ended(from.client.send(to.id, text));
  await scene.until(() => to.texts.includes(text), text);
  return { author: from.id as Message['author'], sentAt };
};

describe('a new device', () => {
  it('has what was said and done before, as the first one has it', async () => {
    const first = await say(ana, ben, 'hello');
    const second = await say(ben, ana, 'hello to you');
    const [anas, bens] = [ana.client.conversation(ben.id), ben.client.conversation(ana.id)];
    await scene.ended(bens.react(first, '👋'));
    await scene.ended(anas.react(second, '🎈'));
    await scene.ended(bens.edit(second, 'hello to you, Ana'));
    await scene.ended(anas.pin(second));
    const gone = await say(ben, ana, 'to be taken back');
    await scene.ended(bens.deleteForAll(gone));
    const poll = await scene.ended(anas.poll('Lunch?', ['yes', 'no']));
    await scene.settle();
    await scene.ended(bens.vote({ author: first.author, sentAt: poll.timestamp }, [0]));
    anas.markRead();
    await scene.settle();
    const laptop = await link(true);
    const told = await taken(laptop);
    expect(told.at(-1)).toMatchObject({ messages: 4, done: 4, isOver: true });
    expect(shown(laptop, ben)).toEqual(shown(ana, ben));
    // Old texts are no news.
    expect(laptop.texts).toEqual([]);
    expect(laptop.client.inbox()).toEqual([]);
    expect(laptop.client.conversations()[0]?.unread).toBe(0);
    await say(ben, ana, 'and now');
    await scene.until(() => laptop.texts.includes('and now'), 'it hears');
    expect(existsSync(`${laptop.profile}.blobs`) && scene.server.blobs.kept.size).toBe(1);
  });

  it('has of what disappears only what is alive, and loses it at the same time', async () => {
    const anas = ana.client.conversation(ben.id);
    // Long beside what the clock moves on while a busy disk is waited for.
    await scene.ended(anas.setTimer(60 * 60));
    await say(ana, ben, 'soon gone');
    scene.clock.advance(50 * minuteMs);
    await say(ana, ben, 'later gone');
    await say(ben, ana, 'when it was read');
    scene.clock.advance(20 * minuteMs);
    await scene.settle();
    const laptop = await link(true);
    await taken(laptop);
    const texts = () => shown(laptop, ben).map(({ text }) => text);
    expect(texts()).not.toContain('soon gone');
    expect(texts()).toEqual(expect.arrayContaining(['later gone', 'when it was read']));
    expect(laptop.client.conversation(ben.id).timer).toBe(60 * 60);
    scene.clock.advance(45 * minuteMs);
    await scene.settle();
    expect(texts()).not.toContain('later gone');
    expect(texts()).toContain('when it was read');
    expect(shown(laptop, ben)).toEqual(shown(ana, ben));
  });

  it('comes to hold the same where it has heard a part of it already', async () => {
    for (let n = 0; n < 30; n += 1) await say(ana, ben, `before ${n}`);
    const { patch } = scene.server.blobs.cuts;
    let hold = true;
    scene.server.blobs.cuts = { get: () => (hold ? 0 : undefined), ...(patch && { patch }) };
    const laptop = await link(true);
    const over: unknown[] = [];
    laptop.client.on('history', (event) => void over.push(event));
    await laptop.client.connect();
    const later = await say(ben, ana, 'meanwhile');
    await scene.ended(
      ben.client.conversation(ana.id).react({ ...later, author: later.author }, '🌊'),
    );
    const [known] = ana.client.conversation(ben.id).history({ limit: 31 });
    if (!known) throw new Error('nothing was said');
    await scene.ended(ben.client.conversation(ana.id).react(known, '🔥'));
    await scene.settle();
    hold = false;
    await scene.until(() => shown(laptop, ben).length === 31, 'all of it');
    await scene.settle();
    expect(over.length).toBeGreaterThan(0);
    expect(shown(laptop, ben)).toEqual(shown(ana, ben));
  });

  it('goes on after it was killed, with nothing twice', async () => {
    for (let n = 0; n < 600; n += 1) await scene.ended(ana.client.send(ben.id, `text ${n}`));
    await scene.settle();
    const laptop = await link(true);
    let snapshot = '';
    laptop.client.on('history', ({ done, isOver }) => {
      if (isOver || done === 0 || snapshot !== '') return;
      snapshot = scene.snapshot(laptop.profile);
      cpSync(`${laptop.profile}.blobs`, `${snapshot}.blobs`, { recursive: true });
    });
    await taken(laptop);
    expect(snapshot).not.toBe('');
    await laptop.restart(snapshot);
    const before = shown(laptop, ben).length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(600);
    await taken(laptop);
    expect(shown(laptop, ben)).toEqual(shown(ana, ben));
    expect(shown(laptop, ben)).toHaveLength(600);
  }, 60_000);

  it('has nothing where either side wants none, and hears so', async () => {
    await say(ana, ben, 'hello');
    const laptop = await link(false);
    expect((await taken(laptop)).at(-1)).toMatchObject({ messages: 0, isOver: true });
    expect(shown(laptop, ben)).toEqual([]);
    expect(scene.server.blobs.log).toEqual([]);
  });

  it('that wants none is given none', async () => {
    await say(ana, ben, 'hello');
    const laptop = await link(true, false);
    await laptop.client.connect();
    await scene.settle();
    expect(shown(laptop, ben)).toEqual([]);
    expect(scene.server.blobs.log).toEqual([]);
  });

  it('takes none that was changed on the server, and goes on without', async () => {
    await say(ana, ben, 'hello');
    const laptop = await link(true);
    for (const kept of scene.server.blobs.kept.values()) {
      kept.bytes = Uint8Array.from(kept.bytes);
      kept.bytes[30] = (kept.bytes[30] ?? 0) ^ 1;
    }
    expect((await taken(laptop)).at(-1)).toMatchObject({ isOver: true, code: 'blob.damaged' });
    expect(shown(laptop, ben)).toEqual([]);
    await say(ben, ana, 'and now');
    await scene.until(() => laptop.texts.includes('and now'), 'it hears');
  });

  it('is given it later where the first device was cut off', async () => {
    await say(ana, ben, 'hello');
    const { cuts } = scene.server.blobs;
    cuts.patch = () => {
      // The program closes while the line is down.
      void ana.client.close();
      return 0;
    };
    const laptop = await link(true);
    delete cuts.patch;
    await ana.restart();
    await ana.client.connect();
    await scene.settle();
    expect((await taken(laptop)).at(-1)).toMatchObject({ messages: 1, isOver: true });
    expect(shown(laptop, ben)).toEqual(shown(ana, ben));
  });
});

// Search finds what a person sees, wherever it was said: newest words alone, page by page, also in
// a profile whose file says nothing.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { AldisClient } from '#client';
import type { Message, SearchOptions } from '#client';
import { encodeContent } from '#protocol';
import type { AccountId } from '#protocol';
import { Store } from '../../../../client/store/store.ts';
import { search } from '../../../../client/conversation/searching.ts';
import { ManualClock } from '#runtime';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

/** For as many messages as are filled in. */
const fillTimeoutMs = 60_000;

let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
});

afterEach(() => scene.end());

/** A text of ana's to somebody, told by its name. */
async function say(to: Person, body: string) {
  scene.clock.advance(1);
  const { timestamp: sentAt } = await scene.ended(ana.client.send(to.id, body));
  return { author: ana.client.account, sentAt };
}

const texts = (found: readonly Message[]) => found.map(({ text }) => text);
const found = (text: string, options: SearchOptions = {}) =>
  texts(ana.client.search(text, options));

test('finds all of the words in any order, newest first, whatever their capitals', async () => {
  for (const one of ['Lamp shades', 'no lights here', 'a LAMP for Émile', 'über Лампы, 灯']) {
    await say(ben, one);
  }
  expect(found('lamp')).toEqual(['a LAMP for Émile', 'Lamp shades']);
  expect(found('émile LAMP')).toEqual(['a LAMP for Émile']);
  expect(found('E\u0301MILE')).toEqual(['a LAMP for Émile']);
  expect(found('ÜBER')).toEqual(['über Лампы, 灯']);
  expect(found('лАМпы 灯')).toEqual(['über Лампы, 灯']);
  // A letter and its mark may stand apart; a capital may be of another length.
  await say(ben, 'u\u0308ber E\u0301mile');
  await say(ben, 'İstanbul');
  expect(found('ÜBER émile')).toEqual(['u\u0308ber E\u0301mile']);
  expect(found('İstanbul')).toEqual(['İstanbul']);
  // What a quote, a key or a time holds was not said.
  expect(found('\u0012')).toEqual([]);
  expect(found('100%')).toEqual([]);
  expect(found('l_mp')).toEqual([]);
});

test('finds the newest words of what was edited, and nothing that was taken back', async () => {
  const first = await say(ben, 'under the clock');
  const second = await say(ben, 'by the fountain');
  const talk = ana.client.conversation(ben.id);
  await scene.ended(talk.edit(first, 'under the bridge'));
  await scene.ended(talk.deleteForAll(second));
  await scene.ended(talk.send('quite so', { replyTo: first }));
  expect(found('clock')).toEqual([]);
  expect(found('bridge')).toEqual(['under the bridge']);
  expect(found('fountain')).toEqual([]);
});

test('gives pages, of one conversation where that is asked', async () => {
  const eve = await scene.person('eve');
  for (const number of [1, 2, 3, 4, 5]) {
    await say(ben, `ben ${number} lamp`);
    await say(eve, `eve ${number} lamp`);
  }
  const first = ana.client.search('lamp', { conversation: ben.id, limit: 3 });
  expect(texts(first)).toEqual(['ben 5 lamp', 'ben 4 lamp', 'ben 3 lamp']);
  const before = first.at(-1);
  const rest = found('lamp', { conversation: ben.id, limit: 3, ...(before && { before }) });
  expect(rest).toEqual(['ben 2 lamp', 'ben 1 lamp']);
  expect(found('lamp')).toHaveLength(10);
  expect(ana.client.message(first[0]?.id ?? 0)).toEqual(first[0]);
  expect(ana.client.message(1_000_000)).toBeUndefined();
});

test('refuses what it cannot look for', () => {
  for (const [text, options, code] of [
    [' ', {}, 'text.empty'],
    ['x'.repeat(201), {}, 'text.too_long'],
    ['x '.repeat(17), {}, 'text.too_long'],
    ['x', { conversation: 'nobody' }, 'account.unreadable'],
    ['x', { limit: 0 }, 'argument.invalid'],
    [5 as unknown as string, {}, 'argument.invalid'],
  ] as const) {
    const work = () => ana.client.search(text, options);
    expect(work).toThrow(expect.objectContaining({ code }));
  }
});

test('looks through a locked profile', async () => {
  await say(ben, 'meet me under the clock');
  await ana.client.lock.set('correct horse battery');
  expect(found('CLOCK under')).toEqual(['meet me under the clock']);
  await ana.client.close();
  const client = await AldisClient.openLocked(ana.profile, {
    passphrase: 'correct horse battery',
    network: scene.server,
    clock: scene.clock,
  });
  expect(texts(client.search('clock'))).toEqual(['meet me under the clock']);
  await client.close();
});

test(
  'looks through 50,000 messages without reading those that do not fit',
  () => {
    const store = new Store(`${scene.folder}/many.aldis`, 'either');
    store.profile.begin('http://twin');
    const said = (body: string) => encodeContent({ type: 'text', body, timestamp: 7 });
    const [needle, hay] = [said('A needle'), said('one of the texts that are said each day')];
    const many = 50_000;
    store.transaction(() => {
      for (let sentAt = 1; sentAt <= many; sentAt += 1) {
        const content = sentAt === 7 ? needle : hay;
        const about = { conversation: ben.id, author: ben.id as AccountId, device: 1, sentAt };
        const more = { serverTimestamp: 0, state: 'received', requires: 0, told: true } as const;
        store.messages.add({ ...about, ...more, content }, sentAt);
      }
    });
    let read = 0;
    const get = store.messages.get.bind(store.messages);
    store.messages.get = (id) => {
      read += 1;
      return get(id);
    };
    const began = performance.now();
    const all = search(
      { store, account: ana.client.account, clock: new ManualClock() },
      'needle',
      {},
    );
    const tookMs = performance.now() - began;
    store.close();
    expect(texts(all)).toEqual(['A needle']);
    expect(read).toBeLessThan(10);
    // 100 ms as a rule.
    expect(tookMs).toBeLessThan(20_000);
  },
  fillTimeoutMs,
);

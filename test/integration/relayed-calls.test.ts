// Calls of who hides addresses, over a real cluster with media workers and a real coturn: what two
// Chromium say goes by the relay, and no other address of theirs is looked for.

import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Coturn } from '../support/coturn.ts';
import { startCoturn } from '../support/coturn.ts';
import { until } from '../support/people.ts';
import type { Talkers } from '../support/talkers.ts';
import { startTalkers } from '../support/talkers.ts';
import { toneFile } from '../support/voiceEnd.ts';

const secret = 'secret-of-the-tests-0123456789abcdef';
const tones = { ana: 600, ben: 1_000 } as const;
const toneTolerance = 12;
const others = { ana: 'ben', ben: 'ana' } as const;
let coturn: Coturn;
let town: Talkers<'ana' | 'ben'>;

interface Ways {
  readonly goes?: string;
  readonly looked: readonly string[];
  readonly gathering: string;
  readonly candidates: readonly string[];
}
const ways = (name: 'ana' | 'ben') => town.people[name].browser.ask<Ways>('ways()');

beforeAll(async () => {
  coturn = await startCoturn(secret);
  town = await startTalkers(
    { ana: toneFile(tones.ana), ben: toneFile(tones.ben) },
    { ALDIS_TURN_URLS: coturn.url, ALDIS_TURN_SECRET: secret },
  );
}, 240_000);

afterAll(async () => {
  await town?.stop();
  await coturn?.stop();
}, 120_000);

async function hearEachOther(): Promise<void> {
  for (const name of ['ana', 'ben'] as const) {
    const other = others[name];
    const hears = async () => {
      const heard = await town.people[name].browser.hertz();
      return Math.abs((heard[town.mediaIdOf(other)] ?? 0) - tones[other]) < toneTolerance;
    };
    await until(hears, `${name} hears ${other}`, 60_000);
  }
}

it('goes by the relay alone for who wants that, and by any way for who does not', async () => {
  town.people.ana.client.privacy.set({ relayCalls: true });
  for (const name of town.names) await town.enter(name);
  await hearEachOther();
  const [ana, ben] = [await ways('ana'), await ways('ben')];
  expect([ana.goes, ana.looked]).toEqual(['relay', ['relay']]);
  expect(ana.candidates.length).toBeGreaterThan(0);
  for (const candidate of ana.candidates) expect(candidate).toContain(' typ relay ');
  // What is looked at sees another way where one is gone.
  expect(ben.goes).not.toBe('relay');
  expect(ben.candidates.join()).toContain(' typ host');
  for (const name of town.names) {
    expect(await town.people[name].browser.ask('failures')).toEqual([]);
    town.leave(name);
  }
}, 180_000);

it('speaks directly by the relay alone, so that the other sees no address either', async () => {
  for (const name of town.names) await town.enter(name, true);
  for (const name of town.names) {
    const goes = async () => (await town.people[name].browser.ask('way()')) === 'direct';
    await until(goes, `${name} goes directly`, 120_000);
  }
  await hearEachOther();
  // A way that is lost on a slow machine is followed by another.
  const byRelay = async () => {
    const { goes, looked } = await ways('ana');
    return [goes, looked];
  };
  await expect.poll(byRelay, { timeout: 60_000 }).toEqual(['relay', ['relay']]);
  const { candidates } = await ways('ana');
  for (const candidate of candidates) expect(candidate).toContain(' typ relay ');
  for (const name of town.names) {
    expect(await town.people[name].browser.ask('failures')).toEqual([]);
    town.leave(name);
  }
}, 600_000);

it('looks for no other way where the relay is gone', async () => {
  await coturn.kill9();
  await town.enter('ana');
  const gathered = async () => (await ways('ana')).gathering;
  await expect.poll(gathered, { timeout: 60_000, interval: 200 }).toBe('complete');
  const { goes, looked } = await ways('ana');
  expect([goes, looked]).toEqual([undefined, []]);
  town.leave('ana');
}, 90_000);

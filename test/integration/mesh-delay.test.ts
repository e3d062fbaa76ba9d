// From mouth to ear between two Chromium, by media workers and directly: bursts of a tone, on the
// clock of the machine. How long it takes is printed, and is for docs/measurements.md.

import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../support/people.ts';
import type { Talkers } from '../support/talkers.ts';
import { startTalkers } from '../support/talkers.ts';
import { burstFile } from '../support/voiceEnd.ts';

const names = ['ana', 'ben'] as const;
/** One a second; docs/measurements.md has it of twenty. */
const bursts = Number(process.env['ALDIS_TEST_BURSTS'] ?? 6);
const burstMs = 200;
const waitMs = 180_000;
let town: Talkers<'ana' | 'ben'>;

beforeAll(async () => {
  town = await startTalkers({ ana: burstFile(600, burstMs), ben: burstFile(1_000, burstMs) });
}, 240_000);

afterAll(() => town?.stop(), 120_000);

/** What lies between each burst that Ana says and its beginning at Ben's ear, in milliseconds. */
async function delays(): Promise<number[]> {
  const { ana, ben } = town.people;
  const [said, heard] = await Promise.all([
    ana.browser.ask<number[]>('saidAt'),
    ben.browser.ask<number[]>(`onsetsOf(${town.mediaIdOf('ana')})`),
  ]);
  return heard.flatMap((at) => {
    const before = said.filter((one) => one < at).at(-1);
    return before === undefined ? [] : [at - before];
  });
}

for (const way of ['relay', 'direct'] as const) {
  it(`${way}: each burst is heard`, async () => {
    for (const name of names) await town.enter(name, way === 'direct');
    for (const name of names) {
      const goes = async () => (await town.people[name].browser.ask('way()')) === way;
      await until(goes, `${name} goes by ${way}`, waitMs);
    }
    const known = (await delays()).length;
    const enough = async () => (await delays()).length >= known + bursts;
    await until(enough, 'bursts are heard', waitMs);
    const all = (await delays()).slice(known).sort((one, other) => one - other);
    const at = (share: number) => (all[Math.floor((all.length - 1) * share)] ?? 0).toFixed(0);
    console.info(`${way}: mouth_to_ear_ms p50=${at(0.5)} p95=${at(0.95)} of ${all.length}`);
    for (const name of names) {
      expect(await town.people[name].browser.ask('failures')).toEqual([]);
      town.leave(name);
    }
  }, 600_000);
}

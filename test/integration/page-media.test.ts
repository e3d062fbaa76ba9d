// Calls that pages carry, over a real cluster and its media workers: three people, each with a
// Chromium and a microphone that plays a tone of their own, whose keys and signalling are in Node.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pagePatienceMs } from '../support/chromium.ts';
import { until } from '../support/people.ts';
import type { Talkers } from '../support/talkers.ts';
import { startTalkers } from '../support/talkers.ts';
import { toneFile } from '../support/voiceEnd.ts';

const tones = { ana: 600, ben: 1_000, cem: 1_500 } as const;
type Name = keyof typeof tones;
const toneTolerance = 12;
const near = (hertz: number | undefined, wanted: number) =>
  hertz !== undefined && Math.abs(hertz - wanted) < toneTolerance;

let town: Talkers<Name>;
let people: Talkers<Name>['people'];
let names: readonly Name[];
let call: Talkers<Name>['call'];
const mediaIdOf = (name: Name) => town.mediaIdOf(name);

/** Each hears so many others, each by their tone, and nobody else. */
async function hearsOnly(listener: Name, others: readonly Name[]): Promise<boolean> {
  const heard = await people[listener].browser.hertz();
  const isRight = others.every((one) => near(heard[mediaIdOf(one)], tones[one]));
  return isRight && Object.values(heard).filter((hertz) => hertz > 0).length === others.length;
}

async function allHear(those: readonly Name[]): Promise<void> {
  for (const one of those) {
    const others = those.filter((other) => other !== one);
    await until(() => hearsOnly(one, others), `${one} hears ${others.join(' and ')}`, 60_000);
  }
}

beforeAll(async () => {
  town = await startTalkers({
    ana: toneFile(tones.ana),
    ben: toneFile(tones.ben),
    cem: toneFile(tones.cem),
  });
  ({ people, names, call } = town);
}, 240_000);

afterAll(() => town?.stop(), 120_000);

describe('three Chromium in one call', () => {
  it('hear the two others each, and only them', async () => {
    for (const name of names) await town.enter(name);
    await allHear(names);
    for (const name of names) {
      const { browser } = people[name];
      const own = await browser.ask<number>(`levelAt(${mediaIdOf(name)}, ${tones[name]})`);
      expect(own).toBeLessThan(-100);
      expect(await browser.ask('failures')).toEqual([]);
      const enough = async () => {
        const { sealed, opened } = await browser.counts();
        return sealed > 50 && opened > 50;
      };
      await until(enough, 'frames are sealed and opened');
      expect((await browser.counts())['frame.forged']).toBe(0);
    }
  }, 180_000);

  it('see who speaks and how good it is, from what is decoded alone', async () => {
    const all = names.map(mediaIdOf).sort((one, other) => one - other);
    const speaking = async () => (await people.ana.browser.news())?.speaking;
    await expect.poll(speaking, { timeout: pagePatienceMs }).toEqual(all);
    const { quality } = await people.ana.browser.news();
    expect(quality.grade).toMatch(/good|fair/);
    expect(quality.roundTripMs).toBeGreaterThanOrEqual(0);
  }, 60_000);

  it('say nothing when muted, and hear nothing when deaf', async () => {
    const { ana, ben } = people;
    await ben.carrying.mute(call, true, ben.browser.carrier);
    await until(() => hearsOnly('ana', ['cem']), 'ana hears cem alone');
    const speaking = async () => (await ana.browser.news()).speaking;
    await expect.poll(speaking, { timeout: pagePatienceMs }).not.toContain(mediaIdOf('ben'));
    await ben.carrying.mute(call, false, ben.browser.carrier);
    await until(() => hearsOnly('ana', ['ben', 'cem']), 'ana hears both again');
    ana.carrying.deafen(call, true, ana.browser.carrier);
    await until(() => hearsOnly('ana', []), 'ana is deaf');
    ana.carrying.deafen(call, false, ana.browser.carrier);
    await until(() => hearsOnly('ana', ['ben', 'cem']), 'ana is deaf no more');
  }, 90_000);

  it('are seen by other pages, which may not act in them', async () => {
    const { carrying } = people.ana;
    const other = { ...people.ana.browser.carrier };
    expect(carrying.list(other)).toMatchObject([{ call, phase: 'joined', isHere: false }]);
    expect(carrying.list(people.ana.browser.carrier)).toMatchObject([{ isHere: true }]);
    expect(() => carrying.leave(call, other)).toThrow('Another page');
    await expect(carrying.join(town.group, other)).rejects.toThrow('Another page');
  });

  it('go on with another microphone, and with another worker of media', async () => {
    await people.ben.browser.ask('useMicrophone({ noiseSuppression: false })');
    await allHear(names);
    await people.ben.browser.ask('breakWorker()');
    await until(async () => (await people.ben.browser.counts()).sealed > 50, 'sealed anew');
    await allHear(names);
    expect(await people.ben.browser.ask('failures')).toEqual([]);
  }, 120_000);

  it('are left by one whose page goes, and the others go on', async () => {
    const ends: string[] = [];
    people.cem.client.on('callEnded', ({ why }) => ends.push(why));
    await people.cem.browser.page.close();
    await until(() => ends.includes('hungUp'), 'cem is told');
    await until(() => people.ana.client.calls.get(call)?.members.length === 2, 'cem is gone');
    await allHear(['ana', 'ben']);
  }, 60_000);
});

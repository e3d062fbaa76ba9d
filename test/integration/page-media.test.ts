// Calls that pages carry, over a real cluster and its media workers: three people, each with a
// Chromium and a microphone that plays a tone of their own, whose keys and signalling are in Node.

import { mkdtempSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallId } from '#protocol';
import { AldisClient } from '#client';
import { Carrying } from '../../client/daemon/carrying.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import type { MediaBrowser } from '../support/mediaBrowser.ts';
import { openMediaBrowser, serveModules } from '../support/mediaBrowser.ts';
import { until } from '../support/people.ts';
import { toneFile } from '../support/voiceEnd.ts';

const tones = { ana: 600, ben: 1_000, cem: 1_500 } as const;
type Name = keyof typeof tones;
const names = Object.keys(tones) as Name[];
const toneTolerance = 12;
const near = (hertz: number | undefined, wanted: number) =>
  hertz !== undefined && Math.abs(hertz - wanted) < toneTolerance;

interface Person {
  readonly client: AldisClient;
  readonly browser: MediaBrowser;
  readonly carrying: Carrying;
}

const folder = mkdtempSync(join(tmpdir(), 'aldis-page-media-'));
const people = {} as Record<Name, Person>;
let cluster: LaunchedCluster;
let server: Server;
let group: string;
let call: CallId;

async function person(name: Name, url: string): Promise<Person> {
  const { url: home, invitation } = cluster;
  const profile = join(folder, `${name}.aldis`);
  const [client, browser] = await Promise.all([
    AldisClient.register({ server: home, invitation, profile }),
    openMediaBrowser(url, toneFile(tones[name])),
  ]);
  await client.connect();
  const carrying = new Carrying(client);
  browser.listen((word, said) => carrying.engine.heard(word, said, browser.carrier));
  return { client, browser, carrying };
}

const mediaIdOf = (name: Name) => people[name].client.calls.get(call)?.mediaId ?? -1;
const enter = (name: Name) => people[name].carrying.join(group, people[name].browser.carrier);

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
  const modules = await serveModules();
  server = modules.server;
  cluster = await startTestCluster({ unlimited: true, env: { ALDIS_VOICE: 'on' } });
  for (const name of names) people[name] = await person(name, modules.url);
  const { ana, ben, cem } = people;
  for (const { client } of [ben, cem]) {
    await ana.client.send(client.account, 'hello');
    await client.send(ana.client.account, 'hello');
  }
  const made = await ana.client.groups.create({
    title: 'talkers',
    members: [ben.client.account, cem.client.account],
  });
  group = made.id;
  for (const { client } of [ben, cem]) {
    await until(() => client.groups.list().some(({ id }) => id === group), 'it knows the group');
    const known = client.groups.get(group);
    if (known.state().standing === 'invited') await known.accept();
  }
  await until(async () => (await made.refresh()).members.length === 3, 'all are members');
}, 240_000);

afterAll(async () => {
  for (const { client, browser } of Object.values(people)) {
    await client.close();
    await browser.close();
  }
  server?.close();
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 120_000);

describe('three Chromium in one call', () => {
  it('hear the two others each, and only them', async () => {
    for (const name of names) call = await enter(name);
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
    await expect.poll(speaking, { timeout: 20_000 }).toEqual(all);
    const { quality } = await people.ana.browser.news();
    expect(quality.grade).toMatch(/good|fair/);
    expect(quality.roundTripMs).toBeGreaterThanOrEqual(0);
  }, 60_000);

  it('say nothing when muted, and hear nothing when deaf', async () => {
    const { ana, ben } = people;
    await ben.carrying.mute(call, true, ben.browser.carrier);
    await until(() => hearsOnly('ana', ['cem']), 'ana hears cem alone');
    const speaking = async () => (await ana.browser.news()).speaking;
    await expect.poll(speaking, { timeout: 20_000 }).not.toContain(mediaIdOf('ben'));
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
    await expect(carrying.join(group, other)).rejects.toThrow('Another page');
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

// A group's call over a whole cluster: people who join by what they are in the group, real media
// between pages at the places they are given, a moderator's word, and what happens when a media
// worker or the owner of the call is killed.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallProof, MediaAddress } from '#protocol';
import { CallClient, Refused } from '../support/callClient.ts';
import type { Villager } from '#lab/callTown.ts';
import { CallTown, mediaWorkersOf } from '#lab/callTown.ts';
import { startChromium } from '../support/chromium.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import type { Prepared } from '../support/voiceEnd.ts';
import { describeEnd, fingerprintOf, toneFile } from '../support/voiceEnd.ts';

const toneHz = 1000;
const toneTolerance = 20;
const script = readFileSync(new URL('../support/voicePage.js', import.meta.url), 'utf8');
const eventually = { timeout: 30_000, interval: 50 };

let cluster: LaunchedCluster;
let town: CallTown;
let people: Villager[];
let ada: CallClient;
let ben: CallClient;
let cy: CallClient;
let browser: Browser;
let speaker: Page;
let listener: Page;
const folder = mkdtempSync(join(tmpdir(), 'aldis-calls-'));
const server = createServer((request, answer) => {
  const isScript = request.url === '/voice.js';
  answer.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
  answer.end(isScript ? script : '<!doctype html><script src="/voice.js"></script>');
});

const proofOf = (n: number): CallProof => (people[n] as Villager).proof;
const codeOf = (asked: Promise<unknown>) =>
  asked.then(
    () => 'ok',
    (error: unknown) => (error instanceof Refused ? error.code : String(error)),
  );
const portOf = ({ place }: CallClient) => place?.address?.candidates[0]?.port ?? 0;

beforeAll(async () => {
  const tone = join(folder, 'tone.wav');
  writeFileSync(tone, toneFile(toneHz));
  const [started] = await Promise.all([
    startTestCluster({ workers: 2, unlimited: true, env: { ALDIS_VOICE: 'on' } }),
    new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve())),
  ]);
  cluster = started;
  town = new CallTown(cluster);
  people = await town.settle(3);
  browser = await startChromium([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${tone}`,
    '--autoplay-policy=no-user-gesture-required',
  ]);
  const open = async () => {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    return page;
  };
  [speaker, listener] = [await open(), await open()];
  [ada, ben, cy] = await Promise.all([
    CallClient.connect(cluster.url),
    CallClient.connect(cluster.url),
    CallClient.connect(cluster.url),
  ]);
}, 240_000);

afterAll(async () => {
  for (const one of [ada, ben, cy]) one?.close();
  await browser?.close();
  server.close();
  await cluster?.stop();
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function speak(by: CallClient): Promise<number> {
  const told = (await speaker.evaluate('voice.prepareToSend()')) as Prepared;
  await by.secure(fingerprintOf(told));
  const { ssrc, payloadType } = told;
  const source = await by.send(ssrc, payloadType);
  const line = { direction: 'recvonly', setup: 'passive', payloadType } as const;
  const address = by.place?.address as MediaAddress;
  await speaker.evaluate(`voice.send(${JSON.stringify(describeEnd(address, line))})`);
  return source;
}

async function hear(by: CallClient, source: number): Promise<void> {
  const { ssrc, payloadType } = await by.hear(source);
  const line = { direction: 'sendonly', setup: 'actpass', ssrc, payloadType } as const;
  const sdp = JSON.stringify(describeEnd(by.place?.address as MediaAddress, line));
  const told = (await listener.evaluate(`voice.listen(${sdp})`)) as Prepared;
  await by.secure(fingerprintOf(told));
}

const loudest = () => listener.evaluate('voice.loudest()') as Promise<number>;
const isTone = async () => Math.abs((await loudest()) - toneHz) < toneTolerance;
const hangUp = () =>
  Promise.all([speaker, listener].map((page) => page.evaluate('voice.hangUp()')));
const knows = (one: CallClient) => [...one.members.keys()].sort((a, b) => a - b);

describe('a call of a group', () => {
  let source = 0;

  it('takes in its members, who hear of each other and what is said', async () => {
    await ada.join(proofOf(0));
    await ben.join(proofOf(1));
    await cy.join(proofOf(2));
    const all = [ada, ben, cy].map(({ mediaId }) => mediaId).sort((a, b) => a - b);
    for (const one of [ada, ben, cy]) await expect.poll(() => knows(one), eventually).toEqual(all);
    expect(Math.max(...all)).toBeLessThanOrEqual(0xffff);
    expect(ben.members.get(ada.mediaId)?.role).toBe('ADMINISTRATOR');
    source = await speak(ada);
    const sent = () => ben.members.get(ada.mediaId)?.sources;
    await expect.poll(sent, eventually).toEqual([{ id: source, kind: 'audio', muted: false }]);
    await hear(ben, source);
    await expect.poll(isTone, eventually).toBe(true);
  });

  it('has each worker’s media workers on ports of their own', () => {
    const ports = mediaWorkersOf(cluster).map((one) => one.ports);
    expect(ports.length).toBeGreaterThanOrEqual(2);
    expect(new Set(ports.flat()).size).toBe(ports.flat().length);
  });

  it('passes on nothing of what is muted', async () => {
    await ada.mute(source, true);
    await expect.poll(loudest, eventually).toBe(0);
    expect(ben.members.get(ada.mediaId)?.sources[0]?.muted).toBe(true);
    await ada.mute(source, false);
    await expect.poll(isTone, eventually).toBe(true);
  });

  it('keeps a place for a connection that comes back, media and all', async () => {
    const { mediaId } = cy;
    const epoch = Math.max(...ben.epochs);
    const place = await cy.resume(proofOf(2));
    expect(place.mediaId).toBe(mediaId);
    expect(place.address).toBeUndefined();
    expect(Math.max(...ben.epochs)).toBe(epoch);
  });

  it('lets its administrator mute and remove, which is told to all', async () => {
    expect(await codeOf(ben.moderate(ada.mediaId, 'mute'))).toBe('call.forbidden');
    const epoch = Math.max(...ben.epochs);
    const before = performance.now();
    await ada.moderate(cy.mediaId, 'remove');
    await expect.poll(() => cy.ended, { interval: 5, timeout: 5000 }).toEqual(['call.removed']);
    const left = () => knows(ben).includes(cy.mediaId);
    await expect.poll(left, { interval: 5, timeout: 5000 }).toBe(false);
    const tookMs = performance.now() - before;
    console.log(`removed: all were told after ${Math.round(tookMs)} ms`);
    expect(Math.max(...ben.epochs)).toBeGreaterThan(epoch);
    expect(await codeOf(cy.hear(source))).toBe('call.not_found');
    expect(await codeOf(cy.join(proofOf(2)))).toBe('call.removed');
  });

  it.each([
    ['kill -9 of its media worker', 'SIGKILL'],
    ['its media worker hangs', 'SIGSTOP'],
  ] as const)('is back after %s', async (how, signal) => {
    const before = [ada, ben].map((one) => one.ended.length);
    const killedAt = performance.now();
    process.kill(town.mediaWorkerAt(portOf(ada)).pid, signal);
    const lostAt = [ada, ben].map(async (one, at) => {
      const told = () => one.ended.slice(before[at]);
      await expect.poll(told, { interval: 5, timeout: 10_000 }).toEqual(['call.lost']);
      return performance.now() - killedAt;
    });
    const toldMs = Math.max(...(await Promise.all(lostAt)));
    await Promise.all([ada.comeBack(proofOf(0)), ben.comeBack(proofOf(1))]);
    const backMs = performance.now() - killedAt;
    await hangUp();
    source = await speak(ada);
    await hear(ben, source);
    await expect.poll(isTone, eventually).toBe(true);
    const heardMs = performance.now() - killedAt;
    const figures = [toldMs, backMs, heardMs].map(Math.round).join(', ');
    console.log(`${how}: told, all back, heard again after ${figures} ms`);
    await expect.poll(() => knows(ben), eventually).toEqual(knows(ada));
  });

  it('moves while its worker drains, and is heard until all are at the new one', async () => {
    const { worker } = town.mediaWorkerAt(portOf(ada));
    const owner = cluster.facts().workers.find(({ pid }) => pid === worker)?.member ?? '';
    // Whose connection the worker has is sent away before, and comes in at the next one.
    for (const [at, one] of [ada, ben].entries()) {
      while (one.sessionId.includes(owner)) await one.resume(proofOf(at));
    }
    const drainedAt = performance.now();
    process.kill(worker, 'SIGTERM');
    const moves = [ada, ben].map(async (one, at) => {
      const before = one.ended.length;
      const isTold = () => one.ended.length > before;
      await expect.poll(isTold, { interval: 5, timeout: 30_000 }).toBe(true);
      const toldMs = performance.now() - drainedAt;
      await one.comeBack(proofOf(at));
      return [toldMs, performance.now() - drainedAt, one.ended.slice(before)] as const;
    });
    const moved = await Promise.all(moves);
    const isHeard = await isTone();
    const away = Math.max(...moved.map(([toldMs, backMs]) => backMs - toldMs));
    const told = Math.max(...moved.map(([toldMs]) => toldMs));
    console.log(`drained: told after ${Math.round(told)} ms, back ${Math.round(away)} ms later`);
    expect(moved.map(([, , codes]) => codes)).toEqual([['call.moved'], ['call.moved']]);
    expect(isHeard).toBe(true);
    await hangUp();
    source = await speak(ada);
    await hear(ben, source);
    await expect.poll(isTone, eventually).toBe(true);
    console.log(
      `heard there ${Math.round(performance.now() - drainedAt - told)} ms after the word`,
    );
  });

  it('is back after kill -9 of the worker that owns it', async () => {
    const { worker } = town.mediaWorkerAt(portOf(ada));
    const others = [ada, ben].map((one) => one.ended.length);
    const killedAt = performance.now();
    process.kill(worker, 'SIGKILL');
    await Promise.all(
      [ada, ben].map((one, at) =>
        expect
          .poll(() => !one.isConnected || one.ended.length > (others[at] ?? 0), {
            interval: 5,
            timeout: 30_000,
          })
          .toBe(true),
      ),
    );
    const toldMs = performance.now() - killedAt;
    await Promise.all([ada.comeBack(proofOf(0)), ben.comeBack(proofOf(1))]);
    const backMs = performance.now() - killedAt;
    await hangUp();
    source = await speak(ada);
    await hear(ben, source);
    await expect.poll(isTone, eventually).toBe(true);
    const heardMs = performance.now() - killedAt;
    const figures = [toldMs, backMs, heardMs].map(Math.round).join(', ');
    console.log(`owner killed: told, all back, heard again after ${figures} ms`);
    await expect.poll(() => knows(ben), eventually).toEqual(knows(ada));
  });
});

describe('a call by secret', () => {
  it('takes in whoever shows the secret, eight at the most, with nobody to moderate', async () => {
    const secret = new Uint8Array(randomBytes(32));
    const proof = (): CallProof => ({
      by: 'secret',
      secret,
      name: new Uint8Array(randomBytes(16)),
    });
    const nine = await Promise.all(
      Array.from({ length: 9 }, () => CallClient.connect(cluster.url)),
    );
    const codes = [];
    for (const one of nine) codes.push(await codeOf(one.join(proof())));
    expect(codes).toEqual([...Array(8).fill('ok'), 'call.full']);
    const [first, second] = nine as [CallClient, CallClient];
    expect(await codeOf(first.moderate(second.mediaId, 'remove'))).toBe('call.forbidden');
    await first.leave();
    await expect.poll(() => knows(second).includes(first.mediaId), eventually).toBe(false);
    for (const one of nine) one.close();
  });
});

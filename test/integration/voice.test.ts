// Voice with real media: Chromium with a microphone that plays a tone, a media worker, and Chromium
// that listens. Nothing but a real DTLS client sees all that can be wrong with the program.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { MediaHearing, MediaLoss } from '#ports';
import { readConfig, silentLog, systemClock } from '#runtime';
import { createMediaHost, mediasoupEngine } from '#voice';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sayVoice, voiceState } from '../../cluster/voice/state.ts';
import { startChromium } from '../support/chromium.ts';
import type { Prepared } from '../support/voiceEnd.ts';
import { describeEnd, fingerprintOf, toneFile } from '../support/voiceEnd.ts';

const toneHz = 1000;
const toneTolerance = 20;
const script = readFileSync(new URL('../support/voicePage.js', import.meta.url), 'utf8');
const ports = { first: 42_200, last: 42_299 };

async function value<T>(
  asked: Promise<{ ok: true; value: T } | { ok: false; refusal: object }>,
): Promise<T> {
  const answer = await asked;
  if (!answer.ok) throw new Error(JSON.stringify(answer.refusal));
  return answer.value;
}

describe('a media worker', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-voice-'));
  const server = createServer((request, answer) => {
    const isScript = request.url === '/voice.js';
    answer.setHeader('content-type', isScript ? 'text/javascript' : 'text/html');
    answer.end(isScript ? script : '<!doctype html><script src="/voice.js"></script>');
  });
  let browser: Browser;
  let speaker: Page;
  let listener: Page;
  let host: Awaited<ReturnType<typeof createMediaHost>>;
  const losses: MediaLoss[] = [];

  beforeAll(async () => {
    const tone = join(folder, 'tone.wav');
    writeFileSync(tone, toneFile(toneHz));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await startChromium([
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-audio-capture=${tone}`,
      '--autoplay-policy=no-user-gesture-required',
    ]);
    const open = async () => {
      const page = await browser.newPage();
      await page.goto(url);
      return page;
    };
    [speaker, listener] = [await open(), await open()];
    await startHost({ workers: 1 });
  });

  afterAll(async () => {
    host?.stop();
    await browser?.close();
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function startHost(more: { workers: number; hearingsPerPart?: number }) {
    const state = voiceState(readConfig(process.env));
    if (state.is !== 'ready') throw new Error(`voice: ${sayVoice(state)}`);
    const { program } = state;
    const settings = { program, host: '127.0.0.1', announced: [], ports, dtx: true };
    const engine = mediasoupEngine(settings);
    host = await createMediaHost({
      engine,
      clock: systemClock,
      log: silentLog,
      dtx: true,
      ...more,
    });
    host.onLost('r', (loss) => losses.push(loss));
  }

  const ada = { room: 'r', participant: 'ada' };
  const ben = { room: 'r', participant: 'ben' };

  async function speak(): Promise<string> {
    const told = (await speaker.evaluate('voice.prepareToSend()')) as Prepared;
    const address = await value(host.enter(ada));
    await value(host.secure(ada, { role: 'client', fingerprints: [fingerprintOf(told)] }));
    const { ssrc, payloadType } = told;
    const source = await value(host.send(ada, { kind: 'audio', ssrc, payloadType }));
    const line = { direction: 'recvonly', setup: 'passive', payloadType } as const;
    await speaker.evaluate(`voice.send(${JSON.stringify(describeEnd(address, line))})`);
    return source;
  }

  async function hear(source: string): Promise<MediaHearing> {
    const address = await value(host.enter(ben));
    const hearing = await value(host.hear(ben, source));
    const line = { direction: 'sendonly', setup: 'actpass', ...hearing } as const;
    const sdp = JSON.stringify(describeEnd(address, line));
    const told = (await listener.evaluate(`voice.listen(${sdp})`)) as Prepared;
    await value(host.secure(ben, { role: 'client', fingerprints: [fingerprintOf(told)] }));
    return hearing;
  }

  const loudest = () => listener.evaluate('voice.loudest()') as Promise<number>;
  const isTone = async () => Math.abs((await loudest()) - toneHz) < toneTolerance;
  const eventually = { timeout: 30_000, interval: 100 };

  it('passes on what a browser says to another, and silence where it is muted', async () => {
    const source = await speak();
    await hear(source);
    await expect.poll(isTone, eventually).toBe(true);
    await value(host.silence(ada, source, true));
    await expect.poll(loudest, eventually).toBe(0);
    await value(host.silence(ada, source, false));
    await expect.poll(isTone, eventually).toBe(true);
  });

  it('is back after kill -9, its rooms are told at once, and the call goes on', async () => {
    const killedMs = performance.now();
    process.kill(host.pids[0] ?? 0, 'SIGKILL');
    await expect.poll(() => losses.length, { timeout: 2000, interval: 2 }).toBe(1);
    const toldMs = performance.now() - killedMs;
    expect(losses[0]).toEqual({ room: 'r', participants: ['ada', 'ben'] });
    await expect.poll(() => host.pids.length, { timeout: 2000, interval: 5 }).toBe(1);
    const backMs = performance.now() - killedMs;
    for (const page of [speaker, listener]) await page.evaluate('voice.hangUp()');
    await hear(await speak());
    await expect.poll(isTone, eventually).toBe(true);
    const heardMs = performance.now() - killedMs;
    const figures = [toldMs, backMs, heardMs].map((ms) => Math.round(ms));
    console.log(`killed: told, back, heard again after ${figures.join(', ')} ms`);
  });

  it('passes on to people of the same room on another media worker', async () => {
    host.stop();
    for (const page of [speaker, listener]) await page.evaluate('voice.hangUp()');
    await startHost({ workers: 2, hearingsPerPart: 1 });
    const source = await speak();
    const cy = { room: 'r', participant: 'cy' };
    await value(host.enter(cy));
    await value(host.hear(cy, source));
    await hear(source);
    await expect.poll(isTone, eventually).toBe(true);
    // That they were on different ones shows in who is lost with which.
    losses.length = 0;
    for (const pid of host.pids) process.kill(pid, 'SIGKILL');
    await expect.poll(() => losses.length, { timeout: 2000, interval: 5 }).toBe(2);
    expect(losses.map(({ participants }) => participants.join()).sort()).toEqual(['ada,cy', 'ben']);
  });
});

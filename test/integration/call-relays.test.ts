// Relays for calls against a real coturn: what the cluster gives out is taken, what is wrong or
// past is not, and two browsers that may go no other way find each other by it.

import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTurnServers } from '#gateway';
import { limits } from '#protocol';
import { ManualClock, readConfig } from '#runtime';
import { within } from '#lab/waiting.ts';
import { answersStun } from '../../cluster/turn.ts';
import { ask, join } from '../support/apiClient.ts';
import { startChromium } from '../support/chromium.ts';
import { startTestCluster } from '../support/cluster.ts';
import type { Coturn, TurnLogin } from '../support/coturn.ts';
import { startCoturn, TurnDevice } from '../support/coturn.ts';
import { apiOver, createTestServices, operatorToken } from '../support/gatewayServices.ts';

const secret = 'secret-of-the-tests-0123456789abcdef';
const lifetimeMs = limits.turnCredentialSeconds * 1000;
const readyTimeoutMs = 40_000;
const chatTimeoutMs = 20_000;
let coturn: Coturn;
let browser: Browser;

beforeAll(async () => {
  coturn = await startCoturn(secret);
  browser = await startChromium();
});

afterAll(async () => {
  await browser.close();
  await coturn.stop();
});

/** What a device is told by a door whose clock is right, or off by so much. */
async function told(offMs = 0, otherSecret = secret) {
  const settings = { ALDIS_TURN_URLS: coturn.url, ALDIS_TURN_SECRET: otherSecret };
  const clock = new ManualClock(Date.now() + offMs);
  const test = createTestServices(settings, undefined, clock);
  const api = apiOver(test.services);
  const { authorization } = await join(api, operatorToken);
  const answer = await ask(api, 'GET', '/v2/calling/relays', { authorization });
  const [relay] = answer.json['relays'] as { username: string; password: string; urls: string[] }[];
  if (!relay) throw new Error('No relay was told.');
  const { username, password: credential, urls } = relay;
  return { username, credential, urls };
}

/** What a device is answered that asks for a place with it. */
async function asked(login: TurnLogin): Promise<number> {
  const device = new TurnDevice(coturn.port);
  try {
    return await device.allocate(login);
  } finally {
    device.close();
  }
}

it('a place is had with what a device is told', async () => {
  expect(await asked(await told())).toBe(200);
});

it('none is had with a secret of others, a changed name, or after its time', async () => {
  expect(await asked(await told(0, secret.toUpperCase()))).toBe(401);
  const { username, credential } = await told();
  const changed = username.replace(/^\d/, '9');
  expect(await asked({ username: changed, credential })).toBe(401);
  expect(await asked(await told(-lifetimeMs - 2000))).toBe(401);
  expect(await asked(await told(-lifetimeMs + 60_000))).toBe(200);
});

it('a place goes on when the time of its credential is over', async () => {
  const login = await told(-lifetimeMs + 4000);
  const device = new TurnDevice(coturn.port);
  expect(await device.allocate(login)).toBe(200);
  // By the clock that coturn goes by.
  const untilMs = Number(login.username.split(':')[0]) * 1000;
  await sleep(Math.max(0, untilMs - Date.now()) + 2000);
  expect(await asked(login)).toBe(401);
  expect(await device.refresh()).toBe(200);
  device.close();
});

it('two browsers that may go by relays alone hear each other', async () => {
  const { urls, username, credential } = await told();
  const page = await browser.newPage();
  const chat = await page.evaluate(chatByRelays, {
    iceServers: [{ urls, username, credential }],
    timeoutMs: chatTimeoutMs,
  });
  expect(chat.heard).toBe('said by relays');
  expect(chat.kinds).toEqual(['relay', 'relay']);
  const wrong = await told(0, secret.toUpperCase());
  const none = await page.evaluate(chatByRelays, {
    iceServers: [{ urls: wrong.urls, username: wrong.username, credential: wrong.credential }],
    timeoutMs: 3000,
  });
  expect(none).toEqual({ heard: undefined, kinds: [] });
  await page.close();
});

it('a worker of a cluster says that it answers', async () => {
  const env = { ALDIS_TURN_URLS: coturn.url, ALDIS_TURN_SECRET: secret, ALDIS_VOICE: 'off' };
  const cluster = await startTestCluster({ workers: 1, env });
  try {
    const readiness = async () => (await fetch(`${cluster.url}/readyz`)).json();
    const asked = async () => JSON.stringify(await readiness()).includes('"turn":"ready"');
    await within(readyTimeoutMs, asked);
    expect(await readiness()).toMatchObject({ status: 'ready', voice: 'off', turn: 'ready' });
  } finally {
    await cluster.stop();
  }
});

it('one that is gone does not answer', async () => {
  const at = { host: '127.0.0.1', port: coturn.port };
  expect(await answersStun(at)).toBe(true);
  await coturn.kill9();
  expect(await answersStun(at, 1000)).toBe(false);
  const settings = { ALDIS_TURN_URLS: coturn.url, ALDIS_TURN_SECRET: secret };
  expect(readTurnServers(readConfig(settings))?.urls, 'it is told still').toEqual([coturn.url]);
});

/** Runs in a page: a word from one connection to another, and the kinds of way between them. */
async function chatByRelays({
  iceServers,
  timeoutMs,
}: {
  iceServers: RTCIceServer[];
  timeoutMs: number;
}): Promise<{ heard: string | undefined; kinds: string[] }> {
  const config: RTCConfiguration = { iceServers, iceTransportPolicy: 'relay' };
  const [one, other] = [new RTCPeerConnection(config), new RTCPeerConnection(config)];
  one.onicecandidate = ({ candidate }) => void (candidate && other.addIceCandidate(candidate));
  other.onicecandidate = ({ candidate }) => void (candidate && one.addIceCandidate(candidate));
  const channel = one.createDataChannel('word');
  channel.onopen = () => channel.send('said by relays');
  const word = new Promise<string | undefined>((resolve) => {
    setTimeout(() => resolve(undefined), timeoutMs);
    other.ondatachannel = (event) => {
      event.channel.onmessage = ({ data }) => resolve(String(data));
    };
  });
  await one.setLocalDescription(await one.createOffer());
  await other.setRemoteDescription(one.localDescription as RTCSessionDescription);
  await other.setLocalDescription(await other.createAnswer());
  await one.setRemoteDescription(other.localDescription as RTCSessionDescription);
  const heard = await word;
  const stats = [...(await one.getStats()).values()] as Record<string, string | boolean>[];
  const pair = stats.find(({ type, nominated }) => type === 'candidate-pair' && nominated === true);
  const ends = pair ? [pair['localCandidateId'], pair['remoteCandidateId']] : [];
  const kinds = ends.map((id) => {
    return String(stats.find((entry) => entry['id'] === id)?.['candidateType']);
  });
  one.close();
  other.close();
  return { heard, kinds };
}

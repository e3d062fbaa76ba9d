// Relays for calls as the SDK has them: asked once for a while, and believed only where they can be
// read.

import { afterEach, beforeEach, expect, it } from 'vitest';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

const path = '/v2/calling/relays';
const relay = {
  ...{ username: '1700043200:AAEC', password: 'c2VjcmV0', ttl: 3600, hostname: null },
  ...{ urls: ['turn:turn.example.org:3478?transport=udp'], urlsWithIps: [] },
};
let scene: Scene;
let ana: Person;
let asked = 0;

beforeEach(async () => {
  scene = new Scene();
  ana = await scene.person('ana');
});

afterEach(() => scene.end());

function answers(status: number, body: unknown): void {
  asked = 0;
  scene.server.cuts.request = (ask) => {
    if (ask.path !== path) return undefined;
    asked += 1;
    return { status, headers: {}, body };
  };
}

const relays = () => scene.ended(ana.client.calls.relays());

it('they are told as a browser takes them, and asked again at half of their time', async () => {
  answers(200, { relays: [relay] });
  const { urls, username, password: credential } = relay;
  const [first, second] = await scene.ended(
    Promise.all([ana.client.calls.relays(), ana.client.calls.relays()]),
  );
  expect(first).toEqual([{ urls, username, credential }]);
  expect(second).toEqual(first);
  expect(asked).toBe(1);
  scene.clock.advance(29 * 60 * 1000);
  await relays();
  expect(asked).toBe(1);
  scene.clock.advance(2 * 60 * 1000);
  await relays();
  expect(asked).toBe(2);
});

it('a cluster without relays has none, and is asked anew', async () => {
  answers(404, { code: 'call.no_relays' });
  expect(await relays()).toEqual([]);
  expect(await relays()).toEqual([]);
  expect(asked).toBe(2);
});

it('a refusal is passed on', async () => {
  answers(429, { code: 'rate.limited' });
  await expect(relays()).rejects.toMatchObject({ code: 'rate.limited' });
});

it.each([
  ['nothing', undefined],
  ['no list', {}],
  ['a page', { relays: [{ ...relay, urls: ['https://example.org'] }] }],
  ['an address with a space', { relays: [{ ...relay, urls: ['turn:a b'] }] }],
  ['no address', { relays: [{ ...relay, urls: [] }] }],
  ['a time in words', { relays: [{ ...relay, ttl: '3600' }] }],
  ['a long name', { relays: [{ ...relay, username: 'x'.repeat(513) }] }],
  ['too many', { relays: Array(9).fill(relay) }],
])('what is no list of relays is refused: %s', async (_what, body) => {
  answers(200, body);
  await expect(relays()).rejects.toMatchObject({ code: 'server.unreadable' });
});

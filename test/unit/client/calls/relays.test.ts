// Relays for calls as the SDK has them: asked once for a while, and believed only where they can be
// read.

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FramePlace } from '#client';
import type { MediaOptions } from '#client';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene, talk } from '../people.ts';
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
  scene.server.certificates = newCertificates();
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

describe('an engine that goes direct ways', () => {
  const engine = { open: (options: MediaOptions) => new FramePlace(options), hasPeers: () => true };
  const connectsAgain = async () => {
    await scene.ended(ana.client.reconnect());
    await scene.settle();
  };

  it('has them asked for when the client connects, and not again while they hold', async () => {
    answers(200, { relays: [relay] });
    await connectsAgain();
    expect(asked).toBe(0);
    ana.client.calls.use(engine);
    await connectsAgain();
    await connectsAgain();
    expect(asked).toBe(1);
    scene.clock.advance(31 * 60 * 1000);
    await connectsAgain();
    expect(asked).toBe(2);
  });

  it('believes for half an hour that there is none, and minds no refusal', async () => {
    answers(404, { code: 'call.no_relays' });
    ana.client.calls.use(engine);
    await connectsAgain();
    await connectsAgain();
    expect(asked).toBe(1);
    const troubles: unknown[] = [];
    ana.client.on('trouble', (error) => troubles.push(error));
    answers(429, { code: 'rate.limited' });
    scene.clock.advance(31 * 60 * 1000);
    await connectsAgain();
    expect([asked, troubles]).toEqual([1, []]);
  });
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

describe('where calls go by relays alone', () => {
  beforeEach(() => {
    ana.client.privacy.set({ relayCalls: true });
  });

  const lamps = () => scene.ended(ana.client.groups.create({ title: 'Lamps', members: [] }));

  it('no place is taken that is reached otherwise', async () => {
    const ways: unknown[] = [];
    class Place extends FramePlace {
      override connect(...to: Parameters<FramePlace['connect']>) {
        ways.push(to[2]);
        return super.connect(...to);
      }
    }
    ana.client.calls.use({ open: (options) => new Place(options) });
    const { id } = await lamps();
    const stun = { ...relay, urls: ['stun:turn.example.org:3478'] };
    const both = { ...relay, urls: ['stun:turn.example.org:3478', ...relay.urls] };
    answers(200, { relays: [stun, both] });
    const call = await scene.ended(ana.client.calls.join(id));
    const { urls, username, password: credential } = relay;
    await scene.until(() => ways.length > 0, 'a place');
    expect(ways).toEqual([[{ urls, username, credential }]]);
    call.leave();
    ana.client.privacy.set({ relayCalls: false });
    await scene.ended(ana.client.calls.join(id));
    await scene.until(() => ways.length > 1, 'a place');
    expect(ways[1]).toBeUndefined();
  });

  it('there is no call where there are none', async () => {
    answers(404, { code: 'call.no_relays' });
    const { id } = await lamps();
    const why: unknown[] = [];
    ana.client.on('callEnded', ({ why: code }) => why.push(code));
    const refused = { code: 'call.no_relays' };
    await expect(scene.ended(ana.client.calls.mayBegin())).rejects.toMatchObject(refused);
    await expect(scene.ended(ana.client.calls.join(id))).rejects.toMatchObject(refused);
    expect([why, ana.client.calls.all]).toEqual([['call.no_relays'], []]);
    expect(scene.server.calls.calls.size).toBe(0);
    answers(200, { relays: [{ ...relay, urls: ['stun:turn.example.org:3478'] }] });
    await expect(scene.ended(ana.client.calls.join(id))).rejects.toMatchObject(refused);
  });

  it('who is rung stays rung, and has not answered', async () => {
    answers(404, { code: 'call.no_relays' });
    const ben = await scene.person('ben');
    await talk(ana, ben, 'hello');
    const rung: string[] = [];
    ana.client.on('callRinging', ({ call }) => rung.push(call));
    ana.client.on('callEnded', ({ call }) => rung.splice(rung.indexOf(call), 1));
    const call = ben.client.calls.ring(ana.id);
    await scene.until(() => rung.length > 0, 'a ring');
    const answered = scene.ended(ana.client.calls.answer(call));
    await expect(answered).rejects.toMatchObject({ code: 'call.no_relays' });
    await scene.settle();
    expect(rung).toEqual([call]);
  });
});

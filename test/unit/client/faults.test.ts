// What a kill, a lost answer or a cut connection leaves: nothing acknowledged is lost, nothing is
// shown twice.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { NoAnswer } from '#client';
import { Scene } from './people.ts';
import type { Person } from './people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await ana.client.send(ben.id, 'hello');
  await ben.client.send(ana.id, 'hello');
  await scene.until(() => ana.heard.length === 1 && ben.heard.length === 1);
  await scene.settle();
});

afterEach(() => scene.end());

test('a text survives a kill before it was sent and keeps its guid', async () => {
  ana.connection?.cut();
  ana.client.send(ben.id, 'kept').catch(() => undefined);
  const killed = scene.snapshot(ana.profile);
  const guids: string[] = [];
  scene.server.cuts.send = (frame) => {
    guids.push(Buffer.from(frame.guid).toString('hex'));
    if (guids.length === 1) throw new NoAnswer('cut');
    return undefined;
  };
  await ana.restart(killed);
  await scene.until(() => guids.length === 1 && ana.connection === undefined);
  await ana.restart(scene.snapshot(ana.profile));
  await scene.until(() => ben.heard.length === 2);
  expect(ben.texts).toEqual(['hello', 'kept']);
  expect(guids.length).toBeGreaterThanOrEqual(2);
  expect(new Set(guids.slice(0, 2)).size).toBe(1);
});

test('a kill before the answer to a stored text shows the text once', async () => {
  let killed = '';
  scene.server.cuts.sent = (frame) => {
    if (killed !== '' || !frame.urgent) return;
    killed = scene.snapshot(ana.profile);
    throw new NoAnswer('cut');
  };
  ana.client.send(ben.id, 'once').catch(() => undefined);
  await scene.until(() => killed !== '');
  await ana.restart(killed);
  await scene.until(() => ana.client.waiting === 0);
  await ana.client.send(ben.id, 'after');
  await scene.until(() => ben.texts.includes('after'));
  await scene.settle();
  expect(ben.texts).toEqual(['hello', 'once', 'after']);
});

test('a lost answer is an unknown outcome: the same guid and ciphertext go again', async () => {
  const frames: string[] = [];
  scene.server.cuts.sent = (frame) => {
    if (!frame.urgent) return;
    frames.push(
      Buffer.concat([frame.guid, ...frame.contents.map((one) => one.content)]).toString('hex'),
    );
    if (frames.length === 1) throw new NoAnswer('cut');
  };
  const sent = ana.client.send(ben.id, 'once');
  await scene.until(() => frames.length === 1 && ana.connection === undefined);
  ana.client.on('state', () => undefined);
  await ana.client.close();
  await expect(sent).rejects.toMatchObject({ code: 'client.closed' });
  await ana.restart();
  await scene.until(() => ana.client.waiting === 0);
  await scene.settle();
  expect(new Set(frames).size).toBe(1);
  expect(ben.texts).toEqual(['hello', 'once']);
});

test('a kill after a text was stored and before its acknowledgement shows it once', async () => {
  let killed = '';
  scene.server.cuts.ack = () => {
    if (killed !== '') return;
    killed = scene.snapshot(ben.profile);
    throw new NoAnswer('cut');
  };
  await ana.client.send(ben.id, 'stored');
  await scene.until(() => killed !== '');
  expect(scene.server.device(ben.id).queue.size).toBeGreaterThan(0);
  await ben.restart(killed);
  await scene.until(() => scene.server.device(ben.id).queue.size === 0);
  await scene.settle();
  expect(ben.texts).toEqual(['hello', 'stored']);
});

test('a kill before a text was read loses nothing: it is delivered again', async () => {
  const before = scene.snapshot(ben.profile);
  let blocked = true;
  scene.server.cuts.ack = () => {
    if (blocked) throw new NoAnswer('cut');
  };
  await ana.client.send(ben.id, 'delivered twice');
  await scene.until(() => ben.connection === undefined);
  ben.heard.length = 0;
  blocked = false;
  await ben.restart(before);
  await scene.until(() => ben.heard.length === 1);
  await scene.settle();
  expect(ben.texts).toEqual(['delivered twice']);
});

test('connections that break at every step keep the order and repeat nothing', async () => {
  let step = 0;
  const cut = (who: () => Person) => () => {
    step += 1;
    if (step % 7 !== 0) return undefined;
    const person = who();
    queueMicrotask(() => queueMicrotask(() => person.connection?.restart()));
    throw new NoAnswer('cut');
  };
  scene.server.cuts = {
    send: cut(() => ana),
    sent: cut(() => ana),
    ack: cut(() => ben),
  };
  const live = setInterval(() => {
    for (const person of [ana, ben]) if (!person.connection) void reconnect(person);
  }, 1);
  const texts = Array.from({ length: 40 }, (_, index) => `text ${index}`);
  for (const text of texts) ana.client.send(ben.id, text).catch(() => undefined);
  try {
    await scene.until(() => ben.heard.length > texts.length, 'every text');
    await scene.settle();
  } finally {
    clearInterval(live);
  }
  expect(ben.texts).toEqual(['hello', ...texts]);
});

test('a refusal for now is waited out, a refusal for good ends the send alone', async () => {
  let refusals = 0;
  scene.server.cuts.send = () => {
    refusals += 1;
    if (refusals <= 3) return { code: 'rate.limited', retryAfterMs: 2_000 };
    return refusals === 5 ? { code: 'message.type' } : undefined;
  };
  const startedAt = scene.clock.now();
  const first = ana.client.send(ben.id, 'patient');
  const second = ana.client.send(ben.id, 'refused');
  second.catch(() => undefined);
  const third = ana.client.send(ben.id, 'next');
  await scene.until(() => ben.texts.includes('next'));
  await expect(first).resolves.toMatchObject({ to: ben.id });
  await expect(second).rejects.toMatchObject({ code: 'message.type' });
  await third;
  expect(scene.clock.now() - startedAt).toBeGreaterThanOrEqual(6_000);
  expect(ben.texts).toEqual(['hello', 'patient', 'next']);
});

test('a device list that changed is followed: gone devices dropped, new ones added', async () => {
  let first = true;
  scene.server.cuts.send = () => {
    if (!first) return undefined;
    first = false;
    return {
      code: 'message.stale_devices',
      mismatchedDevices: { missing: [], extra: [], stale: [1] },
    };
  };
  scene.server.requests.length = 0;
  await ana.client.send(ben.id, 'new session');
  await scene.until(() => ben.texts.includes('new session'));
  expect(scene.server.requests.filter((line) => line.includes(ben.id))).toHaveLength(1);
});

async function reconnect(person: Person): Promise<void> {
  await person.client.connect().catch(() => undefined);
}

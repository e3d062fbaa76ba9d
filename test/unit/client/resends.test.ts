// Reports of unreadable messages carry no proof: a server that forges them, and hands out keys of
// its own, must not get a text a second time.

import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SendFrame } from '#protocol';
import { resendsPerTextMax } from '../../../client/messages/mending.ts';
import { Intruder } from './intruder.ts';
import { Scene, talk } from './people.ts';
import type { Person } from './people.ts';

const hourMs = 60 * 60 * 1000;
let scene: Scene;
let ana: Person;
let ben: Person;
let intruder: Intruder;
/** What Ana's client has sent, reports excepted. */
let frames: SendFrame[];
let reading: Promise<unknown>[];

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await talk(ana, ben, 'start');
  frames = [];
  reading = [];
  intruder = new Intruder(scene.server, ben.id, 1);
  scene.server.cuts.sent = (frame) => {
    if (frame.destination === ana.id) return;
    frames.push(frame);
    reading.push(intruder.read(frame, ana.id));
  };
});

afterEach(() => scene.end());

const anaDevice = () => scene.server.device(ana.id);
const times = (timestamp: number) => frames.filter((one) => one.timestamp === timestamp).length;

async function settled(): Promise<void> {
  await scene.settle();
  await Promise.all(reading);
}

/** A text that reaches the server and never Ben. */
async function lost(text: string): Promise<SendFrame> {
  if (ben.connection) await ben.client.close();
  const sent = await ana.client.send(ben.id, text);
  scene.server.device(ben.id).queue.clear();
  const frame = frames.find((one) => one.timestamp === sent.timestamp);
  if (!frame) throw new Error('Nothing was sent.');
  return frame;
}

test('a text with a receipt is not sent again, for no key and no report', async () => {
  const sent = await ana.client.send(ben.id, 'delivered');
  await scene.until(() => ana.client.history(ben.id).at(-1)?.status === 'delivered');
  const [original] = frames;
  if (!original) throw new Error('Nothing was sent.');
  intruder.report(anaDevice(), original);
  await settled();
  expect(times(sent.timestamp)).toBe(1);
  intruder.serve();
  intruder.report(anaDevice(), original);
  await settled();
  expect(times(sent.timestamp)).toBe(1);
  expect(intruder.stolen).toEqual([]);
});

test('a forged report and identity get nothing, not even once it is accepted', async () => {
  const changes: string[] = [];
  ana.client.on('identityChanged', ({ account }) => changes.push(account));
  const original = await lost('for ben alone');
  intruder.serve();
  intruder.report(anaDevice(), original);
  await settled();
  expect(changes).toEqual([ben.id]);
  await expect(ana.client.send(ben.id, 'written later')).rejects.toMatchObject({
    code: 'identity.changed',
  });
  await settled();
  expect(intruder.stolen).toEqual([]);
  const failed: number[] = [];
  ana.client.on('failed', ({ timestamp }) => failed.push(timestamp));
  const number = await ana.client.safetyNumber(ben.id);
  await ana.client.acceptIdentity(ben.id, number.digits);
  await scene.until(() => failed.length > 0, 'the end of the resend');
  expect(failed).toEqual([original.timestamp]);
  await settled();
  expect(intruder.stolen).toEqual(['written later']);
  intruder.report(anaDevice(), original);
  await settled();
  expect(intruder.stolen).toEqual(['written later']);
  expect(times(original.timestamp)).toBe(1);
});

test('the same text is sent again so often and no more, whatever time passes', async () => {
  const original = await lost('again and again');
  for (let round = 0; round < resendsPerTextMax + 3; round += 1) {
    const last = frames.filter((one) => one.timestamp === original.timestamp).at(-1);
    intruder.report(anaDevice(), last ?? original);
    await settled();
    scene.clock.advance(2 * hourMs);
  }
  expect(times(original.timestamp)).toBe(1 + resendsPerTextMax);
  expect(intruder.stolen).toEqual([]);
});

test('a text of another conversation is not had by a report', async () => {
  const eve = await scene.person('eve');
  await talk(ana, eve, 'eve');
  const original = await lost('for ben alone');
  const posing = new Intruder(scene.server, eve.id, 1);
  const before = frames.length;
  posing.report(anaDevice(), original);
  await settled();
  const after = frames.slice(before);
  expect(after.filter((one) => one.urgent)).toEqual([]);
  expect(eve.texts).toEqual(['eve a']);
});

test('a report of somebody never met is thrown away, and nobody is asked for keys', async () => {
  const original = await lost('for ben alone');
  const eve = await scene.person('eve');
  const rejected: string[] = [];
  ana.client.on('rejected', ({ reason }) => rejected.push(reason));
  scene.server.requests.length = 0;
  const before = frames.length;
  new Intruder(scene.server, eve.id, 1).report(anaDevice(), original);
  await settled();
  expect(rejected).toEqual(['source']);
  expect(frames.slice(before)).toEqual([]);
  expect(scene.server.requests.filter((line) => line.includes(eve.id))).toEqual([]);
});

test('texts that wait when the identity changes wait for the person, over a restart', async () => {
  ana.connection?.cut();
  const waits = ana.client.send(ben.id, 'written before').catch((error: unknown) => error);
  await ben.client.close();
  intruder.serve();
  await ana.client.connect();
  expect(await waits).toMatchObject({ code: 'identity.changed' });
  await expect(ana.client.send(ben.id, 'written after')).rejects.toMatchObject({
    code: 'identity.changed',
  });
  await ana.restart();
  await settled();
  expect(ana.client.waiting).toBe(2);
  expect(intruder.stolen).toEqual([]);
  // The server comes to its senses, and Ben reads out the number of his own key.
  intruder.withdraw();
  await ben.restart();
  const theirs = (await ben.client.safetyNumber(ana.id)).digits;
  await ana.client.acceptIdentity(ben.id, theirs);
  await scene.until(() => ben.texts.includes('written after'), 'what waited');
  expect(ben.texts.slice(-2)).toEqual(['written before', 'written after']);
  expect(intruder.stolen).toEqual([]);
});

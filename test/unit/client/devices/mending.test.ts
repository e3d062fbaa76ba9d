// What one device of an account has and another cannot read is sent again for that other one.

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Intruder } from '../intruder.ts';
import { Scene, talk } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let laptop: Person;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  laptop = await scene.link(ben, 'laptop');
  await talk(ana, ben, 'start');
});

afterEach(() => scene.end());

/** The person's device is back without its sessions. */
async function forget(person: Person): Promise<void> {
  await person.client.close();
  const sqlite = new DatabaseSync(person.profile);
  sqlite.exec('DELETE FROM sessions');
  sqlite.close();
}

test('a receipt of one device does not keep a text from another', async () => {
  await forget(laptop);
  await scene.ended(ana.client.send(ben.id, 'for both'));
  await scene.until(() => ana.client.history(ben.id).at(-1)?.status === 'delivered');
  await laptop.restart();
  await scene.until(() => laptop.texts.includes('for both'), 'the text on the other device');
  await scene.settle();
  expect(ben.texts.filter((text) => text === 'for both')).toHaveLength(1);
  expect(laptop.texts.filter((text) => text === 'for both')).toHaveLength(1);
});

test('a transcript that another device of ours cannot read is sent again', async () => {
  await scene.ended(ben.client.send(ana.id, 'first'));
  await scene.until(() => laptop.client.history(ana.id).some(({ text }) => text === 'first'));
  await forget(laptop);
  await scene.ended(ben.client.send(ana.id, 'second'));
  await laptop.restart();
  await scene.until(() => laptop.client.history(ana.id).some(({ text }) => text === 'second'));
});

test('a report of a device that is in no list gets nothing', async () => {
  const sent: number[] = [];
  const frames: Parameters<Intruder['report']>[1][] = [];
  scene.server.cuts.sent = (frame) => {
    if (frame.destination !== ben.id) return;
    sent.push(frame.timestamp);
    frames.push(frame);
  };
  await ben.client.close();
  await laptop.client.close();
  const { timestamp } = await scene.ended(ana.client.send(ben.id, 'nobody has it yet'));
  const rejected: string[] = [];
  ana.client.on('rejected', ({ reason }) => rejected.push(reason));
  const ghost = new Intruder(scene.server, ben.id, 7);
  const [frame] = frames;
  if (!frame) throw new Error('Nothing was sent.');
  ghost.report(scene.server.device(ana.id), frame);
  await scene.settle();
  expect(rejected).toEqual(['source']);
  expect(sent).toEqual([timestamp]);
});

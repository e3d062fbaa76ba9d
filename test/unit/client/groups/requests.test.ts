// Asking to come into a group: taken back by whoever asked, and heard by them when it was decided.

import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Group } from '#client';
import { NoAnswer } from '#client';
import { newCertificates } from '../anonymousTwin.ts';
import { Scene } from '../people.ts';
import type { Person } from '../people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
let group: Group;
let link: string;
let told: { standing: string; reason?: string }[];

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  group = await scene.ended(ana.client.groups.create({ title: 'Lamps' }));
  link = (await scene.ended(group.setLink('ADMINISTRATOR'))) ?? '';
  told = listen();
  await scene.ended(ben.client.groups.join(link));
  expect(told).toEqual([{ standing: 'requesting' }]);
  await scene.ended(group.refresh());
  expect(group.state().requesting).toEqual([ben.id]);
});

afterEach(() => scene.end());

const bens = (): Group => ben.client.groups.get(group.id);

function listen(): { standing: string; reason?: string }[] {
  const kept: { standing: string; reason?: string }[] = [];
  ben.client.on('group', ({ standing, reason }) => {
    kept.push({ standing, ...(reason && { reason }) });
  });
  return kept;
}

const last = () => told.at(-1);
const hears = (standing: string) => scene.until(() => last()?.standing === standing, standing);

describe('a request', () => {
  test('is withdrawn, and another can be made', async () => {
    await scene.ended(bens().withdraw());
    expect(last()).toEqual({ standing: 'out' });
    await scene.ended(group.refresh());
    expect(group.state().requesting).toEqual([]);
    await scene.ended(ben.client.groups.join(link));
    await scene.ended(group.refresh());
    expect(group.state().requesting).toEqual([ben.id]);
  });

  test('is withdrawn also where the answer was lost, while others change the group', async () => {
    await scene.ended(group.setTitle('Other lamps'));
    let lost = 0;
    scene.server.groups.cuts.answer = (ask, answer) => {
      const isIt = ask.verb === 'POST' && answer.status === 200;
      if (!isIt || lost > 0) return answer;
      lost += 1;
      throw new NoAnswer('cut');
    };
    await scene.ended(bens().withdraw());
    expect(lost).toBe(1);
    expect(last()).toEqual({ standing: 'out' });
    scene.server.groups.cuts = {};
    await scene.ended(group.refresh());
    expect(group.state().requesting).toEqual([]);
  });

  test('that is approved is heard of, and so is what is said then', async () => {
    await scene.ended(group.approve(ben.id));
    await hears('member');
    await scene.ended(group.send('welcome'));
    await scene.until(() => ben.texts.includes('welcome'), 'a text');
  });

  test('that is denied is heard of', async () => {
    await scene.ended(group.reject(ben.id));
    await hears('out');
    expect(last()).toEqual({ standing: 'out', reason: 'denied' });
  });

  test('of somebody who is banned is heard of', async () => {
    await scene.ended(group.ban(ben.id));
    await hears('out');
    expect(last()).toEqual({ standing: 'out', reason: 'banned' });
  });

  test('that is denied while nobody is there is heard of later', async () => {
    await ben.restart();
    told = listen();
    await scene.settle();
    expect(told).toEqual([]);
    await ben.client.close();
    // The word of it is lost.
    const { put } = scene.server;
    scene.server.put = (target, key, bytes) => {
      if (target.account !== ben.id) put.call(scene.server, target, key, bytes);
    };
    await scene.ended(group.reject(ben.id));
    await scene.settle();
    scene.server.put = put;
    await ben.restart();
    told = listen();
    await hears('out');
    expect(last()).toEqual({ standing: 'out', reason: 'denied' });
  });
});

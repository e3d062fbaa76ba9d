// Calls at a terminal, over a server in memory: one rings and says who comes and goes, the other
// sees the ring, declines it or answers it.

import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AldisClient, Group } from '#client';
import { call, calls } from '../../../client/cli/calling.ts';
import type { Cli } from '../../../client/cli/cli.ts';
import { exitCodes, Output } from '../../../client/cli/output.ts';
import { Profiles } from '../../../client/cli/profiles.ts';
import type { Terminal } from '../../../client/cli/terminal.ts';
import { Carrying } from '../../../client/daemon/carrying.ts';
import { newCertificates } from './anonymousTwin.ts';
import type { Person } from './people.ts';
import { Scene } from './people.ts';

let scene: Scene;
let home: string;
let profiles: Profiles;
let ana: Person;
let ben: Person;
let group: Group;
const carryings = new Map<Person, Carrying>();

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  home = mkdtempSync(join(tmpdir(), 'aldis-calls-'));
  profiles = new Profiles(home);
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  for (const [name, { client }] of [
    ['ana', ana],
    ['ben', ben],
  ] as const) {
    mkdirSync(join(home, 'profiles', name), { recursive: true });
    const { account } = client;
    profiles.add({ name, account, server: 'http://twin', insecure: false });
    carryings.set(name === 'ana' ? ana : ben, new Carrying(client));
  }
  group = await scene.ended(ana.client.groups.create({ title: 'Lamps', members: [ben.id] }));
  await scene.until(() => ben.client.groups.invitations.length === 1, 'an invitation');
  await scene.ended(ben.client.groups.get(group.id).accept());
  await scene.settle();
});

afterEach(async () => {
  await scene.end();
  carryings.clear();
  rmSync(home, { recursive: true, force: true });
});

/** A terminal of somebody whose profile a daemon holds. */
function terminal(name: string, person: Person) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const signals = new EventEmitter();
  let said = '';
  for (const stream of [stdout, stderr]) {
    stream.on('data', (bytes: Buffer) => {
      said += bytes.toString();
    });
  }
  const { client } = person;
  const { account } = client;
  // As a process lends it that is connected, and has heard all that waited.
  const heard: AldisClient['on'] = (event, listener) => {
    if (event === 'queueEmpty') setImmediate(() => listener(null as never));
    return client.on(event, listener);
  };
  const lent = new Proxy(client, {
    get: (target, key) => {
      if (key === 'on') return heard;
      if (key === 'connect') return () => Promise.resolve();
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  const carrying = carryings.get(person);
  if (!carrying) throw new Error('Nobody of that name.');
  const codes: number[] = [];
  const cli: Cli = {
    output: new Output(false, { stdin, stdout, stderr, signals } as unknown as Terminal),
    ...{ profiles, profile: name, insecure: false, end: (code) => void codes.push(code) },
    held: {
      ...{ self: { name, account, server: 'http://twin', insecure: false }, profiles, carrying },
      borrow: () => ({ client: lent, giveBack() {} }),
    },
  };
  return { cli, codes, said: () => said, interrupt: () => signals.emit('SIGINT') };
}

test('a group is rung; it is shown who rings, and one declines for oneself', async () => {
  const [here, there] = [terminal('ana', ana), terminal('ben', ben)];
  const calling = call(here.cli, 'Lamps');
  await scene.until(() => carryings.get(ben)?.list({} as never).length === 1, 'a ring');
  await scene.ended(calls(there.cli, {}));
  expect(there.said()).toBe('ringing  Lamps (group): ana rings\n');
  await expect(scene.ended(calls(there.cli, { decline: 'ana' }))).rejects.toThrow('does not call');
  await scene.ended(calls(there.cli, { decline: 'Lamps' }));
  expect(there.said()).toContain('✓ declined');
  await expect(scene.ended(calls(there.cli, { answer: true }))).rejects.toThrow('Nobody calls');
  await scene.until(() => here.said().includes('Ctrl-C'), 'a call');
  here.interrupt();
  await scene.ended(calling);
  expect(here.said()).toContain('You have left the call.');
  // Nobody came.
  expect(here.codes).toEqual([exitCodes.failed]);
});

test('a group’s call that is answered says who comes and goes', async () => {
  const [here, there] = [terminal('ana', ana), terminal('ben', ben)];
  const calling = call(here.cli, 'Lamps');
  await scene.until(() => carryings.get(ben)?.list({} as never).length === 1, 'a ring');
  const answering = calls(there.cli, { answer: true });
  await scene.until(() => here.said().includes('ben is in the call.'), 'ben');
  await scene.until(() => there.said().includes('ana is in the call.'), 'ana');
  there.interrupt();
  await scene.ended(answering);
  await scene.until(() => here.said().includes('ben has left the call.'), 'nobody');
  here.interrupt();
  await scene.ended(calling);
  expect([here.codes, there.codes]).toEqual([[], []]);
});

test('somebody alone is called, and declines', async () => {
  await scene.ended(ana.client.send(ben.id, 'hello'));
  await scene.ended(ben.client.send(ana.id, 'hello'));
  const [here, there] = [terminal('ana', ana), terminal('ben', ben)];
  const calling = call(here.cli, 'ben');
  await scene.until(() => carryings.get(ben)?.list({} as never).length === 1, 'a ring');
  await scene.ended(calls(there.cli, { decline: true }));
  await scene.ended(calling);
  expect(here.said()).toContain('The call was declined.');
  expect(here.codes).toEqual([exitCodes.failed]);
});

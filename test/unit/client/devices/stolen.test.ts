// A device was stolen: the account gets other identity keys. Whatever is cut off, it ends with one
// identity on both sides; what waited is read, and the former keys go when nothing needs them.

import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NoAnswer } from '#client';
import type { HttpAnswer, HttpAsk } from '#client';
import { newCertificates } from '../anonymousTwin.ts';
import { Intruder } from '../intruder.ts';
import { MemoryServer } from '../memoryServer.ts';
import { Scene, talk } from '../people.ts';
import type { Person } from '../people.ts';

const path = '/v1/devices/identity';
let scene: Scene;
let ana: Person;
let ben: Person;
let laptop: Person;

beforeEach(async () => {
  scene = new Scene();
  scene.server.certificates = newCertificates();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  laptop = await scene.link(ana, 'laptop');
  await talk(ana, ben, 'start');
});

afterEach(() => scene.end());

const stolen = () => ana.client.devices.remove(laptop.client.device, { stolen: true });
const keyOf = (person: Person) => scene.server.device(person.id).identities.aci.identityKey;
const numberFor = async (person: Person) =>
  (await scene.ended(person.client.safetyNumber(ana.id))).digits;

/** What the profile still holds of identities that were its own, and of their keys. */
function leftOver(person: Person): { formers: number; oneTime: number; repeated: number } {
  const db = new DatabaseSync(scene.snapshot(person.profile));
  const count = (sql: string) => Number(db.prepare(`SELECT count(*) AS n FROM ${sql}`).get()?.n);
  const left = {
    formers: count('former_identities'),
    oneTime: count("one_time_keys WHERE kind = 'aci' AND family = 'kem'"),
    repeated: count("repeated_keys WHERE kind = 'aci' AND family = 'signed'"),
  };
  db.close();
  return left;
}

/** Comes between Ana and the one route. */
function intercept(work: (ask: () => Promise<HttpAnswer>) => Promise<HttpAnswer>): void {
  const { server } = scene;
  server.http = (url: string, request: HttpAsk) => {
    const plain = () => MemoryServer.prototype.http.call(server, url, request);
    return request.path === path ? work(plain) : plain();
  };
}

/** Ben sees another number, and writes once he has accepted it; both ways, then. */
async function goesOn(): Promise<void> {
  const refused = ben.client.send(ana.id, 'held').catch((error: { code: string }) => error.code);
  expect(await scene.ended(refused)).toBe('identity.changed');
  expect(ana.texts).not.toContain('held');
  await scene.ended(ben.client.acceptIdentity(ana.id, await numberFor(ben)));
  await scene.until(() => ana.texts.includes('held'), 'what was held');
  await scene.settle();
  await talk(ana, ben, 'again');
  expect(scene.server.of(ana.id)).toHaveLength(1);
  expect(ana.client.devices.hasSiblings).toBe(false);
}

test('contacts see another safety number and hold what they write until they accept', async () => {
  await ben.client.verify(ana.id, await numberFor(ben));
  const before = await numberFor(ben);
  const key = keyOf(ana);
  const name = 'first of them';
  await scene.ended(ana.client.devices.rename(name));
  await scene.ended(stolen());
  expect(keyOf(ana)).not.toBe(key);
  await goesOn();
  expect(await numberFor(ben)).not.toBe(before);
  expect(await numberFor(ben)).toBe((await ana.client.safetyNumber(ben.id)).digits);
  expect(ben.client.identity(ana.id)).toMatchObject({ verified: false, blocked: false });
  expect(leftOver(ana)).toMatchObject({ formers: 0, repeated: 1 });
  expect((await scene.ended(ana.client.devices.list())).map((one) => one.name)).toEqual([name]);
});

test('the stolen device is out, and a new one can be linked', async () => {
  await scene.ended(stolen());
  await scene.until(() => laptop.client.state === 'closed', 'the end of the laptop');
  const tablet = await scene.link(ana, 'tablet');
  await goesOnWith(tablet);
});

async function goesOnWith(tablet: Person): Promise<void> {
  ben.client.send(ana.id, 'to both').catch(() => undefined);
  await scene.until(() => ben.client.identity(ana.id)?.blocked === true, 'the new number');
  await scene.ended(ben.client.acceptIdentity(ana.id, await numberFor(ben)));
  await scene.until(() => ana.texts.includes('to both') && tablet.texts.includes('to both'));
}

test('what waits is read with the keys it was sealed for, which go then', async () => {
  const cara = await scene.person('cara');
  const connection = ana.connection;
  if (!connection) throw new Error('Ana is not connected.');
  connection.push = () => undefined;
  await ben.client.send(ana.id, 'in a session');
  await cara.client.send(ana.id, 'a first message');
  await scene.settle();
  expect(scene.server.device(ana.id).queue.size).toBe(2);
  Reflect.deleteProperty(connection, 'push');
  await scene.ended(stolen());
  await scene.until(() => ana.texts.length === 3, 'what waited');
  expect(ana.texts.slice(1).sort()).toEqual(['a first message', 'in a session']);
  await scene.settle();
  expect(leftOver(ana)).toMatchObject({ formers: 0 });
  // The session was with the former identity: the answer comes in another, and Cara decides.
  ana.client.send(cara.id, 'who is it?').catch(() => undefined);
  await scene.until(() => cara.client.identity(ana.id)?.blocked === true, 'the new number');
  expect(cara.texts).toEqual([]);
  await scene.ended(cara.client.acceptIdentity(ana.id, await numberFor(cara)));
  await scene.until(() => cara.texts.includes('who is it?'));
});

test('the former keys stay while a first message waits for a decision', async () => {
  const cara = await scene.person('cara');
  await talk(ana, cara, 'known');
  const posing = new Intruder(scene.server, cara.id, 1);
  await posing.write(scene.server.device(ana.id), 'under another key', scene.clock.now());
  await scene.until(() => ana.client.identity(cara.id)?.blocked === true, 'the other key');
  await scene.ended(stolen());
  await scene.settle();
  expect(leftOver(ana)).toMatchObject({ formers: 2 });
  const number = (await ana.client.safetyNumber(cara.id)).digits;
  await scene.ended(ana.client.acceptIdentity(cara.id, number));
  await scene.until(() => ana.texts.includes('under another key'), 'the held message');
  await ana.restart();
  await scene.settle();
  expect(leftOver(ana)).toMatchObject({ formers: 0 });
});

test.each(['request', 'answer'] as const)('killed with its %s lost it goes on', async (cut) => {
  let killed = '';
  intercept(async (ask) => {
    if (killed !== '') return ask();
    if (cut === 'answer') await ask();
    killed = scene.snapshot(ana.profile);
    throw new NoAnswer('cut');
  });
  const removed = stolen().catch((error: { code: string }) => error.code);
  await scene.until(() => killed !== '', 'the kill');
  await ana.restart(killed);
  await scene.until(() => scene.server.of(ana.id).length === 1, 'the end of the laptop');
  await goesOn();
  expect(await removed).toBe('server.unreachable');
  expect(leftOver(ana)).toMatchObject({ formers: 0, repeated: 1 });
});

test('without a kill it goes on by itself, and asks the same until it is answered', async () => {
  const keys = new Set<unknown>();
  let lost = 0;
  scene.server.cuts.request = ({ path: asked, body }) => {
    if (asked === path) keys.add((body as Record<string, unknown>).aciIdentityKey);
    return undefined;
  };
  intercept(async (ask) => {
    const answer = await ask();
    lost += 1;
    if (lost < 4) throw new NoAnswer('cut');
    return answer;
  });
  await expect(scene.ended(stolen())).rejects.toMatchObject({ code: 'server.unreachable' });
  await scene.until(() => lost === 4, 'an answer');
  await goesOn();
  expect(keys.size).toBe(1);
});

test('what comes before the answer waits for it, and is read once', async () => {
  let release = () => {};
  intercept(async (ask) => {
    const answer = await ask();
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return answer;
  });
  const removed = stolen();
  await scene.until(() => scene.server.of(ana.id).length === 1, 'the change');
  ben.client.send(ana.id, 'for the new key').catch(() => undefined);
  await scene.until(() => ben.client.identity(ana.id)?.blocked === true, 'the new number');
  const { digits } = await ben.client.safetyNumber(ana.id);
  await scene.ended(ben.client.acceptIdentity(ana.id, digits));
  await scene.until(() => scene.server.device(ana.id).queue.size > 0, 'the text');
  await scene.settle();
  expect(ana.texts).not.toContain('for the new key');
  release();
  await scene.ended(removed);
  await scene.until(() => ana.texts.includes('for the new key'));
  await scene.settle();
  expect(ana.texts.filter((text) => text === 'for the new key')).toHaveLength(1);
});

test('what the server refuses leaves everything as it was', async () => {
  const key = keyOf(ana);
  intercept(() =>
    Promise.resolve({ status: 422, headers: {}, body: { code: 'devices.list_invalid' } }),
  );
  await expect(scene.ended(stolen())).rejects.toMatchObject({ code: 'devices.list_invalid' });
  expect(keyOf(ana)).toBe(key);
  await ana.restart();
  await talk(ana, ben, 'as before');
  expect(laptop.client.state).toBe('connected');
});

test('what was taken stays taken when it is refused after a lost answer', async () => {
  let asked = 0;
  intercept(async (ask) => {
    asked += 1;
    if (asked > 1) return { status: 403, headers: {}, body: { code: 'auth.fresh_proof' } };
    await ask();
    throw new NoAnswer('cut');
  });
  await expect(scene.ended(stolen())).rejects.toMatchObject({ code: 'server.unreachable' });
  await scene.until(() => asked === 2, 'the refusal');
  await scene.settle();
  await goesOn();
});

test('a linked device gives its account no other identity', async () => {
  const removed = laptop.client.devices.remove(laptop.client.device, { stolen: true });
  await expect(scene.ended(removed)).rejects.toMatchObject({ code: 'auth.forbidden' });
});

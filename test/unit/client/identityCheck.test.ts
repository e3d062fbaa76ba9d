// Everybody's identity key is compared once a day, of all at once, by nobody's name; and before
// the first send after a long absence.

import { randomBytes } from 'node:crypto';
import { IdentityKeyPair } from '@signalapp/libsignal-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { HttpAnswer, HttpAsk } from '#client';
import { checkEveryMs } from '../../../client/sessions/identityCheck.ts';
import { checkPath } from './memoryIdentities.ts';
import { MemoryServer } from './memoryServer.ts';
import { Scene, talk } from './people.ts';
import type { Person } from './people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;
/** What Ana has asked: the accounts of each check. */
let asked: string[][];

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await talk(ana, ben, 'start');
  asked = [];
  checks((ask) => ask());
});

afterEach(() => scene.end());

/** Comes between everybody and the check. */
function checks(work: (ask: () => Promise<HttpAnswer>) => Promise<HttpAnswer>): void {
  const { server } = scene;
  server.http = (url: string, request: HttpAsk) => {
    const plain = () => MemoryServer.prototype.http.call(server, url, request);
    if (request.path !== checkPath) return plain();
    expect(request.authorization).toBeUndefined();
    const { elements } = request.body as { elements: { uuid: string }[] };
    // Ben has a day as well.
    if (elements.some(({ uuid }) => uuid === ana.id)) return plain();
    asked.push(elements.map(({ uuid }) => uuid));
    return work(plain);
  };
}

async function anotherDay(): Promise<void> {
  await ana.client.close();
  scene.clock.advance(checkEveryMs);
  scene.server.clockMs += checkEveryMs;
  await ana.restart();
}

/** What a server would say that puts its own key in the place of Ben's. */
const otherKey = () => {
  const identityKey = IdentityKeyPair.generate().publicKey.serialize();
  return Buffer.from(identityKey).toString('base64');
};
const says = (elements: unknown) => () =>
  Promise.resolve({ status: 200, headers: {}, body: { elements } });

test('all contacts are asked for once a day, and ourselves never', async () => {
  await ana.restart();
  await scene.settle();
  expect(asked).toEqual([]);
  await anotherDay();
  await scene.until(() => asked.length === 1, 'a check');
  await ana.restart();
  await scene.settle();
  expect(asked).toEqual([[ben.id]]);
  // A connection that lasts for days asks as well.
  scene.clock.advance(checkEveryMs);
  await scene.until(() => asked.length > 1, 'the next day’s check');
});

test('another key blocks a verified contact before the first send after a day', async () => {
  const { digits } = await ana.client.safetyNumber(ben.id);
  ana.client.verify(ben.id, digits);
  const changes: string[] = [];
  const identityKey = otherKey();
  let release = () => {};
  checks(async () => {
    await new Promise<void>((resolve) => {
      release = resolve;
    });
    return says([{ uuid: ben.id, identityKey }])();
  });
  scene.server.cuts.send = (frame) => {
    if (frame.urgent) throw new Error('A text left before the keys were compared.');
    return undefined;
  };
  await anotherDay();
  ana.client.on('identityChanged', ({ account }) => changes.push(account));
  const sent = ana.client.send(ben.id, 'for the key I verified');
  sent.catch(() => undefined);
  await scene.settle();
  release();
  await expect(scene.ended(sent)).rejects.toMatchObject({ code: 'identity.changed' });
  expect(changes).toEqual([ben.id]);
  expect(ana.client.identity(ben.id)).toMatchObject({ verified: true, blocked: true });
  // Nobody but the person takes it, or stays with the one that is known.
  expect((await ana.client.safetyNumber(ben.id)).digits).not.toBe(digits);
  delete scene.server.cuts.send;
  await scene.ended(ana.client.acceptIdentity(ben.id, digits));
  await scene.until(() => ben.texts.includes('for the key I verified'), 'what was held');
  expect(ana.client.identity(ben.id)).toMatchObject({ verified: true, blocked: false });
});

test.each<[string, (id: string) => unknown]>([
  [
    'a key of nobody’s that we know',
    () => [{ uuid: crypto.randomUUID(), identityKey: otherKey() }],
  ],
  ['a key that is none', (uuid) => [{ uuid, identityKey: randomBytes(33).toString('base64') }]],
  ['no list', () => 'nothing'],
])('%s changes nothing, and nothing is kept from being sent', async (_, elementsOf) => {
  checks(says(elementsOf(ben.id)));
  await anotherDay();
  await scene.ended(ana.client.send(ben.id, 'all the same'));
  await scene.until(() => ben.texts.includes('all the same'));
  expect(ana.client.identity(ben.id)?.blocked).toBe(false);
});

test('a check that nobody answers holds sends up for ten seconds at the most', async () => {
  checks(() => new Promise(() => {}));
  await anotherDay();
  const sent = ana.client.send(ben.id, 'after a while');
  const before = scene.clock.now();
  await scene.ended(sent);
  expect(scene.clock.now() - before).toBeGreaterThanOrEqual(5_000);
  expect(scene.clock.now() - before).toBeLessThan(20_000);
  checks((ask) => ask());
});

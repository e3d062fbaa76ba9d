// The device's keys: published in full, replenished, replaced in time, checked against the
// server; and the keys of others: verified again, and never changed silently.

import { afterEach, beforeEach, expect, test } from 'vitest';
import { AldisClient } from '#client';
import type { ClientEvents } from '#client';
import { Scene } from './people.ts';
import type { Person } from './people.ts';

const dayMs = 24 * 60 * 60 * 1000;
let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
});

afterEach(() => scene.end());

const keysOf = (person: Person) => scene.server.device(person.id).identities;

/**
 * Gives the account of `person` to a fresh installation, as a new registration of its number
 * would.
 */
async function reinstall(person: Person): Promise<Person> {
  const fresh = await scene.person(`fresh ${person.id}`);
  const { server } = scene;
  Object.assign(server.device(person.id).identities, server.device(fresh.id).identities);
  await person.client.close();
  return fresh;
}

test('a new device publishes 100 keys of each kind for both identities', () => {
  for (const kind of ['aci', 'pni'] as const) {
    const { preKeys, pqPreKeys } = keysOf(ben)[kind];
    expect([preKeys.length, pqPreKeys.length]).toEqual([100, 100]);
    expect(new Set([...preKeys, ...pqPreKeys].map((key) => key.keyId)).size).toBe(200);
  }
});

test('a pool below 20 is replenished by 50, and keys handed out before still work', async () => {
  const identity = keysOf(ben).aci;
  await ben.client.close();
  const handedOut = { preKey: identity.preKeys[0], pqPreKey: identity.pqPreKeys[0] };
  identity.preKeys = identity.preKeys.slice(0, 20);
  identity.pqPreKeys = identity.pqPreKeys.slice(0, 20);
  await ben.restart();
  await scene.settle();
  expect([identity.preKeys.length, identity.pqPreKeys.length]).toEqual([20, 20]);
  await ana.client.send(ben.id, 'takes the twentieth key');
  await scene.until(() => identity.preKeys.length > 20, 'a replenishment');
  await scene.until(() => ben.texts.length === 1);
  expect([identity.preKeys.length, identity.pqPreKeys.length]).toEqual([50, 50]);
  expect(identity.preKeys.map((key) => key.keyId)).not.toContain(handedOut.preKey?.keyId);
});

test('repeated-use keys are replaced within 30 days and still open old mail', async () => {
  const before = structuredClone(keysOf(ben).aci);
  keysOf(ben).aci.preKeys = [];
  keysOf(ben).aci.pqPreKeys = [];
  await ben.client.close();
  await ana.client.send(ben.id, 'under way');
  scene.clock.advance(20 * dayMs);
  await ben.restart();
  await scene.until(() => keysOf(ben).aci.signed.keyId !== before.signed.keyId, 'new keys');
  await scene.until(() => keysOf(ben).pni.lastResort.keyId !== before.lastResort.keyId);
  expect(keysOf(ben).aci.lastResort.keyId).not.toBe(before.lastResort.keyId);
  await scene.until(() => ben.texts.includes('under way'));
  const again = structuredClone(keysOf(ben).aci);
  await scene.settle();
  await ben.restart();
  await scene.settle();
  expect(keysOf(ben).aci.signed).toEqual(again.signed);
});

test('a rotation whose answer was lost publishes the same key again', async () => {
  scene.clock.advance(15 * dayMs);
  const seen = new Set<number>();
  let refuse = true;
  scene.server.cuts.request = (ask) => {
    const key = (ask.body as { signedPreKey?: { keyId: number } } | undefined)?.signedPreKey;
    if (!key || !ask.path.includes('aci')) return undefined;
    seen.add(key.keyId);
    return refuse ? { status: 503, headers: {}, body: undefined } : undefined;
  };
  await ben.restart();
  await scene.settle();
  refuse = false;
  await ben.restart();
  await scene.until(() => seen.has(keysOf(ben).aci.signed.keyId), 'a publication');
  expect(seen.size).toBe(1);
});

test('keys that the server lost or changed are published again', async () => {
  const mine = structuredClone(keysOf(ben).aci.signed);
  keysOf(ben).aci.signed = structuredClone(keysOf(ana).aci.signed);
  await ben.restart();
  await scene.until(() => keysOf(ben).aci.signed.keyId === mine.keyId, 'the check');
  expect(keysOf(ben).aci.signed).toEqual(mine);
});

test('a bundle with a wrong signature, key or shape opens no session', async () => {
  const code = () =>
    ana.client.send(ben.id, 'x').catch((error: unknown) => (error as { code: string }).code);
  const good = structuredClone(keysOf(ben).aci);
  const other = keysOf(ana).aci;
  const bad: Partial<typeof good>[] = [
    { signed: { ...good.signed, signature: other.signed.signature ?? '' } },
    { preKeys: [], pqPreKeys: [], lastResort: other.lastResort },
    { signed: { ...good.signed, publicKey: 'AAAA' } },
    { identityKey: other.identityKey },
    { identityKey: Buffer.alloc(33).toString('base64') },
    { registrationId: 0x4000 },
    { signed: { ...good.signed, keyId: 2 ** 31 } },
  ];
  for (const change of bad) {
    Object.assign(keysOf(ben).aci, structuredClone(good), change);
    expect(await code()).toBe('bundle.invalid');
  }
  expect(ana.client.sessions()).toEqual([]);
  Object.assign(keysOf(ben).aci, good);
  await ana.client.send(ben.id, 'good');
  await scene.until(() => ben.texts.includes('good'));
});

test.each(['verified', 'unverified'])(
  'a changed identity that was %s gets nothing until it is accepted',
  async (before) => {
    await ana.client.send(ben.id, 'before');
    await scene.until(() => ben.texts.includes('before'));
    const number = (await ana.client.safetyNumber(ben.id)).digits;
    if (before === 'verified') ana.client.verify(ben.id, number);
    const changes: ClientEvents['identityChanged'][] = [];
    ana.client.on('identityChanged', (change) => changes.push(change));
    await reinstall(ben);
    const device = scene.server.device(ben.id);
    const queued = device.queue.size;
    await expect(ana.client.send(ben.id, 'no')).rejects.toMatchObject({ code: 'identity.changed' });
    await expect(ana.client.send(ben.id, 'no')).rejects.toMatchObject({ code: 'identity.changed' });
    expect(changes).toEqual([{ account: ben.id }]);
    expect(device.queue.size).toBe(queued);
    expect(ana.client.identity(ben.id)?.blocked).toBe(true);
    const { digits } = await ana.client.safetyNumber(ben.id);
    expect(digits).not.toBe(number);
    expect(() => ana.client.verify(ben.id, digits)).toThrow(/accept/);
    await ana.client.acceptIdentity(ben.id, digits);
    await ana.client.send(ben.id, 'yes');
    expect(device.queue.size).toBe(queued + 3);
    expect(ana.client.identity(ben.id)).toMatchObject({ verified: false, blocked: false });
  },
);

test('a registration whose answer was lost goes on with the same keys', async () => {
  const profile = `${ana.profile}.second`;
  const bodies: string[] = [];
  scene.server.cuts.request = (ask) => {
    if (ask.path !== '/v1/registration') return undefined;
    bodies.push(JSON.stringify(ask.body));
    return bodies.length === 1 ? { status: 503, headers: {}, body: undefined } : undefined;
  };
  const options = { server: 'http://twin', profile, invitation: 'welcome', network: scene.server };
  await expect(AldisClient.register({ ...options, clock: scene.clock })).rejects.toMatchObject({
    code: 'server.unavailable',
  });
  const client = await AldisClient.register({ ...options, clock: scene.clock });
  expect(bodies[1]).toBe(bodies[0]);
  await client.close();
  await expect(AldisClient.register(options)).rejects.toMatchObject({ code: 'profile.exists' });
});

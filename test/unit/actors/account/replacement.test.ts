// A device was stolen: the primary gives its account new identity keys.

import type { CommandOf } from '#actors';
import { newQueueGeneration } from '#crypto';
import type { DeviceId, ListedDevice, RegistrationId } from '#protocol';
import { describe, expect, it } from 'vitest';
import { newIdentity, newSend, newSignedKey } from '../../../support/accounts.ts';
import type { Identity } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { ListSigner, listed, newLinkDevice } from '../../../support/deviceLists.ts';

const one = 1 as DeviceId;
const two = 2 as DeviceId;
const [first, second, fresh] = [listed(1), listed(2, 31, 32), listed(1, 41, 42)];
type Replace = CommandOf<'account', 'replaceIdentity'>;

/** An account with a linked device, a list, and full pools. */
async function ready() {
  const bench = new ActorsBench();
  await bench.register();
  const before = new ListSigner(bench.id, bench.registration.aci);
  const credential = bench.registration.command.device.credential.salt;
  await bench.value({
    type: 'announceDevice',
    device: one,
    credential,
    tokenHash: 'hash',
    registrationId: 31 as RegistrationId,
    pniRegistrationId: 32 as RegistrationId,
    signed: before.sign(2, [first, second]),
  });
  const link = newLinkDevice('hash', bench.registration);
  await bench.value(link);
  const thief = link.device.credential.salt;
  await publish(bench, credential, bench.registration.aci, 50);
  const aci = newIdentity();
  const pni = newIdentity();
  const signer = new ListSigner(bench.id, aci);
  const command = (change: Partial<Replace> = {}): Replace => ({
    type: 'replaceIdentity',
    device: one,
    credential,
    identityKeys: { aci: aci.publicKey, pni: pni.publicKey },
    identities: { aci: keysBy(aci, 41), pni: keysBy(pni, 42) },
    signed: signer.sign(3, [fresh]),
    keyGeneration: newQueueGeneration(),
    ...change,
  });
  return { bench, before, credential, thief, aci, pni, signer, command };
}

const publish = (bench: ActorsBench, credential: string, identity: Identity, keyId: number) =>
  bench.value({
    type: 'putKeys',
    device: one,
    credential,
    identity: 'aci',
    preKeys: [{ keyId, publicKey: newIdentity().publicKey }],
    kemPreKeys: [newSignedKey('kem', identity, keyId)],
  });

const count = (bench: ActorsBench) =>
  bench.value({ type: 'countKeys', device: one, identity: 'aci' });

const keysBy = (identity: Identity, id: number) => ({
  registrationId: id as RegistrationId,
  signedPreKey: newSignedKey('ec', identity, 11),
  lastResortPreKey: newSignedKey('kem', identity, 12),
});

const sendTo = (...devices: ListedDevice[]) =>
  newSend({
    contents: devices.map(({ id, registrationId }) => ({
      deviceId: id,
      registrationId,
      type: 6,
      content: new Uint8Array([1]),
    })),
  });

describe('new identity keys', () => {
  it('leave the primary alone, with what waits for it and no one-time key of before', async () => {
    const { bench, credential, thief, aci, command } = await ready();
    await bench.value(sendTo(first, second));
    expect(await bench.code(command())).toBe('ok');
    expect(await bench.document()).toMatchObject({
      devices: [{ id: 1, credential: { salt: credential } }],
      identityKeys: { aci: aci.publicKey },
    });
    expect((await bench.document())?.retired).toBeUndefined();
    const own = (device: DeviceId, salt: string) =>
      bench.code({ type: 'authorize', device, credential: salt });
    expect([await own(one, credential), await own(two, thief)]).toEqual(['ok', 'auth.invalid']);
    expect(await bench.waiting()).toBe(1);
    expect(await count(bench)).toEqual({ count: 0, kemCount: 0 });
    const bundles = await bench.value({ type: 'takeBundles', identity: 'aci', device: 'all' });
    expect(bundles).toMatchObject({
      identityKey: aci.publicKey,
      devices: [{ device: 1, registrationId: 41, kemPreKey: { keyId: 12 } }],
    });
  });

  it('tell whoever sends to the old ones that the device is another', async () => {
    const { bench, command } = await ready();
    await bench.value(command());
    expect(await bench.ask(sendTo(first, second))).toMatchObject({
      ok: false,
      refusal: { mismatchedDevices: { missing: [], extra: [2], stale: [1] } },
    });
    expect(await bench.code(sendTo(fresh))).toBe('ok');
  });

  it('have pools of their own, which end with the device', async () => {
    const { bench, credential, aci, command } = await ready();
    await bench.value(command());
    await publish(bench, credential, aci, 60);
    expect(await count(bench)).toEqual({ count: 1, kemCount: 1 });
    await bench.value(sendTo(fresh));
    // The pools and the queue go, each under its own name.
    const { command: registered } = bench.registration;
    const device = { ...registered.device, credential: { salt: 's', hash: 'h' } };
    await bench.value({ ...registered, device });
    expect((await bench.document())?.retired).toBeUndefined();
    expect(await bench.waiting()).toBe(0);
    expect(await count(bench)).toEqual({ count: 0, kemCount: 0 });
  });

  it('may be set again in the same bytes, which changes nothing', async () => {
    const { bench, credential, aci, command } = await ready();
    const twice = command();
    expect(await bench.code(twice)).toBe('ok');
    await publish(bench, credential, aci, 60);
    expect(await bench.code(twice)).toBe('ok');
    expect(await count(bench)).toEqual({ count: 1, kemCount: 1 });
  });

  it('are set by the primary alone', async () => {
    const { bench, thief, command } = await ready();
    expect(await bench.code(command({ device: two, credential: thief }))).toBe('auth.forbidden');
    expect(await bench.code(command({ credential: thief }))).toBe('auth.invalid');
  });

  it.each<[string, string, (ground: Awaited<ReturnType<typeof ready>>) => Partial<Replace>]>([
    [
      'an identity key of before',
      'request.invalid',
      ({ bench, pni }) => ({
        identityKeys: { aci: bench.registration.aci.publicKey, pni: pni.publicKey },
      }),
    ],
    [
      'a registration id of before',
      'request.invalid',
      ({ aci, pni }) => ({ identities: { aci: keysBy(aci, 1111), pni: keysBy(pni, 42) } }),
    ],
    [
      'a key that cannot be read',
      'key.malformed',
      ({ pni }) => ({ identityKeys: { aci: new Uint8Array(33), pni: pni.publicKey } }),
    ],
    [
      'a pre-key that the former identity has signed',
      'key.signature',
      ({ bench, pni }) => ({
        identities: { aci: keysBy(bench.registration.aci, 41), pni: keysBy(pni, 42) },
      }),
    ],
    [
      'the list key of before',
      'devices.list_invalid',
      ({ bench, before, aci }) => {
        const signer = new ListSigner(bench.id, aci);
        return { signed: Object.assign(signer, { key: before.key }).sign(3, [fresh]) };
      },
    ],
    [
      'a list that the former identity stands for',
      'devices.list_invalid',
      ({ before }) => ({ signed: before.sign(3, [fresh]) }),
    ],
    [
      'a list that names the stolen device',
      'devices.list_invalid',
      ({ signer }) => ({ signed: signer.sign(3, [fresh, second]) }),
    ],
    [
      'a list with other registration ids',
      'devices.list_invalid',
      ({ signer }) => ({ signed: signer.sign(3, [first]) }),
    ],
  ])('with %s are refused and change nothing', async (_, code, change) => {
    const ground = await ready();
    const { bench, command } = ground;
    const before = await bench.document();
    expect(await bench.code(command(change(ground)))).toBe(code);
    expect(await bench.document()).toEqual(before);
    expect(await count(bench)).toEqual({ count: 1, kemCount: 1 });
  });

  it('void the announcement of a device', async () => {
    const { bench, before, credential, command } = await ready();
    await bench.value({
      type: 'announceDevice',
      device: one,
      credential,
      tokenHash: 'next',
      registrationId: 31 as RegistrationId,
      pniRegistrationId: 32 as RegistrationId,
      signed: before.sign(4, [first, second, listed(3, 31, 32)]),
    });
    await bench.value(command());
    expect(await bench.code(newLinkDevice('next', bench.registration))).toBe('link.token_invalid');
  });
});

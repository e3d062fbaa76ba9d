// What is done to an account is done to all of its devices, and what is a device's is its own.

import type { DeviceId, RegistrationId } from '#protocol';
import { describe, expect, it } from 'vitest';
import { connection, newEcKey, newRegistration, newSend } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { ListSigner, listed, newLinkDevice } from '../../../support/deviceLists.ts';

const ids = [1, 2, 3] as DeviceId[];
const attachOf = (device: DeviceId) =>
  ({
    type: 'attach',
    device,
    connection: connection(`socket-${device}`),
    ordinal: 1,
    attempt: 1,
  }) as const;
const content = (deviceId: number, registrationId: number) => ({
  deviceId,
  registrationId,
  type: 6,
  content: new Uint8Array([deviceId]),
});
const contents = [content(1, 1111), content(2, 31), content(3, 31)];

/** An account with three devices, each connected, with a one-time key and a letter. */
async function household() {
  const bench = new ActorsBench();
  await bench.register();
  const { credential } = bench.registration.command.device;
  const signer = new ListSigner(bench.id, bench.registration.aci);
  const entries = [listed(1)];
  const salts = [credential.salt];
  for (const id of [2, 3]) {
    entries.push(listed(id, 31, 32));
    await bench.value({
      type: 'announceDevice',
      device: 1 as DeviceId,
      credential: credential.salt,
      tokenHash: `hash ${id}`,
      registrationId: 31 as RegistrationId,
      pniRegistrationId: 32 as RegistrationId,
      signed: signer.sign(id, entries),
    });
    const command = newLinkDevice(`hash ${id}`, bench.registration);
    await bench.value(command);
    salts.push(command.device.credential.salt);
  }
  for (const device of ids) {
    await bench.value(attachOf(device));
    const preKeys = [newEcKey(device)];
    await bench.value({ type: 'putKeys', device, identity: 'aci', preKeys });
  }
  await bench.value(newSend({ contents }));
  await bench.turns();
  return { bench, salts };
}

/** Whom workers were told to evict, and why; they are told until they answer. */
const evicted = (bench: ActorsBench) => [
  ...new Map(
    bench.delivery.told.flatMap(({ delivery }) =>
      delivery.type === 'evict' ? [[delivery.device.device, delivery.code] as const] : [],
    ),
  ),
];

describe('an account of three devices', () => {
  it('gives each its own letters and keys', async () => {
    const { bench } = await household();
    const told = bench.delivery.told.flatMap(({ to, delivery }) =>
      delivery.type === 'envelopes' ? [[to.connection, delivery.envelopes.length]] : [],
    );
    expect(told.sort()).toEqual(ids.map((id) => [`socket-${id}`, 1]));
    const bundles = await bench.value({ type: 'takeBundles', identity: 'aci', device: 'all' });
    expect(bundles.devices.map(({ preKey }) => preKey?.keyId)).toEqual([1, 2, 3]);
    for (const device of ids) {
      const count = await bench.value({ type: 'countKeys', device, identity: 'aci' });
      expect(count.count).toBe(0);
    }
  });

  it('leaves out the device that writes to its own account, and asks for all others', async () => {
    const { bench } = await household();
    const source = { account: bench.id, device: 2 as DeviceId };
    const [first, , third] = contents as [(typeof contents)[0], unknown, (typeof contents)[0]];
    expect(await bench.code(newSend({ source, contents: [first, third] }))).toBe('ok');
    const short = await bench.ask(newSend({ source, contents: [first] }));
    expect(short).toMatchObject({
      refusal: { mismatchedDevices: { missing: [3], extra: [], stale: [] } },
    });
  });

  it('is taken over whole: credentials, letters and keys of all three go', async () => {
    const { bench, salts } = await household();
    const { command } = newRegistration(bench.registration.command.number);
    await bench.evicting(bench.value(command));
    expect(evicted(bench)).toEqual(ids.map((id) => [id, 'device.replaced']));
    expect((await bench.document())?.devices.map(({ id }) => id)).toEqual([1]);
    for (const [index, credential] of salts.entries()) {
      const device = ids[index] as DeviceId;
      expect(await bench.code({ type: 'authorize', device, credential })).toBe('auth.invalid');
    }
    const bundles = await bench.value({ type: 'takeBundles', identity: 'aci', device: 'all' });
    expect(bundles.devices.map(({ device, preKey }) => [device, preKey])).toEqual([[1, undefined]]);
    expect(await bench.waiting()).toBe(0);
  });

  it('is deleted whole', async () => {
    const { bench } = await household();
    await bench.evicting(bench.value({ type: 'deleteAccount' }));
    expect(evicted(bench)).toEqual(ids.map((id) => [id, 'account.deleted']));
    expect(await bench.document()).toBeUndefined();
    expect(await bench.waiting()).toBe(0);
  });
});

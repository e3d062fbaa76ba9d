// What a device may say of itself, where the account's list says it too.

import type { DeviceId, FencingToken, RegistrationId } from '#protocol';
import { expect, it } from 'vitest';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { ListSigner, listed, newLinkDevice } from '../../../support/deviceLists.ts';

const one = 1 as DeviceId;
const two = 2 as DeviceId;

async function twoDevices() {
  const bench = new ActorsBench();
  await bench.register();
  const signer = new ListSigner(bench.id, bench.registration.aci);
  const credential = bench.registration.command.device.credential.salt;
  await bench.value({
    type: 'announceDevice',
    device: one,
    credential,
    tokenHash: 'hash',
    registrationId: 31 as RegistrationId,
    pniRegistrationId: 32 as RegistrationId,
    signed: signer.sign(1, [listed(1), listed(2, 31, 32)]),
  });
  const linked = newLinkDevice('hash', bench.registration);
  await bench.value(linked);
  return { bench, credential, linked };
}

it('any device sets the access key, and the primary alone all else of the account', async () => {
  const { bench, credential, linked } = await twoDevices();
  const key = new Uint8Array(16).fill(3);
  const saying = (device: DeviceId, more: object) =>
    bench.code({
      type: 'setAttributes',
      device,
      credential: device === one ? credential : linked.device.credential.salt,
      ...(device === one ? listed(1) : listed(2, 31, 32)),
      capabilities: {},
      discoverableByNumber: true,
      ...more,
    });
  const isOpen = { unrestrictedUnidentifiedAccess: true };
  expect(await saying(two, { unidentifiedAccessKey: key, ...isOpen })).toBe('ok');
  // Who says nothing of it changes nothing.
  expect(await saying(two, {})).toBe('ok');
  const kept = await bench.accounts.real.claim(bench.id, 9 as FencingToken);
  expect(kept).toMatchObject({ unidentifiedAccessKey: key });
  expect(kept).not.toHaveProperty('unrestrictedUnidentifiedAccess');
});

it('a device keeps the registration ids by which its list names it', async () => {
  const { bench, credential, linked } = await twoDevices();
  const saying = (device: DeviceId, registrationId: number, pniRegistrationId: number) =>
    bench.code({
      type: 'setAttributes',
      device,
      credential: device === one ? credential : linked.device.credential.salt,
      registrationId: registrationId as RegistrationId,
      pniRegistrationId: pniRegistrationId as RegistrationId,
      capabilities: {},
      discoverableByNumber: true,
    });
  const { registrationId, pniRegistrationId } = listed(1);
  expect(await saying(two, 33, 32)).toBe('devices.list_invalid');
  expect(await saying(two, 31, 33)).toBe('devices.list_invalid');
  expect(await saying(one, 33, pniRegistrationId)).toBe('devices.list_invalid');
  expect(await saying(two, 31, 32)).toBe('ok');
  expect(await saying(one, registrationId, pniRegistrationId)).toBe('ok');
});

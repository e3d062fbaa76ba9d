// An account with two devices that gets another number, and what is seen of it.

import type { Account, CommandOf } from '#actors';
import { queueOf } from '#actors';
import { newQueueGeneration } from '#crypto';
import { decodeEnvelope } from '#protocol';
import type {
  DeviceId,
  EnvelopeGuid,
  ListedDevice,
  PhoneIdentityId,
  RegistrationId,
} from '#protocol';
import {
  newEcKey,
  newIdentity,
  newSend,
  newSignedKey,
  newUuid,
} from '../../../support/accounts.ts';
import type { Identity } from '../../../support/accounts.ts';
import { ActorsBench } from '../../../support/actorsBench.ts';
import { ListSigner, listed, newLinkDevice } from '../../../support/deviceLists.ts';

export const [one, two] = [1 as DeviceId, 2 as DeviceId];
export const number = '+12025550199';
const news = new Uint8Array([7, 7]);
export type Change = CommandOf<'account', 'changeNumber'>;
export const [first, second] = [listed(1), listed(2, 31, 32)];
export const [firstNext, secondNext] = [listed(1, 1111, 52), listed(2, 31, 62)];

export const keysBy = (identity: Identity, device: DeviceId, id: number) => ({
  device,
  registrationId: id as RegistrationId,
  signedPreKey: newSignedKey('ec', identity, 11),
  lastResortPreKey: newSignedKey('kem', identity, 12),
});

/** An account with a linked device, a list, and pools under both identities. */
export async function ready() {
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
    signed: signer.sign(2, [first, second]),
  });
  const link = newLinkDevice('hash', bench.registration);
  await bench.value(link);
  for (const identity of ['aci', 'pni'] as const) await publish(bench, identity, 50);
  const pni = newIdentity();
  const command = (change: Partial<Change> = {}): Change => ({
    type: 'changeNumber',
    device: one,
    credential,
    number,
    pni: newUuid() as PhoneIdentityId,
    identityKey: pni.publicKey,
    identities: [keysBy(pni, one, 52), keysBy(pni, two, 62)],
    keyGeneration: newQueueGeneration(),
    signed: signer.sign(3, [firstNext, secondNext]),
    news: newsFor([{ deviceId: 2, registrationId: 31 }]),
    ...change,
  });
  return { bench, signer, pni, command, linked: link.device.credential.salt };
}

export const newsFor = (
  to: readonly { deviceId: number; registrationId: number }[],
): Change['news'] => ({
  guid: newUuid().replaceAll('-', '') as EnvelopeGuid,
  contents: to.map((it) => ({ ...it, type: 1, content: news })),
  clientTimestamp: 1_700_000_000_005,
  serverTimestamp: 1_700_000_000_006,
});

export const publish = (bench: ActorsBench, identity: 'aci' | 'pni', keyId: number) =>
  bench.value({ type: 'putKeys', device: one, identity, preKeys: [newEcKey(keyId)] });
export const left = async (bench: ActorsBench, identity: 'aci' | 'pni') =>
  (await bench.value({ type: 'countKeys', device: one, identity })).count;

export async function document(bench: ActorsBench): Promise<Account> {
  const found = await bench.document();
  if (!found) throw new Error('There is no such account.');
  return found;
}

/** What waits for a device. */
export async function waitingFor(bench: ActorsBench, id: DeviceId) {
  const account = await document(bench);
  const device = account.devices.find((it) => it.id === id) as Account['devices'][number];
  const page = await bench.queue.real.page(queueOf(account, device), 9 as never, 0, 100);
  if (page === 'fenced') throw new Error('fenced');
  return page.envelopes.map(({ bytes }) => decodeEnvelope(bytes));
}

export const to = (...devices: ListedDevice[]) =>
  newSend({
    contents: devices.map(({ id, registrationId }) => ({
      deviceId: id,
      registrationId,
      type: 6,
      content: new Uint8Array([1]),
    })),
  });

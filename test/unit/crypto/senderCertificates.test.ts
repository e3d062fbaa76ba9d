// Certificates of senders: whom they name, who believes them, and how long.

import { randomBytes } from 'node:crypto';
import { PrivateKey, PublicKey, SenderCertificate } from '@signalapp/libsignal-client';
import { expect, it } from 'vitest';
import { createSenderCertificates } from '#crypto';
import type { AccountId, DeviceId } from '#protocol';

const now = 1_800_000_000_000;
const dayMs = 24 * 60 * 60 * 1000;
const key32 = () => randomBytes(32).toString('base64');
const sealing = (id: number) => ({ id, key: key32(), madeAtMs: 0 });
const secretsOf = (...ids: number[]) => ({ indexKey: key32(), sealing: ids.map(sealing) });
const holder = {
  account: '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId,
  device: 2 as DeviceId,
  identityKey: PrivateKey.generate().getPublicKey().serialize(),
};

const made = (of: ReturnType<typeof createSenderCertificates>) =>
  SenderCertificate.deserialize(Uint8Array.from(of.issue(holder, now)));
const rootsOf = (of: ReturnType<typeof createSenderCertificates>) =>
  of.trustRoots.map((root) => PublicKey.deserialize(Uint8Array.from(root)));

it('a certificate names account, device and identity key for a day, and no number', () => {
  const secrets = secretsOf(1);
  const certificates = createSenderCertificates(secrets, () => secrets);
  const certificate = made(certificates);
  expect(certificate.senderUuid()).toBe(holder.account);
  expect(certificate.senderDeviceId()).toBe(2);
  expect(certificate.senderE164()).toBeNull();
  expect(certificate.key().serialize()).toEqual(holder.identityKey);
  expect(certificate.validateWithTrustRoots(rootsOf(certificates), now + dayMs - 1)).toBe(true);
  expect(certificate.validateWithTrustRoots(rootsOf(certificates), now + dayMs + 1)).toBe(false);
});

it('every host of a cluster has the same roots, another cluster has others', () => {
  const secrets = secretsOf(1);
  const [one, two] = [secrets, { ...secrets }].map((of) => createSenderCertificates(of, () => of));
  const foreign = secretsOf(1);
  const other = createSenderCertificates(foreign, () => foreign);
  if (!one || !two) throw new Error('none was made');
  expect(one.trustRoots).toEqual(two.trustRoots);
  expect(made(one).validateWithTrustRoots(rootsOf(two), now)).toBe(true);
  expect(made(one).validateWithTrustRoots(rootsOf(other), now)).toBe(false);
});

it('a new key of the ring brings a new signer under the same roots', () => {
  const secrets = secretsOf(1);
  const rotated = { ...secrets, sealing: [...secrets.sealing, sealing(2)] };
  const certificates = createSenderCertificates(secrets, () => rotated);
  const [before, roots] = [made(certificates), rootsOf(certificates)];
  certificates.reload();
  const after = made(certificates);
  const signers = [before, after].map((one) => one.serverCertificate());
  expect(signers.map((one) => one.keyId())).toEqual([1, 2]);
  expect(signers[0]?.key().serialize()).not.toEqual(signers[1]?.key().serialize());
  for (const one of [before, after]) expect(one.validateWithTrustRoots(roots, now)).toBe(true);
});

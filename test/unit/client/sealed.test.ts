// Sealed sender between people: what says a name and what does not, what is done when the server
// refuses it, and whom a recipient believes.

import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import * as signal from '@signalapp/libsignal-client';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SenderCertificates } from '#crypto';
import type { AccountId, DeviceId } from '#protocol';
import { decodeEnvelope, encodeEnvelope } from '#protocol';
import { refreshBeforeMs } from '../../../client/sealed/certificates.ts';
import { lineIdleMs } from '../../../client/sealed/line.ts';
import { newCertificates } from './anonymousTwin.ts';
import { Scene, talk } from './people.ts';
import type { Person } from './people.ts';

const dayMs = 24 * 60 * 60 * 1000;
let scene: Scene;
let certificates: SenderCertificates;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  certificates = newCertificates();
  scene.server.certificates = certificates;
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
});

afterEach(() => scene.end());

/** Who was named in sends since, a line each. */
function named(since = 0): string[] {
  const nameOf = (id: string | undefined) => (id === ana.id ? 'ana' : id === ben.id ? 'ben' : '?');
  return scene.server.log.slice(since).map(({ from, to }) => `${nameOf(from)}>${nameOf(to)}`);
}

async function says(one: Person, other: Person, text: string): Promise<void> {
  await one.client.send(other.id, text);
  await scene.until(() => other.texts.includes(text), text);
  await scene.settle();
}

describe('what is sent', () => {
  test('says a name until the other has given its profile key, and then none', async () => {
    await says(ana, ben, 'hello');
    // Ben has Ana's key by now: his receipt is sealed, and so is all that he says.
    expect(named()).toEqual(['ana>ben', '?>ana']);
    await says(ben, ana, 'who is it?');
    await says(ana, ben, 'me');
    expect(named(2)).toEqual(['?>ana', '?>ben', '?>ben', '?>ana']);
    expect(ana.client.history(ben.id).map(({ status }) => status)).toContain('delivered');
  });

  test('goes by name where its key is refused, and without a name a day later', async () => {
    await talk(ana, ben, 'start');
    const device = scene.server.device(ben.id);
    const { accessKey } = device;
    device.accessKey = 'another';
    let since = scene.server.log.length;
    await says(ana, ben, 'refused');
    expect(named(since)).toEqual(['ana>ben', '?>ana']);
    device.accessKey = accessKey;
    since = scene.server.log.length;
    await says(ana, ben, 'still by name');
    expect(named(since)[0]).toBe('ana>ben');
    scene.clock.advance(dayMs);
    scene.server.clockMs += dayMs;
    await scene.settle();
    since = scene.server.log.length;
    await says(ana, ben, 'tried again');
    expect(named(since)[0]).toBe('?>ben');
  });

  test('is mended when the other has installed anew, or has other devices', async () => {
    await talk(ana, ben, 'start');
    const since = scene.server.log.length;
    let left = 1;
    scene.server.cuts.send = (frame) => {
      if (frame.destination !== ben.id || !frame.accessKey || left-- <= 0) return undefined;
      const mismatchedDevices = { missing: [], extra: [], stale: [1] };
      return { code: 'message.stale_devices', mismatchedDevices };
    };
    await says(ana, ben, 'after 410');
    left = 1;
    scene.server.cuts.send = (frame) => {
      if (frame.destination !== ben.id || left-- <= 0) return undefined;
      const mismatchedDevices = { missing: [1], extra: [], stale: [] };
      return { code: 'message.mismatched_devices', mismatchedDevices };
    };
    await says(ana, ben, 'after 409');
    expect(named(since).filter((one) => one.startsWith('ana'))).toEqual([]);
    // Nor is it asked by name for the keys of the other.
    const asked = scene.server.requests.filter((one) => one.includes(`/v2/keys/${ben.id}`));
    expect(asked.slice(1).length).toBeGreaterThan(0);
    expect(asked.slice(1).every((one) => one.startsWith('anonymous'))).toBe(true);
  });

  test('is reported without a name where it cannot be read, and sent again so', async () => {
    await talk(ana, ben, 'start');
    const before = scene.snapshot(ben.profile);
    await says(ana, ben, 'more');
    await says(ben, ana, 'and more');
    await ben.restart(before);
    const since = scene.server.log.length;
    await ana.client.send(ben.id, 'over a lost session');
    await scene.until(() => ben.texts.includes('over a lost session'), 'mended');
    await scene.settle();
    expect(named(since).filter((one) => !one.startsWith('?'))).toEqual([]);
  });

  test('leaves over a connection that ends when it is idle, and comes back', async () => {
    await talk(ana, ben, 'start');
    expect(scene.server.anonymous.size).toBe(2);
    scene.clock.advance(lineIdleMs + 1000);
    expect(scene.server.anonymous.size).toBe(0);
    await says(ana, ben, 'again');
    expect(scene.server.anonymous.size).toBe(2);
    await ana.client.close();
    expect(scene.server.anonymous.size).toBe(1);
  });

  test('is sealed anew when its certificate has ended before it left', async () => {
    await talk(ana, ben, 'start');
    let refuses = true;
    scene.server.cuts.send = (frame) =>
      refuses && frame.destination === ben.id ? { code: 'server.busy' } : undefined;
    ana.client.send(ben.id, 'late').catch(() => undefined);
    await scene.settle();
    scene.clock.advance(dayMs);
    scene.server.clockMs += dayMs;
    await ana.restart();
    await scene.settle();
    refuses = false;
    await scene.until(() => ben.texts.includes('late'), 'late');
  });

  test('is told by name while only a worker whose clock is behind makes certificates', async () => {
    await talk(ana, ben, 'start');
    ana.client.on('trouble', () => undefined);
    scene.clock.advance(dayMs);
    scene.server.clockMs -= 39 * dayMs;
    await ana.restart();
    await scene.settle();
    scene.server.clockMs += 40 * dayMs;
    const since = scene.server.log.length;
    await says(ana, ben, 'by name');
    expect(named(since)[0]).toBe('ana>ben');
  });

  test('has a certificate that is renewed in time', async () => {
    const asked = () => scene.server.requests.filter((one) => one.includes('certificate')).length;
    await scene.settle();
    const before = asked();
    for (let hours = 0; hours < 18; hours += 6) {
      scene.clock.advance(6 * 60 * 60 * 1000);
      scene.server.clockMs += 6 * 60 * 60 * 1000;
      await scene.settle();
    }
    expect(dayMs - refreshBeforeMs).toBe(12 * 60 * 60 * 1000);
    expect(asked() - before).toBe(2);
  });
});

test('a profile of before has its access key published when it is opened', async () => {
  const device = scene.server.device(ben.id);
  await ben.client.devices.rename('desk');
  device.accessKey = undefined;
  await ben.client.close();
  const sqlite = new DatabaseSync(ben.profile);
  sqlite.exec('DELETE FROM sealed_own; DELETE FROM profile_keys');
  sqlite.close();
  await ben.restart();
  await scene.until(() => device.accessKey !== undefined, 'published');
  expect(await ben.client.devices.list()).toMatchObject([{ id: 1, name: 'desk' }]);
  await talk(ana, ben, 'start');
  const since = scene.server.log.length;
  await says(ana, ben, 'without a name');
  expect(named(since)[0]).toBe('?>ben');
});

/** Somebody who seals for Ben whatever it likes. */
class Forger {
  readonly pair = signal.IdentityKeyPair.generate();
  #guids = 0;

  async give(certificate: signal.SenderCertificate, more = {}): Promise<void> {
    const device = scene.server.device(ben.id);
    const benKey = Buffer.from(device.identities.aci.identityKey, 'base64');
    const identities = new Identities(this.pair, signal.PublicKey.deserialize(copy(benKey)));
    const report = signal.DecryptionErrorMessage.forOriginal(
      copy(randomBytes(64)),
      signal.CiphertextMessageType.SenderKey,
      scene.clock.now(),
      1,
    );
    const message = signal.CiphertextMessage.from(signal.PlaintextContent.from(report));
    const content = signal.UnidentifiedSenderMessageContent.new(message, certificate, 2, null);
    const to = signal.ProtocolAddress.new(ben.id, 1);
    const serverGuid = Buffer.alloc(16, (this.#guids += 1));
    const bytes = encodeEnvelope({
      type: 6,
      clientTimestamp: scene.clock.now(),
      serverTimestamp: scene.server.clockMs,
      content: await signal.sealedSenderEncrypt(content, to, identities),
      destinationServiceId: ben.id,
      serverGuid,
      urgent: true,
      ...more,
    });
    scene.server.put(device, serverGuid.toString('hex'), bytes);
  }
}

class Identities extends signal.IdentityKeyStore {
  readonly #pair: signal.IdentityKeyPair;
  readonly #other: signal.PublicKey;

  constructor(pair: signal.IdentityKeyPair, other: signal.PublicKey) {
    super();
    this.#pair = pair;
    this.#other = other;
  }

  override getIdentityKey = async () => this.#pair.privateKey;
  override getIdentityKeyPair = async () => this.#pair;
  override getLocalRegistrationId = async () => 1;
  override saveIdentity = async () => signal.IdentityChange.NewOrUnchanged;
  override isTrustedIdentity = async () => true;
  override getIdentity = async () => this.#other;
}

const copy = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes);

describe('a recipient believes', () => {
  const stranger = '11111111-2222-4333-8444-555555555555' as AccountId;
  let forger: Forger;
  let rejected: string[];

  beforeEach(async () => {
    await talk(ana, ben, 'start');
    forger = new Forger();
    rejected = [];
    ben.client.on('rejected', ({ reason }) => rejected.push(reason));
  });

  const made = (
    of: SenderCertificates,
    holder: { account?: AccountId; device?: DeviceId; key?: Uint8Array } = {},
    atMs = scene.server.clockMs,
  ) =>
    signal.SenderCertificate.deserialize(
      copy(
        of.issue(
          {
            account: holder.account ?? stranger,
            device: holder.device ?? (1 as DeviceId),
            identityKey: holder.key ?? forger.pair.publicKey.serialize(),
          },
          atMs,
        ),
      ),
    );
  const reasonFor = async (certificate: signal.SenderCertificate, more = {}) => {
    await forger.give(certificate, more);
    await scene.until(() => rejected.length > 0, 'rejected');
    return rejected.splice(0);
  };

  test('a certificate of its cluster for as long as it counts by the server’s time', async () => {
    // A stranger's report means nothing; that it got so far says that the certificate is good.
    expect(await reasonFor(made(certificates))).toEqual(['source']);
    const old = made(certificates, {}, scene.server.clockMs - dayMs - 1);
    expect(await reasonFor(old)).toEqual(['certificate']);
    const then = { serverTimestamp: scene.server.clockMs - 1000 };
    expect(await reasonFor(old, then)).toEqual(['source']);
  });

  test('a certificate, though the worker that took the envelope is days ahead', async () => {
    const ahead = { serverTimestamp: scene.server.clockMs + 40 * dayMs };
    expect(await reasonFor(made(certificates), ahead)).toEqual(['source']);
  });

  test('none of another cluster, nor one that somebody has made', async () => {
    expect(await reasonFor(made(newCertificates()))).toEqual(['certificate']);
    const root = signal.PrivateKey.generate();
    const key = signal.PrivateKey.generate();
    const signer = signal.ServerCertificate.new(1, key.getPublicKey(), root);
    const until = scene.server.clockMs + dayMs;
    const { publicKey } = forger.pair;
    const forged = signal.SenderCertificate.new(stranger, null, 1, publicKey, until, signer, key);
    expect(await reasonFor(forged)).toEqual(['certificate']);
  });

  test('nobody with somebody else’s certificate, and none who says to be itself', async () => {
    const anas = Buffer.from(scene.server.device(ana.id).identities.aci.identityKey, 'base64');
    const account = ana.id as AccountId;
    // Without the key that it names there is no sealing that opens.
    expect(await reasonFor(made(certificates, { account, key: anas }))).toEqual(['content']);
    // With a key of its own it is not Ana, whoever says so.
    expect(await reasonFor(made(certificates, { account }))).toEqual(['identity']);
    const device = 2 as DeviceId;
    expect(await reasonFor(made(certificates, { account, device }))).toEqual(['identity']);
    const itself = made(certificates, { account: ben.id as AccountId });
    expect(await reasonFor(itself)).toEqual(['source']);
  });

  test('no envelope that names another than its certificate', async () => {
    const more = { sourceServiceId: ana.id, sourceDevice: 1 };
    expect(await reasonFor(made(certificates), more)).toEqual(['source']);
  });

  test('no root that the server shows later', async () => {
    const other = newCertificates();
    scene.server.certificates = other;
    await ben.restart();
    ben.client.on('rejected', ({ reason }) => rejected.push(reason));
    await scene.settle();
    expect(await reasonFor(made(other))).toEqual(['certificate']);
    const trouble: Error[] = [];
    ana.client.on('trouble', (error) => trouble.push(error));
    scene.clock.advance(dayMs);
    scene.server.clockMs += dayMs;
    await scene.settle();
    const since = scene.server.log.length;
    await says(ana, ben, 'by name, as no certificate is good');
    expect(named(since)[0]).toBe('ana>ben');
    expect(trouble.length).toBeGreaterThan(0);
  });
});

test('the envelope as the server has it names nobody', async () => {
  await talk(ana, ben, 'start');
  const stored: string[] = [];
  scene.server.cuts.envelope = (envelope) => {
    const { sourceServiceId, sourceDevice } = decodeEnvelope(encodeEnvelope(envelope));
    stored.push(String(sourceServiceId ?? sourceDevice));
    return envelope;
  };
  await says(ana, ben, 'nobody’s');
  expect(stored).toEqual(['undefined', 'undefined']);
});

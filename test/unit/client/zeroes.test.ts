// Key material leaves no copy in bytes that the client held: what libsignal was given is zeroes
// afterwards, and so is what it gave, once it is stored.

import * as signal from '@signalapp/libsignal-client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Scene, talk } from './people.ts';

let scene: Scene;
const held: { what: string; bytes: Uint8Array }[] = [];

type Reads = { deserialize(bytes: Uint8Array<ArrayBuffer>): unknown };
type Writes = { prototype: { serialize(): Uint8Array<ArrayBuffer> } };

/** Remembers the bytes that hold secrets, on their way in and out. */
function watch(name: string, kind: Reads & Writes): void {
  const read = kind.deserialize.bind(kind);
  vi.spyOn(kind, 'deserialize').mockImplementation((bytes) => {
    held.push({ what: `${name} read`, bytes });
    return read(bytes);
  });
  const write = kind.prototype.serialize;
  vi.spyOn(kind.prototype, 'serialize').mockImplementation(function (this: object) {
    const bytes = write.call(this);
    held.push({ what: `${name} written`, bytes });
    return bytes;
  });
}

beforeEach(() => {
  held.length = 0;
  scene = new Scene();
  watch('session', signal.SessionRecord);
  watch('identity', signal.IdentityKeyPair);
  watch('pre-key', signal.PreKeyRecord);
  watch('signed pre-key', signal.SignedPreKeyRecord);
  watch('Kyber pre-key', signal.KyberPreKeyRecord);
  watch('private key', signal.PrivateKey);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await scene.end();
});

test('nothing is left of keys that were made, stored, used, linked and replaced', async () => {
  const [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  await talk(ana, ben, 'start');
  const laptop = await scene.link(ana, 'laptop');
  await talk(ana, ben, 'with a laptop');
  await ben.restart();
  await scene.ended(ana.client.devices.remove(laptop.client.device, { stolen: true }));
  await scene.settle();
  expect(new Set(held.map(({ what }) => what.split(' read')[0])).size).toBeGreaterThan(5);
  const left = held.filter(({ bytes }) => bytes.some((byte) => byte !== 0));
  expect([...new Set(left.map(({ what }) => what))]).toEqual([]);
});

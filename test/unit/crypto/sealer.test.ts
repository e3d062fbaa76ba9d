// What is sealed opens again, and nothing else does.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Secrets } from '#crypto';
import {
  createSealer,
  createSecrets,
  readSecrets,
  rotateSealingKey,
  SealError,
  inClear,
} from '#crypto';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'aldis-sealer-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
function fresh(): { path: string; secrets: Secrets } {
  const path = join(folder, `secrets-${files++}.json`);
  return { path, secrets: createSecrets(path, 1000, inClear) };
}

const never = (): Secrets => {
  throw new Error('read again without need');
};

describe('a sealed value', () => {
  const { secrets } = fresh();
  const sealer = createSealer(secrets, never);

  it('opens to what was sealed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 500 }), fc.string(), (plain, context) => {
        const opened = sealer.open(sealer.seal(plain, context), context);
        expect(Buffer.from(opened).equals(Buffer.from(plain))).toBe(true);
      }),
      { seed: 21 },
    );
  });

  it('does not show its plaintext and never looks the same twice', () => {
    const plain = Buffer.from('a phrase that must not be seen');
    const [one, two] = [sealer.seal(plain, 'c'), sealer.seal(plain, 'c')].map((bytes) =>
      Buffer.from(bytes),
    );
    expect(one?.includes(plain)).toBe(false);
    expect(one?.equals(two ?? Buffer.alloc(0))).toBe(false);
  });

  it('does not open when any one bit was changed', () => {
    const sealed = sealer.seal(Buffer.from('content'), 'c');
    const rereading = createSealer(secrets, () => secrets);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => rereading.open(changed, 'c')).toThrow(SealError);
    }
  });

  it('does not open when it was cut short, or was never sealed', () => {
    const sealed = sealer.seal(Buffer.from('content'), 'c');
    for (let length = 0; length < sealed.length; length++) {
      expect(() => sealer.open(sealed.subarray(0, length), 'c')).toThrow(SealError);
    }
  });

  it('does not open elsewhere', () => {
    const sealed = sealer.seal(Buffer.from('content'), 'queue alice');
    expect(() => sealer.open(sealed, 'queue bob')).toThrow(SealError);
  });

  it('does not open under the keys of another cluster', () => {
    const other = createSealer(fresh().secrets, never);
    expect(() => other.open(sealer.seal(Buffer.from('x'), 'c'), 'c')).toThrow(SealError);
  });
});

describe('the ring of keys', () => {
  it('opens with old keys and seals with the newest after a rotation', () => {
    const { path, secrets } = fresh();
    const old = createSealer(secrets, () => readSecrets(path, inClear));
    const before = old.seal(Buffer.from('before'), 'c');
    const rotated = createSealer(rotateSealingKey(path, 2000, inClear), never);
    expect(Buffer.from(rotated.open(before, 'c')).toString()).toBe('before');
    const after = rotated.seal(Buffer.from('after'), 'c');
    expect(Buffer.from(after).readUInt32BE(1)).toBe(2);
    // The process that had not heard of the rotation finds the new key by itself.
    expect(Buffer.from(old.open(after, 'c')).toString()).toBe('after');
  });

  it('seals with the new key as soon as it is told to read again', () => {
    const { path, secrets } = fresh();
    const sealer = createSealer(secrets, () => readSecrets(path, inClear));
    rotateSealingKey(path, 2000, inClear);
    expect(Buffer.from(sealer.seal(Buffer.from('x'), 'c')).readUInt32BE(1)).toBe(1);
    sealer.reload();
    expect(Buffer.from(sealer.seal(Buffer.from('x'), 'c')).readUInt32BE(1)).toBe(2);
  });
});

describe('a blind index', () => {
  it('finds the same number again, apart by purpose and by cluster', () => {
    const { secrets } = fresh();
    const sealer = createSealer(secrets, never);
    const index = sealer.blindIndex('number', '+15551234567');
    expect(index).toMatch(/^[0-9a-f]{64}$/);
    expect(createSealer(secrets, never).blindIndex('number', '+15551234567')).toBe(index);
    expect(sealer.blindIndex('other', '+15551234567')).not.toBe(index);
    expect(sealer.blindIndex('number', '+15551234568')).not.toBe(index);
    expect(createSealer(fresh().secrets, never).blindIndex('number', '+15551234567')).not.toBe(
      index,
    );
  });
});

// What waits opens with its account's key, in its place, and nowhere else; no nonce comes twice.

import { fork } from 'node:child_process';
import { createDecipheriv, hkdfSync } from 'node:crypto';
import { once } from 'node:events';
import {
  createEnvelopeSealer,
  envelopeSealBytes,
  newQueueGeneration,
  newQueueKey,
  SealError,
} from '#crypto';
import { parseQueueGeneration } from '#protocol';
import { Aes256GcmSiv } from '@signalapp/libsignal-client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shortBytesMax } from '../../../src/crypto/envelopeSealer.ts';

const key = newQueueKey();
const content = Buffer.from('a phrase that must not be seen');

/** Salt and number: the subkey and the nonce under one account's key. */
const pairOf = (sealed: Uint8Array) => Buffer.from(sealed).subarray(1, 23).toString('hex');

describe('a sealed envelope', () => {
  const sealer = createEnvelopeSealer();

  it('opens to what was sealed, in another process as well', () => {
    const other = createEnvelopeSealer();
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 2 * shortBytesMax, size: 'max' }),
        fc.string(),
        (plain, context) => {
          const sealed = sealer.seal(key, plain, context);
          expect(sealed.length).toBe(plain.length + envelopeSealBytes);
          expect(Buffer.from(other.open(key, sealed, context)).equals(Buffer.from(plain))).toBe(
            true,
          );
        },
      ),
      { seed: 22 },
    );
  });

  /** What a sealed one is opened with, as it is written down. */
  const partsOf = (sealed: Buffer, purpose: string) => {
    const subkey = Buffer.from(hkdfSync('sha256', key, sealed.subarray(1, 17), purpose, 32));
    const nonce = Buffer.concat([Buffer.alloc(6), sealed.subarray(17, 23)]);
    return { subkey, nonce };
  };

  it('has the form that is written down, when it is short', () => {
    const sealed = Buffer.from(sealer.seal(key, content, 'context'));
    expect(sealed[0]).toBe(4);
    const { subkey, nonce } = partsOf(sealed, 'aldis short envelope');
    const body = Uint8Array.from(sealed.subarray(23));
    const cipher = Aes256GcmSiv.new(Uint8Array.from(subkey));
    const plain = cipher.decrypt(
      body,
      Uint8Array.from(nonce),
      Uint8Array.from(Buffer.from('context')),
    );
    expect(Buffer.from(plain)).toEqual(content);
    expect(sealed.includes(content)).toBe(false);
  });

  it('has the form that is written down, when it is long', () => {
    const content = Buffer.alloc(shortBytesMax + 1, 'a phrase that must not be seen');
    const sealed = Buffer.from(sealer.seal(key, content, 'context'));
    expect(sealed[0]).toBe(2);
    const { subkey, nonce } = partsOf(sealed, 'aldis envelope');
    const decipher = createDecipheriv('aes-256-gcm', subkey, nonce);
    decipher.setAAD(Buffer.from('context'));
    decipher.setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(23, -16)), decipher.final()]);
    expect(plain).toEqual(content);
    expect(sealed.includes(content)).toBe(false);
  });

  it('is one that earlier releases read, beside workers of them', () => {
    const beside = createEnvelopeSealer({ isFormer: true });
    for (const plain of [Buffer.alloc(0), content]) {
      const sealed = beside.seal(key, plain, 'context');
      expect(sealed[0]).toBe(2);
      expect(Buffer.from(sealer.open(key, sealed, 'context'))).toEqual(plain);
    }
  });

  it.each([
    ['short', content],
    ['long', Buffer.alloc(shortBytesMax + 1)],
  ])('does not open changed, cut, moved or of another, when it is %s', (_length, plain) => {
    const sealed = sealer.seal(key, plain, 'context');
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Uint8Array.from(sealed);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(() => sealer.open(key, changed, 'context')).toThrow(SealError);
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(() => sealer.open(key, sealed.subarray(0, length), 'context')).toThrow(SealError);
    }
    expect(() => sealer.open(key, sealed, 'other')).toThrow(SealError);
    expect(() => sealer.open(newQueueKey(), sealed, 'context')).toThrow(SealError);
  });
});

describe('nonces', () => {
  it('never repeat under a key, over processes and restarts', async () => {
    const each = 500;
    const script = new URL('../../support/sealingProcess.ts', import.meta.url);
    const run = async () => {
      const child = fork(script, [Buffer.from(key).toString('hex'), String(each)]);
      const [sealed] = (await once(child, 'message')) as [string[]];
      return sealed.map((hex) => Buffer.from(hex, 'hex'));
    };
    const first = await Promise.all([run(), run()]);
    const restarted = await run();
    const here = createEnvelopeSealer();
    const own = Array.from({ length: each }, () => here.seal(key, content, 'c'));
    const all = [...first.flat(), ...restarted, ...own];
    expect(new Set(all.map(pairOf)).size).toBe(4 * each);
    expect(new Set(all.map((sealed) => pairOf(sealed).slice(0, 32))).size).toBe(4);
  }, 60_000);

  it('never repeat when keys were forgotten and derived again meanwhile', () => {
    const sealer = createEnvelopeSealer({ subkeysMax: 2 });
    const keys = [key, newQueueKey(), newQueueKey(), newQueueKey()];
    const sealed = Array.from({ length: 40 }, (_, i) => {
      const one = keys[i % keys.length] as Uint8Array;
      return { one, bytes: sealer.seal(one, content, String(i)) };
    });
    expect(new Set(sealed.map(({ bytes }) => pairOf(bytes))).size).toBe(sealed.length);
    for (const [i, { one, bytes }] of sealed.entries()) {
      expect(Buffer.from(sealer.open(one, bytes, String(i)))).toEqual(content);
    }
  });
});

it('generations and keys are random and of their form', () => {
  const made = Array.from({ length: 100 }, newQueueGeneration);
  expect(new Set(made).size).toBe(100);
  expect(made.every((one) => parseQueueGeneration(one) === one)).toBe(true);
  expect(newQueueKey()).not.toEqual(newQueueKey());
  expect(newQueueKey().length).toBe(32);
});

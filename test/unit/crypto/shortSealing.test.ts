// ChaCha20-Poly1305 by our own hand is that of RFC 8439, and that of OpenSSL, whatever the text.

import { createCipheriv, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ShortSealing,
  shortContextBytesMax,
  shortTagBytes,
  shortTextBytesMax,
} from '../../../src/crypto/shortSealing.ts';

const sealing = new ShortSealing();

function sealed(key: Uint8Array, nonce: Buffer, context: Uint8Array, plain: Uint8Array): string {
  const words = new Uint32Array(Uint8Array.from(key).buffer);
  const three = [0, 4, 8].map((at) => nonce.readUInt32LE(at)) as [number, number, number];
  const out = new Uint8Array(3 + plain.length + shortTagBytes + 2);
  sealing.seal(words, three, context, plain, out, 3);
  expect([...out.subarray(0, 3), ...out.subarray(-2)]).toEqual([0, 0, 0, 0, 0]);
  return Buffer.from(out.subarray(3, -2)).toString('hex');
}

function byOpenSsl(key: Uint8Array, nonce: Buffer, context: Uint8Array, plain: Uint8Array): string {
  const options = { authTagLength: shortTagBytes };
  const cipher = createCipheriv('chacha20-poly1305', key, nonce, options);
  cipher.setAAD(context, { plaintextLength: plain.length });
  const text = cipher.update(plain);
  cipher.final();
  return Buffer.concat([text, cipher.getAuthTag()]).toString('hex');
}

describe('a short text', () => {
  it('is sealed as the example of RFC 8439, 2.8.2', () => {
    const key = Uint8Array.from({ length: 32 }, (_, n) => 0x80 + n);
    const nonce = Buffer.from('070000004041424344454647', 'hex');
    const context = Buffer.from('50515253c0c1c2c3c4c5c6c7', 'hex');
    const text =
      "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the " +
      'future, sunscreen would be it.';
    expect(sealed(key, nonce, context, Buffer.from(text))).toBe(
      'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6' +
        '3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36' +
        '92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc' +
        '3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691',
    );
  });

  it('is sealed as OpenSSL seals it, also where the sums carry over all of their bits', () => {
    const bytes = (maxLength: number) =>
      fc.oneof(
        fc.uint8Array({ maxLength }),
        fc.nat(maxLength).map((length) => new Uint8Array(length).fill(255)),
      );
    const exactly = (length: number) =>
      fc.oneof(
        fc.uint8Array({ minLength: length, maxLength: length }),
        fc.constantFrom(0, 255).map((value) => new Uint8Array(length).fill(value)),
      );
    fc.assert(
      fc.property(
        exactly(32),
        exactly(12),
        bytes(shortContextBytesMax),
        bytes(shortTextBytesMax),
        (key, nonce, context, plain) => {
          const given = [key, Buffer.from(nonce), context, plain] as const;
          expect(sealed(...given)).toBe(byOpenSsl(...given));
        },
      ),
      { seed: 91, numRuns: 400 },
    );
  });

  it('leaves nothing of one behind for the next', () => {
    const [key, nonce] = [randomBytes(32), randomBytes(12)];
    for (const length of [320, 1, 300, 0, 17, 320, 16]) {
      const given = [key, nonce, randomBytes(length % 250), randomBytes(length)] as const;
      expect(sealed(...given)).toBe(byOpenSsl(...given));
    }
  });
});

// SFrame against the working group's figures, and against frames that nobody sealed so.

import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { framesBeforeAsking, framesPerKeyMax } from '../../../../client/media/frameLimits.ts';
import { Sealer } from '../../../../client/media/sealer.ts';
import { generations, keyNameOf, kidOf, stepMax } from '../../../../client/media/keyName.ts';
import type { KeyName } from '../../../../client/media/keyName.ts';
import { deriveSecrets, ratchet, SframeKey, suites } from '../../../../client/media/sframe.ts';
import {
  decodeHeader,
  encodeHeader,
  headerBytesMax,
} from '../../../../client/media/sframeHeader.ts';
import { headerVectors, suiteVectors } from './sframeVectors.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (some: Uint8Array | string | undefined) =>
  some instanceof Uint8Array ? Buffer.from(some).toString('hex') : some;

const value = fc.oneof(fc.bigInt(0n, 20n), fc.bigInt(0n, 2n ** 64n - 1n));
const some = (most: number) => fc.uint8Array({ maxLength: most }).map((one) => new Uint8Array(one));

describe('a header', () => {
  const lines = headerVectors.trim().split('\n');

  it("is written and read as the working group's 289 figures say", () => {
    expect(lines).toHaveLength(289);
    for (const line of lines) {
      const [kid, ctr, encoded] = line.split(' ');
      const header = { kid: BigInt(`0x${kid}`), ctr: BigInt(`0x${ctr}`) };
      expect(hex(encodeHeader(header))).toBe(encoded);
      const read = decodeHeader(bytes(`${encoded}ffff`));
      expect(read).toEqual({ ...header, bytes: (encoded ?? '').length / 2 });
    }
  });

  it('comes back as it was written', () => {
    fc.assert(
      fc.property(value, value, some(8), (kid, ctr, rest) => {
        const header = encodeHeader({ kid, ctr });
        expect(header.length).toBeLessThanOrEqual(headerBytesMax);
        const read = decodeHeader(Uint8Array.from([...header, ...rest]));
        expect(read).toEqual({ kid, ctr, bytes: header.length });
      }),
    );
  });

  it('has one form: whatever else is read is refused by name', () => {
    expect(decodeHeader(bytes(''))).toBe('header.short');
    expect(decodeHeader(bytes('98'))).toBe('header.short');
    expect(decodeHeader(bytes('8007'))).toBe('header.form');
    expect(decodeHeader(bytes('900009'))).toBe('header.form');
    expect(decodeHeader(bytes('090010'))).toBe('header.form');
    fc.assert(
      fc.property(some(24), (frame) => {
        const read = decodeHeader(frame);
        if (typeof read === 'string') return;
        expect(hex(encodeHeader(read))).toBe(hex(frame.subarray(0, read.bytes)));
      }),
      { numRuns: 1000 },
    );
  });

  it('holds 64 bits and no more', () => {
    expect(() => encodeHeader({ kid: 2n ** 64n, ctr: 0n })).toThrow(RangeError);
    expect(() => encodeHeader({ kid: 0n, ctr: -1n })).toThrow(RangeError);
  });
});

describe('the name of a key', () => {
  it('comes back from its key id, which no other name has', () => {
    const name = fc.record({
      mediaId: fc.nat(2 ** 32 - 1),
      generation: fc.nat(generations - 1),
      step: fc.nat(stepMax),
    });
    fc.assert(
      fc.property(name, (one) => {
        expect(keyNameOf(kidOf(one))).toEqual(one);
      }),
    );
    expect(keyNameOf(2n ** 56n)).toBeUndefined();
  });
});

describe('a suite', () => {
  it.each(suiteVectors)('$suite gives the figures of the RFC', async (vector) => {
    const { suite, kid, ctr } = vector;
    const { hash, hashBytes } = suites[suite];
    const base = bytes(vector.baseKey);
    const secret = createHmac(hash.replace('-', ''), Buffer.alloc(hashBytes)).update(base);
    expect(secret.digest('hex')).toBe(vector.secret);
    const secrets = await deriveSecrets(suite, kid, base);
    expect(hex(secrets.key)).toBe(vector.key);
    expect(hex(secrets.salt)).toBe(vector.salt);
    const key = await SframeKey.from(suite, kid, base);
    const metadata = bytes(vector.metadata);
    const sealed = await key.seal(ctr, bytes(vector.plaintext), metadata);
    expect(hex(sealed)).toBe(vector.sealed);
    const header = decodeHeader(sealed);
    if (typeof header === 'string') throw new Error(header);
    expect(hex(await key.open(header, sealed, metadata))).toBe(vector.plaintext);
    expect(await key.open(header, sealed, bytes('00'))).toBe('frame.forged');
  });

  it('opens nothing that was bent, and says why', async () => {
    const key = await SframeKey.from(5, 300n, new Uint8Array(64).fill(7));
    const metadata = bytes('01');
    const frame = await key.seal(5n, bytes('00112233445566778899'), metadata);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(frame.length - 1),
        fc.integer({ min: 1, max: 255 }),
        async (at, by) => {
          const bent = new Uint8Array(frame);
          bent[at] = (bent[at] ?? 0) ^ by;
          const header = decodeHeader(bent);
          if (typeof header === 'string') return;
          expect(['frame.forged', 'frame.short']).toContain(await key.open(header, bent, metadata));
        },
      ),
    );
    for (let length = 4; length < frame.length; length += 1) {
      const cut = frame.subarray(0, length);
      const header = decodeHeader(cut);
      if (typeof header === 'string') throw new Error(header);
      expect(await key.open(header, cut, metadata)).toMatch(/^frame\.(short|forged)$/);
    }
  });

  it('steps on to a base key of the length of its hash', async () => {
    const next = await ratchet(5, new Uint8Array(64));
    expect(next).toHaveLength(64);
    expect(hex(next)).not.toBe(hex(await ratchet(5, next)));
  });
});

describe('a sealer', () => {
  const name: KeyName = { mediaId: 9, generation: 65_535, step: 3 };
  const base = new Uint8Array(64).fill(1);
  const none = new Uint8Array(0);

  it('seals nothing without a key, and takes a frame of no bytes for none', async () => {
    const sealer = new Sealer(() => undefined);
    expect(await sealer.seal(bytes('01'), none)).toBe('key.unknown');
    await sealer.use(name, base);
    expect(await sealer.seal(none, none)).toBeUndefined();
    expect(await sealer.seal(bytes('01'), none)).toBeInstanceOf(Uint8Array);
    sealer.stop();
    expect(await sealer.seal(bytes('01'), none)).toBe('key.unknown');
    expect(sealer.sealed).toBe(1);
  });

  it('seals nothing with a key that was still being derived when it was stopped', async () => {
    const sealer = new Sealer(() => undefined);
    const using = sealer.use(name, base);
    sealer.stop();
    await using;
    expect(await sealer.seal(bytes('01'), none)).toBe('key.unknown');
    await sealer.use({ ...name, step: 4 }, base);
    expect(await sealer.seal(bytes('01'), none)).toBeInstanceOf(Uint8Array);
  });

  it('never begins a key again, whatever is given to it', async () => {
    const sealer = new Sealer(() => undefined);
    await sealer.use(name, base);
    const headers: string[] = [];
    const seal = async () => {
      const sealed = await sealer.seal(bytes('01'), none);
      const header = decodeHeader(sealed as Uint8Array);
      if (typeof header === 'string') throw new Error(header);
      headers.push(`${header.kid} ${header.ctr}`);
    };
    await Promise.all([seal(), seal()]);
    await sealer.use(name, base);
    await sealer.use({ ...name, step: 2 }, base);
    await sealer.use({ ...name, generation: 65_534, step: 200 }, base);
    await seal();
    expect(new Set(headers).size).toBe(3);
    await sealer.use({ ...name, generation: 0, step: 0 }, base);
    await seal();
    expect(new Set(headers).size).toBe(4);
    sealer.stop();
    await sealer.use({ ...name, generation: 0, step: 0 }, base);
    expect(await sealer.seal(bytes('01'), none)).toBe('key.unknown');
  });

  it('asks for the next key once, and refuses at its bound', { timeout: 60_000 }, async () => {
    const asked: KeyName[] = [];
    const sealer = new Sealer((one) => asked.push(one));
    await sealer.use(name, base);
    for (let frame = 0; frame < framesPerKeyMax; frame += 500) {
      if (frame === framesBeforeAsking) expect(asked).toEqual([name]);
      const sealed = Array.from({ length: 500 }, () => sealer.seal(bytes('01'), none));
      for (const one of await Promise.all(sealed)) expect(one).toBeInstanceOf(Uint8Array);
    }
    expect(await sealer.seal(bytes('01'), none)).toBe('counter.spent');
    expect(asked).toEqual([name]);
    await sealer.use({ ...name, step: 4 }, base);
    expect(await sealer.seal(bytes('01'), none)).toBeInstanceOf(Uint8Array);
  });
});

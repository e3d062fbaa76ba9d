// The hand-written readers: bus frames, JSON bodies, headers, session ids, addresses. Whatever the
// bytes, each says what it reads or that it reads nothing; none throws, hangs or believes.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountId, MemberId } from '#protocol';
import {
  accountAddress,
  limits,
  parseAccountId,
  parseDeviceAddress,
  parsePhoneIdentityId,
} from '#protocol';
import { parseAuthorization } from '../../../src/gateway/ingress/credentials.ts';
import { measure, readJson } from '../../../src/gateway/ingress/json.ts';
import { addressSubject } from '../../../src/gateway/ingress/subjects.ts';
import { engineTarget, memberOfEngineId } from '../../../src/gateway/relay/engineId.ts';
import { nestsWithin } from '../../../src/gateway/sockets/depth.ts';
import { readCredentials } from '../../../src/gateway/sockets/handshake.ts';
import { originAllowed } from '../../../src/gateway/sockets/peer.ts';
import type { BusItem } from '../../../src/routing/busCodec.ts';
import { encodeItem } from '../../../src/routing/busCodec.ts';
import { opened, sealed } from '../../support/frames.ts';
import { hostile, noise, seed } from './bytes.ts';

const runs = { seed, numRuns: 2000 };
const aci = '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId;

describe('a frame of the bus', () => {
  const item: fc.Arbitrary<BusItem> = fc.oneof(
    fc.record({
      type: fc.constant('answer' as const),
      id: fc.nat(),
      attempt: fc.nat(),
      result: fc.record({ ok: fc.constant(true as const), value: fc.jsonValue() }),
    }),
    fc.record({
      type: fc.constant('ask' as const),
      id: fc.nat(),
      attempt: fc.nat(),
      to: fc.constant(accountAddress(aci)),
      command: fc.constant({ type: 'describe' as const }),
    }),
  );
  const from = 'worker-a' as MemberId;
  const body = fc
    .array(item, { minLength: 1, maxLength: 4 })
    .map((items) => Buffer.concat(items.map(encodeItem)));

  it('that was bent is dropped unread', () => {
    const whole = body.map((items) => sealed(from, [items]));
    fc.assert(
      fc.property(hostile(whole), whole, (input, other) => {
        if (!Buffer.from(other).equals(input))
          expect([undefined, from]).toContain(opened(input)?.from);
      }),
      runs,
    );
  });

  it('that a worker has bent itself is dropped, or has items of the right form', () => {
    fc.assert(
      fc.property(hostile(body), (input) => {
        const read = opened(sealed(from, [input]));
        for (const one of read?.items ?? []) {
          expect(['ask', 'answer', 'deliver', 'probe', 'missing', 'gap']).toContain(one.type);
          if (one.type === 'ask')
            expect([typeof one.to.type, typeof one.to.id]).toEqual(['string', 'string']);
        }
        expect(Reflect.get({}, 'polluted')).toBeUndefined();
      }),
      runs,
    );
  });

  it.each([
    ['lists in lists, 5,000 deep', new Array(5000).fill(0x91)],
    ['a list of four billion', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['a map of four billion', [0xdf, 0xff, 0xff, 0xff, 0xff]],
    ['a text of four billion', [0xdb, 0xff, 0xff, 0xff, 0xff, 0x41]],
    ['bytes of four billion', [0xc6, 0xff, 0xff, 0xff, 0xff, 0x41]],
    ['an extension that names itself', [0xd4, 0x70, 0x01, 0x91, 0xd4, 0x70, 0x01]],
    ['a record nobody defined', [0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61]],
    ['an unknown extension', [0xc7, 0x05, 0x33, 1, 2, 3, 4, 5]],
    ['a regular expression', [0xc7, 0x04, 0x78, 0x92, 0xa1, 0x28, 0xa0]],
    ['a map with __proto__', [0x81, 0xa9, ...Buffer.from('__proto__'), 0x81, 0xa1, 0x78, 1]],
  ])('%s: dropped', (_name, body) => {
    const input = sealed(from, [Uint8Array.from(body)]);
    const began = performance.now();
    expect(opened(input)).toBeUndefined();
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

describe('a JSON body', () => {
  const real = fc.json({ maxDepth: 4 }).map((text) => Buffer.from(text));

  it('that was bent is refused, or reads as JSON.parse would within the limits', () => {
    fc.assert(
      fc.property(hostile(real), (input) => {
        const read = readJson(input);
        if (!read.ok) expect(read.refusal.code).toBe('request.malformed');
        else if (input.length > 0) {
          const { depth, values } = measure(input);
          expect(depth).toBeLessThanOrEqual(limits.jsonDepthMax);
          expect(values).toBeLessThanOrEqual(limits.jsonValuesMax);
          expect(() => JSON.parse(Buffer.from(input).toString())).not.toThrow();
        }
      }),
      runs,
    );
  });

  it('and a text packet are measured alike', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.nat(8), (text, most) => {
        expect(nestsWithin(text, most)).toBe(measure(Buffer.from(text)).depth <= most);
      }),
      runs,
    );
  });
});

describe('a header', () => {
  const word = fc.constantFrom('Basic', 'Bearer', 'basic', ' ', '  ', '\t', ':', '=', 'QTpi', '\0');
  const header = fc.oneof(
    fc
      .array(fc.oneof(word, fc.string(), fc.base64String()), { maxLength: 6 })
      .map((all) => all.join('')),
    fc.string().map((text) => `Basic ${Buffer.from(text, 'latin1').toString('base64')}`),
  );

  it('of credentials gives nothing but printable names of the form it has', () => {
    fc.assert(
      fc.property(header, (text) => {
        const read = parseAuthorization(text);
        if (read?.scheme === 'bearer') expect(read.token).toMatch(/^[\w.~+/=-]+$/);
        if (read?.scheme !== 'basic') return;
        expect(read.username).toMatch(/^[\x20-\x39\x3b-\x7e]+$/);
        expect(read.password).toMatch(/^[\x20-\x7e]{1,256}$/);
        const again = Buffer.from(`${read.username}:${read.password}`).toString('base64');
        expect(text.slice(6)).toBe(again);
      }),
      runs,
    );
  });

  it('of an origin lets in the own host alone, however it is written', () => {
    const origin = fc.oneof(
      fc.webUrl(),
      fc.string(),
      fc.constantFrom('null', 'http://a.example.evil', 'http://a.example@evil', 'file://a.example'),
    );
    fc.assert(
      fc.property(origin, (from) => {
        if (originAllowed(from, 'a.example', [])) {
          expect(new URL(from).host).toBe('a.example');
        }
      }),
      runs,
    );
  });
});

describe('an id', () => {
  const piece = fc.constantFrom(
    aci,
    'PNI:',
    'pni:',
    '.',
    '1',
    '-1',
    '1e1',
    '\n',
    '\0',
    'İ',
    'а',
    '',
  );
  const text = fc
    .array(fc.oneof(piece, fc.string({ maxLength: 5 })), { maxLength: 5 })
    .map((all) => all.join(''));

  it('of an account, number identity or device is exactly that, or nothing', () => {
    fc.assert(
      fc.property(text, (input) => {
        const account = parseAccountId(input);
        if (account) expect(account).toBe(input.toLowerCase());
        const pni = parsePhoneIdentityId(input);
        if (pni) expect(`pni:${pni}`).toBe(input.toLowerCase());
        const address = parseDeviceAddress(input);
        if (address) {
          expect(input.slice(0, 36).toLowerCase()).toBe(address.account);
          expect(input.slice(36)).toMatch(/^(\.0*\d{1,3})?$/);
          expect(address.device).toBeGreaterThan(0);
          expect(address.device).toBeLessThan(128);
        }
      }),
      runs,
    );
  });

  it('of a session names a member of the right form, or none', () => {
    const part = fc.constantFrom(
      'sid=',
      '&',
      'w0-abc',
      '.',
      'A'.repeat(24),
      '%73id=',
      '?',
      '#',
      '__proto__',
    );
    const url = fc.array(fc.oneof(part, fc.string()), { maxLength: 8 }).map((all) => all.join(''));
    fc.assert(
      fc.property(url, (input) => {
        const target = engineTarget(`/socket.io/?${input}`);
        if (target.type === 'session' && target.member !== undefined) {
          expect(target.member).toMatch(/^[a-z0-9-]{4,40}$/);
          expect(memberOfEngineId(target.id)).toBe(target.member);
        }
      }),
      runs,
    );
  });

  it('of an address has a subject of bounded length', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string(), noise.map(String)), (ip) => {
        expect(addressSubject(ip).length).toBeLessThanOrEqual(45);
      }),
      runs,
    );
  });
});

it("a handshake's credentials are read, or refused with a code of the handshake", () => {
  const value = fc.oneof(fc.anything(), fc.string(), fc.constant(1));
  const auth = fc.oneof(
    value,
    fc.record(
      { protocol: value, token: value, username: value, password: value },
      { requiredKeys: [] },
    ),
  );
  fc.assert(
    fc.property(auth, (given) => {
      const read = readCredentials(given);
      if (read.ok) expect(['basic', 'bearer']).toContain(read.value.scheme);
      else expect(read.refusal.code).toMatch(/^(handshake\.protocol|auth\.(required|invalid))$/);
    }),
    runs,
  );
});

// Web Push: the vectors of the RFCs, byte by byte, and what is no key.

import { createECDH, createPublicKey, randomBytes, verify } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createVapidKey, isCurvePoint, sealWebPush } from '#crypto';

const from = (text: string) => Buffer.from(text, 'base64url');

// RFC 8291, section 5 and appendix A.
const receiver = {
  p256dh: from(
    'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
  ),
  auth: from('BTBZMqHH6r4Tts7J_aSIgg'),
};
const fresh = {
  salt: from('DGv6ra1nlYgDCS1FRnbzlw'),
  privateKey: from('yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw'),
};

describe('a message for a browser', () => {
  it('is sealed as RFC 8291 has it', () => {
    const text = Buffer.from('When I grow up, I want to be a watermelon');
    expect(sealWebPush(text, receiver, fresh).toString('base64url')).toBe(
      'DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc' +
        'InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLV' +
        'WGNWQexSgSxsj_Qulcy4a-fN',
    );
  });

  it('is another one each time', () => {
    const text = Buffer.from('wake');
    const [one, other] = [sealWebPush(text, receiver), sealWebPush(text, receiver)];
    expect(one.equals(other)).toBe(false);
    expect(one.length).toBe(other.length);
  });
});

describe('a key', () => {
  it('that is a point is told from one that is none', () => {
    expect(isCurvePoint(receiver.p256dh)).toBe(true);
    const ecdh = createECDH('prime256v1');
    expect(isCurvePoint(ecdh.generateKeys())).toBe(true);
    expect(isCurvePoint(ecdh.getPublicKey(null, 'compressed'))).toBe(false);
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 70 }), (bytes) => {
        expect(isCurvePoint(bytes)).toBe(false);
      }),
    );
    const off = Uint8Array.from(receiver.p256dh);
    off[64] = (off[64] as number) ^ 1;
    expect(isCurvePoint(off)).toBe(false);
  });
});

describe('the word to a push service', () => {
  it('is signed by the key that it names, for that service and half a day', async () => {
    const key = createVapidKey(randomBytes(32).fill(1, 0, 4));
    const nowMs = 1_700_000_000_000;
    const header = await key.authorize('https://push.example.net', 'mailto:op@example.org', nowMs);
    const [, token = '', named] = /^vapid t=([\w.-]+), k=([\w-]+)$/.exec(header) ?? [];
    expect(named).toBe(key.publicKey);
    const [head = '', claims = '', signature = ''] = token.split('.');
    expect(JSON.parse(String(from(head)))).toEqual({ typ: 'JWT', alg: 'ES256' });
    expect(JSON.parse(String(from(claims)))).toEqual({
      aud: 'https://push.example.net',
      sub: 'mailto:op@example.org',
      exp: nowMs / 1000 + 12 * 60 * 60,
    });
    const point = from(key.publicKey);
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    const signed = Buffer.from(`${head}.${claims}`);
    const form = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(verify('sha256', signed, form, from(signature))).toBe(true);
  });

  it('of RFC 8292 is checked by the same way', async () => {
    // Section 2.4.
    const k =
      'BA1Hxzyi1RUM1b5wjxsn7nGxAszw2u61m164i3MrAIxHF6YK5h4SDYic-dRuU_RCPCfA5aq9ojSwk5Y2EmClBPs';
    const [head = '', claims = '', signature = ''] = (
      'eyJ0eXAiOiJKV1QiLCJhbGciOiJFUzI1NiJ9.eyJhdWQiOiJodHRwczovL3B1c2guZXhhbXBsZS5uZXQiLCJleHAi' +
      'OjE0NTM1MjM3NjgsInN1YiI6Im1haWx0bzpwdXNoQGV4YW1wbGUuY29tIn0.i3CYb7t4xfxCDquptFOepC9GAu_H' +
      'LGkMlMuCGSK2rpiUfnK9ojFwDXb1JrErtmysazNjjvW2L9OkSSHzvoD1oA'
    ).split('.');
    const point = from(k);
    const jwk = {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    const publicKey = createPublicKey({ key: jwk, format: 'jwk' });
    const form = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
    expect(isCurvePoint(point)).toBe(true);
    expect(verify('sha256', Buffer.from(`${head}.${claims}`), form, from(signature))).toBe(true);
  });
});

// Ids are checked at the door: what parses is well formed, and nothing else parses.

import type { AccountId, EnvelopeGuid } from '#protocol';
import {
  formatDeviceAddress,
  guidFromBytes,
  guidToBytes,
  ownerOfTopic,
  parseAccountId,
  parseDeviceAddress,
  parseDeviceId,
  parseGuid,
  parseMemberId,
  parsePhoneIdentityId,
  parseRegistrationId,
  parseShardId,
  parseTopicId,
  presenceTopic,
} from '#protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const aci = '9d0652a3-dcc3-4d11-975f-74d61598733f';

describe('a topic', () => {
  it('is of an account, in one form', () => {
    const account = '9d0652a3-dcc3-4d11-975f-74d61598733f' as AccountId;
    const topic = presenceTopic(account);
    expect(parseTopicId(topic)).toBe(topic);
    expect(parseTopicId(topic.toUpperCase().replace('PRESENCE', 'presence'))).toBe(topic);
    expect(ownerOfTopic(topic)).toBe(account);
    for (const text of ['', 'presence/', 'presence', 'presence/x', `other/${account}`, account]) {
      expect(parseTopicId(text), text).toBeUndefined();
    }
  });
});

describe('an account id', () => {
  it('is a UUID, kept in lower case', () => {
    fc.assert(
      fc.property(fc.uuid(), (uuid) => {
        expect(parseAccountId(uuid.toUpperCase())).toBe(uuid);
      }),
      { seed: 31 },
    );
  });

  it.each(['', 'x', `PNI:${aci}`, `${aci} `, `${aci}\n`, aci.slice(1), aci.replaceAll('-', '')])(
    'is not %j',
    (text) => {
      expect(parseAccountId(text)).toBeUndefined();
    },
  );

  it('is never a phone-number identity', () => {
    expect(parsePhoneIdentityId(`PNI:${aci}`)).toBe(aci);
    expect(parsePhoneIdentityId(`pni:${aci.toUpperCase()}`)).toBe(aci);
    expect(parsePhoneIdentityId(aci)).toBeUndefined();
    expect(parsePhoneIdentityId('PNI:')).toBeUndefined();
  });
});

describe('a number from outside', () => {
  const wrong = ['', '1.0', '1e0', '+1', '-1', ' 1', '0x1', '１', '1234567890', null, undefined];
  const strange = [{}, [1], true, Number.NaN, 1.5, Number.POSITIVE_INFINITY, 1n];

  it.each([
    ['device id', parseDeviceId, 1, 127],
    ['registration id', parseRegistrationId, 1, 0x3fff],
    ['shard id', parseShardId, 0, 255],
  ] as const)('is a %s within its bounds alone', (_name, parse, least, most) => {
    for (const value of [least, most]) {
      expect(parse(value)).toBe(value);
      expect(parse(String(value))).toBe(value);
    }
    for (const value of [least - 1, most + 1, ...wrong, ...strange]) {
      expect(parse(value), String(value)).toBeUndefined();
    }
  });
});

describe('a device address', () => {
  it('is written and read as account and device with a dot between', () => {
    fc.assert(
      fc.property(fc.uuid(), fc.integer({ min: 1, max: 127 }), (account, device) => {
        const text = `${account}.${device}`;
        const address = parseDeviceAddress(text);
        expect(address).toEqual({ account, device });
        expect(address && formatDeviceAddress(address)).toBe(text);
      }),
      { seed: 32 },
    );
  });

  it('without a device means the primary', () => {
    expect(parseDeviceAddress(aci)).toEqual({ account: aci, device: 1 });
  });

  it.each([`${aci}.`, `${aci}.0`, `${aci}.128`, `${aci}.1.1`, '.1', `${aci}.x`, ''])(
    'is not %j',
    (text) => {
      expect(parseDeviceAddress(text)).toBeUndefined();
    },
  );
});

describe('a guid', () => {
  it('is the same sixteen bytes in both forms', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        const guid = guidFromBytes(bytes);
        expect(guid).toMatch(/^[0-9a-f]{32}$/);
        expect([...guidToBytes(guid as EnvelopeGuid)]).toEqual([...bytes]);
        expect(parseGuid(String(guid))).toBe(guid);
      }),
      { seed: 33 },
    );
  });

  it('is read from a view without its neighbours', () => {
    const around = Uint8Array.from({ length: 48 }, (_, index) => index);
    expect(guidFromBytes(around.subarray(16, 32))).toBe('101112131415161718191a1b1c1d1e1f');
  });

  it('has no other length and no other digits', () => {
    for (const length of [0, 15, 17, 32]) {
      expect(guidFromBytes(new Uint8Array(length))).toBeUndefined();
    }
    expect(parseGuid('A'.repeat(32))).toBeUndefined();
    expect(parseGuid('a'.repeat(31))).toBeUndefined();
  });
});

it('a member id cannot hold what Redis names or channels treat as special', () => {
  expect(parseMemberId('w0-abc123')).toBe('w0-abc123');
  for (const text of [
    '',
    'abc',
    'A123',
    'a:bc',
    'a{b}c',
    'a*bc',
    'a bc',
    'a\nbc',
    'a'.repeat(41),
  ]) {
    expect(parseMemberId(text), text).toBeUndefined();
  }
});

it('a plain string is not an account id', () => {
  // @ts-expect-error only the parser makes one
  const account: AccountId = aci;
  expect(account).toBe(aci);
});

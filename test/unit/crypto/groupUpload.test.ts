// Uploads to a group: what libsignal's clients make is read, and everything else is refused by a
// named bound.

import { randomBytes } from 'node:crypto';
import SentMessage from '@signalapp/libsignal-client/dist/SealedSenderMultiRecipientMessage.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { GroupUpload } from '#crypto';
import { readGroupUpload } from '#crypto';
import type { AccountId } from '#protocol';
import { limits, parseAccountId } from '#protocol';
import { newAccountId } from '../../support/accounts.ts';
import type { MadeRecipient } from '#lab/groupUploads.ts';
import { makeUpload } from '#lab/groupUploads.ts';

const read = (upload: Uint8Array) => {
  const result = readGroupUpload(upload);
  if (typeof result === 'string') throw new Error(result);
  return result;
};
const one = (devices: MadeRecipient['devices'] = [[1, 7]]): MadeRecipient => ({
  account: newAccountId(),
  devices,
});
const plain = ({ recipients, excluded, shared }: GroupUpload) => ({
  excluded,
  shared: Buffer.from(shared).toString('hex'),
  recipients: recipients.map(({ account, devices, view }) => ({
    account,
    devices: devices.map(({ deviceId, registrationId }) => [deviceId, registrationId]),
    view: Buffer.from(view).toString('hex'),
  })),
});

/** What libsignal makes of it; nothing where a recipient or a device is none of ours. */
function readByLibsignal(upload: Uint8Array): ReturnType<typeof plain> | undefined {
  let message: SentMessage;
  try {
    message = new SentMessage(Uint8Array.from(upload));
  } catch {
    return undefined;
  }
  const hex = (from: number, to?: number) => Buffer.from(upload.subarray(from, to)).toString('hex');
  const excluded = message._excludedRecipients.map(parseAccountId);
  const recipients = Object.entries(message._recipientMap).map(([name, parsed]) => ({
    account: parseAccountId(name),
    devices: parsed.deviceIds.map((id, at) => [id, parsed.registrationIds[at]]),
    view: `22${hex(parsed.rangeOffset, parsed.rangeOffset + parsed.rangeLen)}`,
  }));
  const count = upload[1] ?? 0;
  const ids = recipients.flatMap(({ devices }) => devices.map(([id]) => id ?? 0));
  const isOurs =
    recipients.length + excluded.length === count &&
    recipients.length > 0 &&
    [...excluded, ...recipients.map(({ account }) => account)].every(Boolean) &&
    recipients.every(({ devices }) => new Set(devices.map(([id]) => id)).size === devices.length) &&
    ids.every((id) => id <= 127);
  const shared = hex(message._offsetOfSharedData);
  return isOurs && shared.length >= 96
    ? ({ excluded, recipients, shared } as ReturnType<typeof plain>)
    : undefined;
}

describe('an upload', () => {
  const device = fc.tuple(fc.integer({ min: 1, max: 127 }), fc.integer({ min: 0, max: 0x3fff }));
  const people = fc.array(
    fc.uniqueArray(device, { minLength: 1, maxLength: 6, selector: ([id]) => id }),
    { minLength: 1, maxLength: 200 },
  );

  it('is read as it was made: everybody, their devices, their keys, what is shared', () => {
    fc.assert(
      fc.property(
        people,
        fc.nat(3),
        fc.uint8Array({ minLength: 48, maxLength: 300 }),
        (lists, excluded, shared) => {
          const made = lists.map((devices) => ({ ...one(), devices, key: randomBytes(48) }));
          const others = Array.from({ length: excluded }, newAccountId);
          const upload = makeUpload(made, { excluded: others, shared });
          expect(plain(read(upload))).toEqual({
            excluded: others,
            shared: Buffer.from(shared).toString('hex'),
            recipients: made.map(({ account, devices, key }) => ({
              account,
              devices,
              view: `22${key.toString('hex')}`,
            })),
          });
        },
      ),
      { seed: 61, numRuns: 60 },
    );
  });

  it('keeps nothing of the bytes it was read from', () => {
    const upload = makeUpload([one()]);
    const result = read(upload);
    const before = plain(result);
    upload.fill(0);
    expect(plain(result)).toEqual(before);
  });

  it('has as many recipients and bytes as it may have, and no more', () => {
    const many = Array.from({ length: limits.groupRecipientsMax }, () => one());
    expect(read(makeUpload(many)).recipients).toHaveLength(many.length);
    expect(readGroupUpload(makeUpload([...many, one()]))).toBe('message.too_large');
    expect(readGroupUpload(makeUpload(Array.from({ length: 20_000 }, () => one())))).toBe(
      'message.too_large',
    );
    const most = limits.envelopeBytesMax - 49;
    expect(read(makeUpload([one()], { shared: randomBytes(most) })).shared).toHaveLength(most);
    for (const shared of [most + 1, 2 * most]) {
      const upload = makeUpload([one()], { shared: randomBytes(shared) });
      expect(readGroupUpload(upload)).toBe('message.too_large');
    }
  });

  it('has no more devices than it may have', () => {
    const devices = Array.from({ length: 16 }, (_, n): [number, number] => [n + 1, n]);
    const most = Math.floor(limits.groupUploadDevicesMax / devices.length);
    const people = Array.from({ length: most }, () => one(devices));
    expect(read(makeUpload(people)).recipients).toHaveLength(most);
    expect(readGroupUpload(makeUpload([...people, one(devices)]))).toBe('message.too_large');
  });

  it.each<[string, () => Uint8Array]>([
    ['nothing', () => new Uint8Array(0)],
    ['another version', () => Uint8Array.from([0x22, ...makeUpload([one()]).subarray(1)])],
    ['nobody', () => makeUpload([])],
    ['those alone who are excluded', () => makeUpload([], { excluded: [newAccountId()] })],
    [
      'a device twice',
      () =>
        makeUpload([
          one([
            [1, 7],
            [1, 7],
          ]),
        ]),
    ],
    ['a device that cannot be', () => makeUpload([one([[128, 7]])])],
    [
      'the device 0 after another',
      () =>
        makeUpload([
          one([
            [1, 7],
            [0, 7],
          ]),
        ]),
    ],
    ['somebody twice', () => twice([[1, 7]], [[2, 7]])],
    ['somebody twice in the same words', () => twice([[1, 7]], [[1, 7]])],
    ['a phone number’s identity', () => makeUpload([{ ...one(), isPhone: true }])],
    ['nothing that is shared', () => makeUpload([one()], { shared: new Uint8Array(0) })],
    ['too little that is shared', () => makeUpload([one()], { shared: new Uint8Array(47) })],
    ['a number that is too large', () => makeUpload([one()], { count: 2 })],
    // libsignal goes on a byte after it began, and reads another upload.
    ['a number that is written longer than it is', () => longer(makeUpload([one()]))],
  ])('is refused with %s', (_what, upload) => {
    expect(readGroupUpload(upload())).toBe('request.malformed');
  });

  function longer(upload: Uint8Array) {
    const [version = 0, count = 0] = upload;
    return Uint8Array.of(version, 0x80 | count, 0, ...upload.subarray(2));
  }

  function twice(first: MadeRecipient['devices'], second: MadeRecipient['devices']) {
    const same = one(first);
    return makeUpload([same, one(), { ...same, devices: second }]);
  }

  it('is what libsignal makes of it or a code, whatever the bytes are', () => {
    const real = makeUpload(
      [
        one(),
        one([
          [1, 1],
          [2, 2],
        ]),
      ],
      { excluded: [newAccountId()] },
    );
    const bent = fc.tuple(fc.nat(real.length - 1), fc.nat(255)).map(([at, value]) => {
      const bytes = Uint8Array.from(real);
      bytes[at] = value;
      return bytes;
    });
    const cut = fc.nat(real.length).map((length) => real.subarray(0, length));
    const bits = fc.tuple(fc.nat(real.length - 1), fc.nat(7)).map(([at, bit]) => {
      const bytes = Uint8Array.from(real);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      return bytes;
    });
    const garbage = fc.uint8Array({ maxLength: 400 }).map((bytes) => Uint8Array.of(0x23, ...bytes));
    fc.assert(
      fc.property(fc.oneof(bent, bits, cut, garbage), (bytes) => {
        const result = readGroupUpload(bytes);
        const byLibsignal = readByLibsignal(bytes);
        expect(typeof result === 'string' ? undefined : plain(result)).toEqual(byLibsignal);
        if (typeof result === 'string') return;
        const accounts = [...result.recipients.map((some) => some.account), ...result.excluded];
        expect(new Set<AccountId>(accounts).size).toBe(accounts.length);
        for (const { devices, view } of result.recipients) {
          expect(view).toHaveLength(49);
          expect(devices.every(({ deviceId }) => deviceId >= 1 && deviceId <= 127)).toBe(true);
        }
      }),
      { seed: 62, numRuns: 2000 },
    );
  });
});

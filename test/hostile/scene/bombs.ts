// Small bytes that want to become large values: what a decoder must refuse before it obeys.

import { encodeSend, limits } from '#protocol';

/** So many bytes of a pattern. */
export const repeat = (pattern: readonly number[], length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, i) => pattern[i % pattern.length] ?? 0);

const bytes = (...list: number[]): Uint8Array => Uint8Array.from(list);
const latin = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** A send of good form to nobody, as the start of bad ones. */
export const plainSend = (destination: string, content: Uint8Array): Uint8Array =>
  encodeSend({
    guid: new Uint8Array(16).fill(7),
    destination,
    contents: [{ deviceId: 1, registrationId: 1, type: 1, content }],
    ephemeral: false,
    urgent: true,
    timestamp: 1_700_000_000_000,
  });

const nobody = '00000000-0000-4000-8000-000000000000';
const good = plainSend(nobody, new Uint8Array(40).fill(9));
const most = limits.frameBytesMax - 64;

/** Each is one argument of an event; none of them is a message of any event. */
export const unreadable: readonly (readonly [string, Uint8Array])[] = [
  ['100,000 nested groups', repeat([0xa3], 100_000)],
  ['nested groups that end', Buffer.concat([repeat([0x2b], 50_000), repeat([0x2c], 50_000)])],
  ['a length of 2^31', bytes(0x0a, 0x80, 0x80, 0x80, 0x80, 0x08)],
  ['a length of 2^32 - 1', bytes(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f)],
  ['a length of minus one', bytes(0x0a, ...new Array(9).fill(0xff), 0x01)],
  ['a varint without an end', repeat([0xff], 64)],
  ['a varint cut short', bytes(0x08, 0x80)],
  ['a field without its value', bytes(0x09, 1, 2, 3)],
  ['field number 0', bytes(0x00, 0x01)],
  ['wire types 6 and 7', bytes(0x0e, 0x0f)],
  ['an end of a group that never began', bytes(0x0c)],
  ['a content longer than the frame', bytes(0x1a, 0x7f, 0x08, 0x01)],
  ['half a million contents', repeat([0x1a, 0x00], most)],
  ['half a million guids', repeat([0x0a, 0x00], most)],
  ['half a million unknown numbers', repeat([0x78, 0x01], most)],
];

/** Each is read by the decoder of `send`, and refused for what it says. */
export const unacceptable: readonly (readonly [string, Uint8Array])[] = [
  ['nothing at all', new Uint8Array(0)],
  ['a map key named __proto__', latin('\n\t__proto__\u0012\u0001x')],
  ['a guid of one byte', Buffer.concat([good, bytes(0x0a, 0x01, 0x07)])],
  ['a timestamp of 2^64 - 1', Buffer.concat([good, bytes(0x30, ...new Array(9).fill(0xff), 1)])],
  ['128 contents', Buffer.concat([good, repeat([0x1a, 0x00], 256)])],
  ['a device of -1', Buffer.concat([good, bytes(0x1a, 6, 0x08, 0xff, 0xff, 0xff, 0xff, 0x0f)])],
  [
    'a content of 96 KiB and one byte',
    plainSend(nobody, new Uint8Array(limits.envelopeBytesMax + 1)),
  ],
  ['an empty content', plainSend(nobody, new Uint8Array(0))],
  ['a destination that is a query', plainSend('{"$ne":null}', bytes(1))],
  ['a destination of 100,000 letters', plainSend('a'.repeat(100_000), bytes(1))],
  ['a destination with a hash tag', plainSend(`${nobody}}:{x`, bytes(1))],
];

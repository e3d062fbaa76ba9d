// A frame of a MiB that is all empty entries is refused before half a million objects are made.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAck,
  decodeAckAnswer,
  decodeContent,
  decodeDeliver,
  decodeRequest,
  decodeSend,
  encodeAck,
  encodeSend,
  limits,
} from '#protocol';
import { checkFields, FieldsRefused } from '../../../src/protocol/fields.ts';

const seed = Number(process.env['FC_SEED'] ?? 20261122);
const repeat = (bytes: number[], length: number): Uint8Array =>
  Uint8Array.from(
    { length: length - (length % bytes.length) },
    (_, i) => bytes[i % bytes.length] ?? 0,
  );

/** A length-delimited field. */
const field = (number: number, value: Uint8Array): Uint8Array => {
  const head = [number * 8 + 2];
  for (let rest = value.length; ; rest = Math.floor(rest / 128)) {
    head.push(rest < 128 ? rest : (rest % 128) + 128);
    if (rest < 128) return Buffer.concat([Uint8Array.from(head), value]);
  }
};

/** An unknown number of eleven bytes, which protobufjs passes over, and then empty entries. */
const afterLongNumber = (tag: number, length: number): Uint8Array =>
  Buffer.concat([
    Uint8Array.of(0x78, ...new Array(10).fill(0x80), 0),
    repeat([tag, 0], length - 12),
  ]);

describe('a flood of fields', () => {
  const most = limits.frameBytesMax - 8;

  it.each([
    ['contents of a send', decodeSend, repeat([0x1a, 0], most)],
    ['fields of one content of a send', decodeSend, field(3, repeat([0x22, 0], most))],
    ['numbers of one content of a send', decodeSend, field(3, repeat([0x08, 1], most))],
    ['guids of an ack', decodeAck, repeat([0x0a, 0], most)],
    ['headers of a request', decodeRequest, repeat([0x1a, 0], most)],
    ['bodies of a request', decodeRequest, repeat([0x22, 0], most)],
    ['unknown numbers', decodeAck, repeat([0x78, 1], most)],
    ['groups', decodeSend, repeat([0x2b, 0x2c], most)],
    ['contents after a number too long to count', decodeSend, afterLongNumber(0x1a, most)],
    ['guids after a number too long to count', decodeAck, afterLongNumber(0x0a, most)],
    ['headers after a number too long to count', decodeRequest, afterLongNumber(0x1a, most)],
    ['packed times of a receipt', decodeContent, field(5, field(2, repeat([1], 90_000)))],
    ['texts in a content', decodeContent, repeat([0x0a, 0], 90_000)],
    ['envelopes of a delivery', decodeDeliver, repeat([0x0a, 0], most)],
    [
      'packed devices of a refusal',
      decodeAckAnswer,
      field(1, field(5, field(1, repeat([1], most - 16)))),
    ],
  ])('%s: refused by the counter, before anything is made of them', (_name, decode, bytes) => {
    expect(() => decode(bytes)).toThrow(FieldsRefused);
  });
});

describe('counting fields', () => {
  it('passes the largest frames a client may send', () => {
    const content = new Uint8Array(5000).fill(0x22);
    const contents = Array.from({ length: limits.devicesPerSendMax }, (_, i) => ({
      deviceId: i + 1,
      registrationId: 0x3fff,
      type: 1,
      content,
    }));
    const send = { guid: new Uint8Array(16), destination: 'x', contents, timestamp: 1 };
    const bytes = encodeSend({ ...send, ephemeral: true, urgent: false });
    expect(decodeSend(bytes).contents).toHaveLength(limits.devicesPerSendMax);
    const guids = Array.from({ length: limits.ackGuidsMax }, () => new Uint8Array(16));
    expect(decodeAck(encodeAck(guids))).toHaveLength(limits.ackGuidsMax);
  });

  it('is exact to the field', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ minLength: 3, maxLength: 200 })), (values) => {
        const bytes = Buffer.concat(values.map((value) => field(1, value)));
        expect(() => checkFields(bytes, values.length, {})).not.toThrow();
        if (values.length > 0) {
          expect(() => checkFields(bytes, values.length - 1, {})).toThrow(FieldsRefused);
        }
      }),
      { seed },
    );
  });

  it('counts each packed number', () => {
    const packed = field(2, repeat([0x80, 0x01], 12));
    expect(() => checkFields(packed, 7, { 2: 'numbers' })).not.toThrow();
    expect(() => checkFields(packed, 6, { 2: 'numbers' })).toThrow(FieldsRefused);
    expect(() => checkFields(packed, 1, {})).not.toThrow();
  });

  it.each([
    ['a length above what is left', [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ['a length of more than 32 bits', [0x0a, 0x80, 0x80, 0x80, 0x80, 0x10]],
    ['a length in six bytes', [0x0a, 0x80, 0x80, 0x80, 0x80, 0x80, 0]],
    ['a tag in six bytes', [0x88, 0x80, 0x80, 0x80, 0x80, 0, 1]],
    ['a tag of more than 32 bits', [0x88, 0x80, 0x80, 0x80, 0x10, 1]],
    ['a number in eleven bytes', [0x78, ...new Array(10).fill(0x80), 0]],
    ['a number that does not end', new Array(20).fill(0xff)],
    ['a field without a number', [0x02, 0, 0x0a, 0]],
    ['a group', [0x0b, 0x0c, 0x0a, 0]],
    ['wire type 7', [0x0f, 1, 1]],
    ['half a fixed number', [0x09, 1, 2]],
    ['a message that ends inside a number', [0x1a, 2, 0x08, 0x80, 1]],
  ])('refuses what it cannot read: %s', (_what, bytes) => {
    expect(() => checkFields(Uint8Array.from(bytes), 2, { 3: {} })).toThrow(FieldsRefused);
  });
});

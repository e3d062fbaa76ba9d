// A frame of a MiB that is all empty entries is refused before half a million objects are made.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAck, decodeRequest, decodeSend, encodeAck, encodeSend, limits } from '#protocol';
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
  ])('%s: refused at once', (_name, decode, bytes) => {
    const began = performance.now();
    expect(() => decode(bytes)).toThrow(FieldsRefused);
    expect(performance.now() - began).toBeLessThan(50);
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
        expect(() => checkFields(bytes, values.length)).not.toThrow();
        if (values.length > 0) {
          expect(() => checkFields(bytes, values.length - 1)).toThrow(FieldsRefused);
        }
      }),
      { seed },
    );
  });

  it('lets through what it cannot read, for the decoder to refuse', () => {
    const cut = [[0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], new Array(20).fill(0xff), [0x0f], [0x09, 1]];
    for (const bytes of cut) expect(() => checkFields(Uint8Array.from(bytes), 1)).not.toThrow();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(() => checkFields(bytes, 400, 3)).not.toThrow();
      }),
      { seed },
    );
  });
});

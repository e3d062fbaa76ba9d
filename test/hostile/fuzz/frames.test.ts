// Every frame that either side may send, damaged in every way, and the values that come out of it:
// what decodes can be encoded again and means the same, and costs no more than it weighs.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as protocol from '#protocol';
import { asText, damaged, hostile, seed } from './bytes.ts';

const text = fc.string({ maxLength: 60 });
const bytes = fc.uint8Array({ maxLength: 120 });
const moment = fc.nat({ max: 2 ** 45 });
const content = fc.record({
  deviceId: fc.nat(200),
  registrationId: fc.nat(0x4000),
  type: fc.nat(10),
  content: bytes,
});
const send = fc.record({
  guid: bytes,
  destination: text,
  contents: fc.array(content, { maxLength: 4 }),
  ephemeral: fc.boolean(),
  urgent: fc.boolean(),
  timestamp: moment,
});
const envelope = fc.record({
  type: fc.constantFrom(1, 3, 5, 6, 8) as fc.Arbitrary<protocol.EnvelopeType>,
  clientTimestamp: moment,
  serverTimestamp: moment,
  content: bytes,
  sourceServiceId: fc.uuid(),
  sourceDevice: fc.integer({ min: 1, max: 127 }),
  destinationServiceId: fc.uuid(),
  serverGuid: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  urgent: fc.boolean(),
});

interface Codec<T> {
  readonly encode: (value: T) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => T;
  readonly real: fc.Arbitrary<T>;
}
const codec = <T>(whole: Codec<T>): Codec<unknown> => whole as Codec<unknown>;

const codecs: Record<string, Codec<unknown>> = {
  send: codec({ encode: protocol.encodeSend, decode: protocol.decodeSend, real: send }),
  envelope: codec({
    encode: protocol.encodeEnvelope,
    decode: protocol.decodeEnvelope,
    real: envelope,
  }),
  ack: codec<readonly Uint8Array[]>({
    encode: protocol.encodeAck,
    decode: protocol.decodeAck,
    real: fc.array(bytes, { maxLength: 5 }),
  }),
  deliver: codec<readonly Uint8Array[]>({
    encode: protocol.encodeDeliver,
    decode: protocol.decodeDeliver,
    real: fc.array(bytes, { maxLength: 5 }),
  }),
  request: codec<protocol.RequestFrame>({
    encode: protocol.encodeRequest,
    decode: protocol.decodeRequest,
    real: fc.record({ verb: text, path: text, headers: fc.array(text), body: bytes }),
  }),
  content: codec<protocol.Content>({
    encode: protocol.encodeContent,
    decode(input) {
      const read = protocol.decodeContent(input);
      if (read.type === 'unknown') throw new Error('of a newer client');
      return read;
    },
    real: fc.oneof(
      fc.record({ type: fc.constant('text' as const), body: text, timestamp: moment }),
      fc.record({
        type: fc.constant('receipt' as const),
        receipt: fc.constantFrom('delivery' as const, 'read' as const),
        timestamps: fc.array(moment, { maxLength: 5 }),
      }),
      fc.record({
        type: fc.constant('typing' as const),
        started: fc.boolean(),
        timestamp: moment,
      }),
    ),
  }),
  response: codec<protocol.ResponseFrame>({
    encode: protocol.encodeResponse,
    decode: protocol.decodeResponse,
    real: fc.record({ status: fc.nat(600), headers: fc.array(text), body: bytes }),
  }),
  hello: codec<protocol.Hello>({
    encode: protocol.encodeHello,
    decode: protocol.decodeHello,
    real: fc.record({
      protocol: fc.nat(3),
      serverTime: moment,
      member: text,
      envelopeBytesMax: fc.nat(),
      unacknowledgedMax: fc.nat(),
      frameBytesMax: fc.nat(),
    }),
  }),
  closing: codec<protocol.Closing>({
    encode: protocol.encodeClosing,
    decode: protocol.decodeClosing,
    real: fc.record({ code: text, reconnectAfterMs: moment }),
  }),
  notice: codec<protocol.Notice>({
    encode: protocol.encodeNotice,
    decode: protocol.decodeNotice,
    real: fc.record({ kind: text, account: text }),
  }),
  authRefresh: codec<protocol.AuthRefresh>({
    encode: protocol.encodeAuthRefresh,
    decode: protocol.decodeAuthRefresh,
    real: fc.record({ accessToken: text }),
  }),
  authExpiring: codec<protocol.AuthExpiring>({
    encode: protocol.encodeAuthExpiring,
    decode: protocol.decodeAuthExpiring,
    real: fc.record({ expiresAtMs: moment }),
  }),
};

/** All byte fields of a value. */
function byteLengths(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values(value).reduce((sum: number, one) => sum + byteLengths(one), 0);
}

/** All numbers of a value. */
function numbers(value: unknown): number[] {
  if (typeof value === 'number') return [value];
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return [];
  return Object.values(value).flatMap(numbers);
}

describe.each(Object.entries(codecs))('%s', (_name, { encode, decode, real }) => {
  it('damaged in any way is refused with an Error, or decodes to what encodes again', () => {
    fc.assert(
      fc.property(hostile(real.map(encode)), (input) => {
        let value: unknown;
        try {
          value = decode(input);
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          return;
        }
        const { timestampMax } = protocol.limits;
        for (const one of numbers(value)) expect(one).toBeLessThanOrEqual(timestampMax);
        expect(byteLengths(value)).toBeLessThanOrEqual(input.length);
        expect(asText(decode(encode(value)))).toBe(asText(value));
      }),
      { seed, numRuns: 1500 },
    );
  });
});

describe('prototypes', () => {
  it('stay as they are, whatever was decoded', () => {
    const before = JSON.stringify(Object.getOwnPropertyNames(Object.prototype));
    const named = send.map((one) => protocol.encodeSend({ ...one, destination: '__proto__' }));
    fc.assert(
      fc.property(damaged(named), (input) => {
        try {
          const { destination } = protocol.decodeSend(input);
          expect(({} as Record<string, unknown>)[destination] ?? {}).toBeTypeOf('object');
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        expect(JSON.stringify(Object.getOwnPropertyNames(Object.prototype))).toBe(before);
      }),
      { seed, numRuns: 300 },
    );
  });
});

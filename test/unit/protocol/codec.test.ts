// What is encoded decodes to the same; what was not encoded by anybody throws or decodes, and
// never more.

import type { Envelope, ErrorCode, Refusal, SendFrame } from '#protocol';
import * as protocol from '#protocol';
import { errorCodes, errorRow } from '#protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const bytes = (maxLength = 200) => fc.uint8Array({ maxLength }).map((one) => Buffer.from(one));
const count = fc.oneof(
  fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 2, 2 ** 53 - 1),
  fc.maxSafeNat(),
);
const small = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const types = [1, 3, 5, 6, 8] as const;

const envelopes: fc.Arbitrary<Envelope> = fc
  .record(
    {
      type: fc.constantFrom(...types),
      clientTimestamp: count,
      serverTimestamp: count,
      content: bytes(),
      destinationServiceId: text,
      serverGuid: bytes(16),
      urgent: fc.boolean(),
      sourceServiceId: text.filter((one) => one !== ''),
      sourceDevice: fc.integer({ min: 1, max: 127 }),
      ephemeral: fc.constant(true),
    },
    {
      requiredKeys: [
        'type',
        'clientTimestamp',
        'serverTimestamp',
        'content',
        'destinationServiceId',
        'serverGuid',
        'urgent',
      ],
    },
  )
  .map((one) => one as Envelope);

const sends: fc.Arbitrary<SendFrame> = fc.record({
  guid: bytes(16),
  destination: text,
  contents: fc.array(
    fc.record({ deviceId: small, registrationId: small, type: small, content: bytes() }),
    { maxLength: 5 },
  ),
  ephemeral: fc.boolean(),
  urgent: fc.boolean(),
  timestamp: count,
});

/** Holds decode(encode(x)) against x; byte fields are compared as bytes. */
function roundTrips<T>(
  values: fc.Arbitrary<T>,
  encode: (value: T) => Uint8Array,
  decode: (bytes: Uint8Array) => T,
) {
  fc.assert(
    fc.property(values, (value) => {
      expect(plain(decode(encode(value)))).toEqual(plain(value));
    }),
    { seed: 41 },
  );
}

function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one)]));
}

describe('a round trip keeps', () => {
  it('an envelope', () => roundTrips(envelopes, protocol.encodeEnvelope, protocol.decodeEnvelope));
  it('a send', () => roundTrips(sends, protocol.encodeSend, protocol.decodeSend));
  it('a delivery', () =>
    roundTrips(fc.array(bytes()), protocol.encodeDeliver, protocol.decodeDeliver));
  it('an acknowledgement', () =>
    roundTrips(fc.array(bytes(16)), protocol.encodeAck, protocol.decodeAck));
  it('a request', () =>
    roundTrips(
      fc.record({ verb: text, path: text, headers: fc.array(text), body: bytes() }),
      protocol.encodeRequest,
      protocol.decodeRequest,
    ));
  it('a response', () =>
    roundTrips(
      fc.record({ status: small, headers: fc.array(text), body: bytes() }),
      protocol.encodeResponse,
      protocol.decodeResponse,
    ));
  it('a hello', () =>
    roundTrips(
      fc.record({
        protocol: small,
        serverTime: count,
        member: text,
        envelopeBytesMax: small,
        unacknowledgedMax: small,
        frameBytesMax: small,
      }),
      protocol.encodeHello,
      protocol.decodeHello,
    ));
  it('a closing', () =>
    roundTrips(
      fc.record({ code: text, reconnectAfterMs: count }),
      protocol.encodeClosing,
      protocol.decodeClosing,
    ));
  it('a notice', () =>
    roundTrips(
      fc.record({ kind: text, account: text }),
      protocol.encodeNotice,
      protocol.decodeNotice,
    ));
  it('a text', () =>
    roundTrips(
      fc.record({ type: fc.constant('text' as const), body: text, timestamp: count }),
      protocol.encodeContent,
      (encoded) =>
        protocol.decodeContent(encoded) as { type: 'text'; body: string; timestamp: number },
    ));
  it('a receipt', () =>
    roundTrips(
      fc.record({
        type: fc.constant('receipt' as const),
        receipt: fc.constantFrom('delivery' as const, 'read' as const, 'viewed' as const),
        timestamps: fc.array(count),
      }) as fc.Arbitrary<protocol.Content>,
      protocol.encodeContent,
      protocol.decodeContent,
    ));
});

describe('a refusal on the wire', () => {
  it.each(errorCodes)('keeps the code %s and says what the table says', (code: ErrorCode) => {
    const answer = protocol.encodeSendAnswer({
      refusal: { code },
      serverTimestamp: 2 ** 53 - 1,
      needsSync: true,
    });
    const read = protocol.decodeSendAnswer(answer);
    expect(read.refusal).toEqual({ code, detail: errorRow(code).message });
    expect(read.serverTimestamp).toBe(2 ** 53 - 1);
    expect(protocol.decodeAckAnswer(protocol.encodeAckAnswer({ code })).refusal?.code).toBe(code);
  });

  it('keeps the waiting time and the device list', () => {
    const refusal: Refusal = {
      code: 'message.mismatched_devices',
      retryAfterMs: 1500,
      mismatchedDevices: { missing: [2], extra: [3, 127], stale: [] },
    };
    const read = protocol.decodeAckAnswer(protocol.encodeAckAnswer(refusal)).refusal;
    expect(read).toMatchObject(refusal);
  });

  it('of a newer server is still a refusal', () => {
    // Field 1 of AckAnswer is a Refusal whose field 1 is the code.
    const newer = Uint8Array.of(0x0a, 0x05, 0x0a, 0x03, 0x61, 0x2e, 0x62);
    expect(protocol.decodeAckAnswer(newer).refusal?.code).toBe('server.unavailable');
  });

  it('is absent where nothing was refused', () => {
    expect(protocol.decodeAckAnswer(protocol.encodeAckAnswer())).toEqual({});
  });
});

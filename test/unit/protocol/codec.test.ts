// What is encoded decodes to the same; what was not encoded by anybody throws or decodes, and
// never more.

import type {
  AccountId,
  Envelope,
  ErrorCode,
  Refusal,
  SendFrame,
  SendGroupAnswer,
  SendGroupFrame,
} from '#protocol';
import * as protocol from '#protocol';
import { errorCodes, errorRow } from '#protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const bytes = (maxLength = 200) => fc.uint8Array({ maxLength }).map((one) => Buffer.from(one));
const { timestampMax } = protocol.limits;
const moment = fc.oneof(
  fc.constantFrom(0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, timestampMax - 1, timestampMax),
  fc.maxSafeNat().filter((one) => one <= timestampMax),
);
const small = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const types = [1, 3, 5, 6, 8] as const;

const envelopes: fc.Arbitrary<Envelope> = fc
  .record(
    {
      type: fc.constantFrom(...types),
      clientTimestamp: moment,
      serverTimestamp: moment,
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
  timestamp: moment,
});

const groupSends: fc.Arbitrary<SendGroupFrame> = fc.record({
  upload: bytes(),
  token: bytes(33),
  timestamp: moment,
  ephemeral: fc.boolean(),
  urgent: fc.boolean(),
});

const accounts = fc.uuid().map((one) => one as AccountId);
const deviceLists = fc.uniqueArray(fc.integer({ min: 1, max: 127 }), { maxLength: 6 });
const groupAnswers: fc.Arbitrary<SendGroupAnswer> = fc.record({
  serverTimestamp: moment,
  mismatches: fc.array(
    fc.record({
      account: accounts,
      devices: fc.record({ missing: deviceLists, extra: deviceLists, stale: deviceLists }),
    }),
  ),
  unknown: fc.array(accounts),
  held: fc.array(accounts),
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

/** The bytes of some account's id. */
function numbered(n: number): Uint8Array {
  const bytes = Buffer.alloc(16, 0x44);
  bytes.writeUInt16BE(n);
  return bytes;
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
  it('a send to a group', () =>
    roundTrips(groupSends, protocol.encodeSendGroup, protocol.decodeSendGroup));
  it('its answer', () =>
    roundTrips(groupAnswers, protocol.encodeSendGroupAnswer, protocol.decodeSendGroupAnswer));
  it('its answer where every recipient differs, and no other account than can be', () => {
    const devices = { missing: [1, 2, 3, 4, 5, 6], extra: [7, 8], stale: [9, 10] };
    const { groupRecipientsMax } = protocol.limits;
    const mismatches = Array.from({ length: groupRecipientsMax }, (_, n) => {
      return { account: protocol.accountFromBytes(numbered(n)) as AccountId, devices };
    });
    const answer = { serverTimestamp: 1, mismatches, unknown: [], held: [] };
    const encoded = protocol.encodeSendGroupAnswer(answer);
    expect(protocol.decodeSendGroupAnswer(encoded)).toEqual(answer);
    const unknown = ['nobody' as AccountId];
    const wrong = protocol.encodeSendGroupAnswer({ ...answer, mismatches: [], unknown });
    expect(() => protocol.decodeSendGroupAnswer(wrong)).toThrow();
  });
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
        serverTime: moment,
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
      fc.record({ code: text, reconnectAfterMs: moment }),
      protocol.encodeClosing,
      protocol.decodeClosing,
    ));
  it('a notice', () =>
    roundTrips(
      fc.record({ kind: text, account: text }),
      protocol.encodeNotice,
      protocol.decodeNotice,
    ));
  it('a new access token', () =>
    roundTrips(
      fc.record({ accessToken: text }),
      protocol.encodeAuthRefresh,
      protocol.decodeAuthRefresh,
    ));
  it('the end of an access token', () =>
    roundTrips(
      fc.record({ expiresAtMs: moment }),
      protocol.encodeAuthExpiring,
      protocol.decodeAuthExpiring,
    ));
  it('a subscription to a topic, and its end', () => {
    const topics = fc.record({ topic: text });
    roundTrips(topics, protocol.encodeTopicSubscribe, protocol.decodeTopicSubscribe);
    roundTrips(topics, protocol.encodeTopicUnsubscribe, protocol.decodeTopicUnsubscribe);
  });
  it('what is published to a topic', () => {
    const published = fc.record({ topic: text, payload: bytes() });
    roundTrips(published, protocol.encodeTopicPublish, protocol.decodeTopicPublish);
    const signals = fc.record({ topic: text, account: text, device: small, payload: bytes() });
    roundTrips(signals, protocol.encodeSignal, protocol.decodeSignal);
  });
  it('a text', () =>
    roundTrips(
      fc.record({ type: fc.constant('text' as const), body: text, timestamp: moment }),
      protocol.encodeContent,
      (encoded) =>
        protocol.decodeContent(encoded) as { type: 'text'; body: string; timestamp: number },
    ));
  it('a receipt', () =>
    roundTrips(
      fc.record({
        type: fc.constant('receipt' as const),
        receipt: fc.constantFrom('delivery' as const, 'read' as const, 'viewed' as const),
        timestamps: fc.array(moment),
      }) as fc.Arbitrary<protocol.Content>,
      protocol.encodeContent,
      protocol.decodeContent,
    ));
});

describe('a number that cannot be', () => {
  const guid = new Uint8Array(16);
  const ends = { ephemeral: false, urgent: true };
  const envelope = { type: 1, content: guid, destinationServiceId: 'x', serverGuid: guid } as const;
  const sized = { envelopeBytesMax: 1, unacknowledgedMax: 1, frameBytesMax: 1 };
  /** Every place of the wire that holds 64 bits: as bytes with that number, and its reader. */
  const places: Record<string, (time: number) => unknown> = {
    'the time of a text': (timestamp) =>
      protocol.decodeContent(protocol.encodeContent({ type: 'text', body: 'x', timestamp })),
    'the time of a typing mark': (timestamp) =>
      protocol.decodeContent(protocol.encodeContent({ type: 'typing', started: true, timestamp })),
    'one time of a receipt': (timestamp) => {
      const timestamps = [1, timestamp];
      const receipt = { type: 'receipt', receipt: 'read', timestamps } as const;
      return protocol.decodeContent(protocol.encodeContent(receipt));
    },
    "an envelope's client time": (clientTimestamp) => {
      const whole = { ...envelope, ...ends, clientTimestamp, serverTimestamp: 1 };
      return protocol.decodeEnvelope(protocol.encodeEnvelope(whole));
    },
    "an envelope's server time": (serverTimestamp) => {
      const whole = { ...envelope, ...ends, clientTimestamp: 1, serverTimestamp };
      return protocol.decodeEnvelope(protocol.encodeEnvelope(whole));
    },
    "a send's time": (timestamp) => {
      const whole = { guid, destination: 'x', contents: [], ...ends, timestamp };
      return protocol.decodeSend(protocol.encodeSend(whole));
    },
    "a group send's time": (timestamp) => {
      const whole = { upload: guid, token: guid, ...ends, timestamp };
      return protocol.decodeSendGroup(protocol.encodeSendGroup(whole));
    },
    "a group answer's time": (serverTimestamp) => {
      const answer = { serverTimestamp, mismatches: [], unknown: [], held: [] };
      return protocol.decodeSendGroupAnswer(protocol.encodeSendGroupAnswer(answer));
    },
    "an answer's time": (serverTimestamp) => {
      const bytes = protocol.encodeSendAnswer({ serverTimestamp, needsSync: false });
      return protocol.decodeSendAnswer(bytes);
    },
    "a refusal's wait": (retryAfterMs) =>
      protocol.decodeAckAnswer(protocol.encodeAckAnswer({ code: 'rate.limited', retryAfterMs })),
    "a hello's time": (serverTime) =>
      protocol.decodeHello(
        protocol.encodeHello({ protocol: 1, serverTime, member: 'm', ...sized }),
      ),
    "a closing's wait": (reconnectAfterMs) =>
      protocol.decodeClosing(protocol.encodeClosing({ code: 'x', reconnectAfterMs })),
  };

  it.each(Object.entries(places))('is refused: %s', (_place, read) => {
    expect(() => read(timestampMax)).not.toThrow();
    for (const value of [timestampMax + 1, 2 ** 53, 2 ** 60, 2 ** 63, 2 ** 64 - 2048]) {
      expect(() => read(value), String(value)).toThrow('a time that no clock shows');
    }
  });

  it.each([
    ['0', [0]],
    ['above the largest', [128]],
    ['of 32 bits', [2 ** 32 - 1]],
    ['twice', [3, 3]],
  ])('is refused: a device %s', (_what, devices) => {
    for (const place of ['missing', 'extra', 'stale']) {
      const mismatchedDevices = { missing: [], extra: [], stale: [], [place]: devices };
      const refusal = { code: 'message.mismatched_devices', mismatchedDevices } as const;
      const bytes = protocol.encodeAckAnswer(refusal);
      expect(() => protocol.decodeAckAnswer(bytes)).toThrow('a device that');
    }
  });
});

describe('a refusal on the wire', () => {
  it.each(errorCodes)('keeps the code %s and says what the table says', (code: ErrorCode) => {
    const answer = protocol.encodeSendAnswer({
      refusal: { code },
      serverTimestamp: timestampMax,
      needsSync: true,
    });
    const read = protocol.decodeSendAnswer(answer);
    const { message: detail, comeAgainMs: retryAfterMs } = errorRow(code);
    expect(read.refusal).toEqual({ code, detail, ...(retryAfterMs && { retryAfterMs }) });
    expect(read.serverTimestamp).toBe(timestampMax);
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

describe('bytes that were encoded', () => {
  it('stay as they are whatever is encoded after them', () => {
    // The third leaves no room in what the others are written into.
    const given = [20, 300, 100_000, 20, 0, 5000].map((length, at) => [Buffer.alloc(length, at)]);
    const encoded = given.map(protocol.encodeDeliver);
    const read = encoded.map((one) => protocol.decodeDeliver(one).map((each) => Buffer.from(each)));
    expect(read).toEqual(given);
    encoded[0]?.fill(0xff);
    expect(protocol.decodeDeliver(encoded[3] ?? Buffer.of())).toEqual(given[3]);
  });

  it('hold nothing of what could not be encoded before them', () => {
    const broken = [Buffer.alloc(16, 1), null] as unknown as Uint8Array[];
    expect(() => protocol.encodeDeliver(broken)).toThrow(TypeError);
    expect(protocol.encodeDeliver([Buffer.of(7)])).toEqual(Buffer.of(0x0a, 1, 7));
  });
});

// The events of calls: what is written is what is read, and what cannot be is refused.

import { hash } from 'node:crypto';
import type { CallId, CallMembers, Codec, MediaAddress, MediaId } from '#protocol';
import {
  callEndedEvent,
  callFromBytes,
  callHearEvent,
  callJoinEvent,
  callLeaveEvent,
  callMembersEvent,
  callModerateEvent,
  callMuteEvent,
  callOfGroup,
  callOfSecret,
  callSecureEvent,
  callSendEvent,
  callToBytes,
  callUnhearEvent,
  encodeAckAnswer,
  limits,
  parseGroupId,
  parseMediaId,
} from '#protocol';
import { describe, expect, it } from 'vitest';
import { aldis as wire } from '../../../src/protocol/wire.js';

const call = 'c0'.repeat(32) as CallId;
const mediaId = 7 as MediaId;
const bytes = (length: number, of = 5) => new Uint8Array(length).fill(of);
const members: CallMembers = {
  call,
  version: 12,
  epoch: 9,
  whole: true,
  members: [
    { mediaId, name: bytes(65), role: 'ADMINISTRATOR', sources: [] },
    {
      mediaId: 8 as MediaId,
      name: bytes(16),
      role: 'MEMBER',
      sources: [{ id: 3, kind: 'audio', muted: true }],
    },
  ],
  left: [],
};
const address: MediaAddress = {
  ice: { usernameFragment: 'u', password: 'p' },
  candidates: [
    { foundation: 'f', priority: 2 ** 31 + 5, address: '127.0.0.1', port: 40_000, protocol: 'udp' },
  ],
  fingerprints: [{ algorithm: 'sha-256', value: 'AB:CD' }],
};
const codecs = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    payloadType: 100,
    parameters: ['useinbandfec=1'],
  },
] as const;

/** Protobuf gives views of Buffers: compared by what is in them. */
const plain = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, one) => {
      if (one instanceof Uint8Array) return [...one];
      return one?.type === 'Buffer' ? one.data : one;
    }),
  );

describe('the events of calls', () => {
  it('read as they were written', () => {
    const group = { by: 'group', publicParams: bytes(97), presentation: bytes(633) } as const;
    const secret = { by: 'secret', secret: bytes(32), name: bytes(16, 6) } as const;
    const fingerprints = address.fingerprints;
    const cases = [
      [callJoinEvent.body, { proof: group, resume: bytes(20) }],
      [callJoinEvent.body, { proof: secret, resume: bytes(0) }],
      [callJoinEvent.body, { proof: secret, resume: bytes(0), direct: true }],
      [callJoinEvent.answer, { place: { mediaId, members, resume: bytes(3), address, codecs } }],
      [callJoinEvent.answer, { place: { mediaId, members, resume: bytes(3), codecs: [] } }],
      [callJoinEvent.answer, { refusal: { code: 'call.full', detail: expect.any(String) } }],
      [callSecureEvent.body, { call, role: 'client', fingerprints }],
      [callSendEvent.body, { call, kind: 'audio', ssrc: 0xffff_ffff, payloadType: 111 }],
      [callSendEvent.answer, { source: 4 }],
      [callHearEvent.body, { call, source: 4 }],
      [callHearEvent.answer, { kind: 'audio', ssrc: 1, payloadType: 100 }],
      [callUnhearEvent.body, { call, source: 4 }],
      [callMuteEvent.body, { call, source: 4, muted: true }],
      [callModerateEvent.body, { call, mediaId, deed: 'remove' }],
      [callLeaveEvent.body, { call }],
      [callMembersEvent.body, members],
      [callMembersEvent.body, { ...members, direct: true }],
      [callMembersEvent.body, { ...members, whole: false, members: [], left: [mediaId] }],
      [callEndedEvent.body, { call, code: 'call.removed' }],
    ] as const;
    for (const [codec, value] of cases) {
      const { encode, decode } = codec as unknown as Codec<unknown>;
      const read = decode(encode(value));
      const isRefusal = 'refusal' in value;
      expect(plain(read), codec.message).toEqual(
        isRefusal ? { refusal: { code: 'call.full', detail: expect.any(String) } } : plain(value),
      );
    }
  });

  it('take a thousand members who speak in one event', () => {
    const sources = [1, 2, 3, 4].map((id) => ({ id, kind: 'audio', muted: false }) as const);
    const all = Array.from({ length: limits.callMembersMax }, (_, at) => ({
      mediaId: (at + 1) as MediaId,
      name: bytes(65),
      role: 'MEMBER' as const,
      sources,
    }));
    const encoded = callMembersEvent.body.encode({ ...members, members: all });
    expect(encoded.length).toBeLessThan(limits.frameBytesMax / 4);
    expect(callMembersEvent.body.decode(encoded).members).toHaveLength(limits.callMembersMax);
  });

  it('refuse a call, a media id, a role, a deed or a kind that cannot be', () => {
    const short = bytes(31);
    const wrong = [
      () => callLeaveEvent.body.decode(wire.CallLeave.encode({ call: short }).finish()),
      () => callLeaveEvent.body.decode(bytes(0)),
      () =>
        callSecureEvent.body.decode(
          wire.CallSecure.encode({ call: bytes(32), role: 'x' }).finish(),
        ),
      () =>
        callModerateEvent.body.decode(
          wire.CallModerate.encode({ call: bytes(32), deed: 'mute' }).finish(),
        ),
      () =>
        callModerateEvent.body.decode(
          wire.CallModerate.encode({ call: bytes(32), mediaId: 1, deed: 'ban' }).finish(),
        ),
      () =>
        callSendEvent.body.decode(
          wire.CallSend.encode({ call: bytes(32), kind: 'smell' }).finish(),
        ),
      () => callJoinEvent.body.decode(bytes(0)),
      () =>
        callJoinEvent.body.decode(wire.CallJoin.encode({ group: {}, secret: bytes(32) }).finish()),
    ];
    for (const attempt of wrong) expect(attempt).toThrow();
  });

  it('are refused in the shape of every answer', () => {
    const refused = encodeAckAnswer({ code: 'call.too_many' });
    for (const { answer } of [callJoinEvent, callSendEvent, callHearEvent, callMuteEvent]) {
      expect(answer.decode(refused)).toMatchObject({ refusal: { code: 'call.too_many' } });
    }
  });
});

describe('the id of a call', () => {
  const group = parseGroupId('ab'.repeat(32));

  it('follows from its group or its secret, apart from each other', () => {
    if (!group) throw new Error('no group');
    const ids = [callOfGroup(group), callOfSecret(Buffer.from(group, 'hex'))].map((name) =>
      callFromBytes(hash('sha256', name, 'buffer')),
    );
    expect(ids[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  it('is read back from its bytes, and from nothing else', () => {
    expect(callFromBytes(callToBytes(call))).toBe(call);
    expect(callFromBytes(bytes(33))).toBeUndefined();
  });

  it('comes with media ids of 32 bits from 1 on', () => {
    expect([0, -1, 1.5, 2 ** 32, Number.NaN, '7', undefined].map(parseMediaId)).toEqual(
      Array(7).fill(undefined),
    );
    expect(parseMediaId(2 ** 32 - 1)).toBe(2 ** 32 - 1);
  });
});

// Bytes from anybody: decoding gives a value or throws an Error, in bounded time, and touches
// nothing else.

import * as protocol from '#protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

const decoders = {
  envelope: protocol.decodeEnvelope,
  send: protocol.decodeSend,
  sendAnswer: protocol.decodeSendAnswer,
  sendGroup: protocol.decodeSendGroup,
  sendGroupAnswer: protocol.decodeSendGroupAnswer,
  deliver: protocol.decodeDeliver,
  ack: protocol.decodeAck,
  ackAnswer: protocol.decodeAckAnswer,
  request: protocol.decodeRequest,
  response: protocol.decodeResponse,
  hello: protocol.decodeHello,
  closing: protocol.decodeClosing,
  notice: protocol.decodeNotice,
  authRefresh: protocol.decodeAuthRefresh,
  authExpiring: protocol.decodeAuthExpiring,
  topicSubscribe: protocol.decodeTopicSubscribe,
  topicUnsubscribe: protocol.decodeTopicUnsubscribe,
  topicPublish: protocol.decodeTopicPublish,
  signal: protocol.decodeSignal,
  content: protocol.decodeContent,
  callJoin: protocol.callJoinEvent.body.decode,
  callJoinAnswer: protocol.callJoinEvent.answer.decode,
  callSecure: protocol.callSecureEvent.body.decode,
  callSend: protocol.callSendEvent.body.decode,
  callHear: protocol.callHearEvent.body.decode,
  callHearAnswer: protocol.callHearEvent.answer.decode,
  callMute: protocol.callMuteEvent.body.decode,
  callModerate: protocol.callModerateEvent.body.decode,
  callMembers: protocol.callMembersEvent.body.decode,
  callEnded: protocol.callEndedEvent.body.decode,
} as const;

const send = protocol.encodeSend({
  guid: new Uint8Array(16).fill(7),
  destination: '9d0652a3-dcc3-4d11-975f-74d61598733f',
  contents: [{ deviceId: 1, registrationId: 2, type: 1, content: new Uint8Array(50).fill(9) }],
  ephemeral: false,
  urgent: true,
  timestamp: 1_800_000_000_000,
});

/** Decodes and forgets; only an Error may come out. */
function attempt(decode: (bytes: Uint8Array) => unknown, bytes: Uint8Array): void {
  try {
    decode(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    // A text that is no UTF-8 is refused by Node's decoder; any other TypeError would be a slip
    // of ours.
    if (error instanceof TypeError) {
      expect(error).toMatchObject({ code: 'ERR_ENCODING_INVALID_ENCODED_DATA' });
    }
  }
}

describe.each(Object.entries(decoders))('%s', (_name, decode) => {
  it('survives garbage', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => attempt(decode, bytes)),
      { seed: 51, numRuns: 500 },
    );
  });

  it('survives a real frame that was cut, changed or meant for another decoder', () => {
    for (let length = 0; length <= send.length; length++) attempt(decode, send.subarray(0, length));
    fc.assert(
      fc.property(fc.nat(send.length - 1), fc.nat(255), (index, value) => {
        const changed = Uint8Array.from(send);
        changed[index] = value;
        attempt(decode, changed);
      }),
      { seed: 52, numRuns: 300 },
    );
  });

  it.each([
    ['a length of 2^31', [0x0a, 0x80, 0x80, 0x80, 0x80, 0x08]],
    ['a length of 2^64', [0x0a, ...new Array(9).fill(0xff), 0x01]],
    ['a varint that does not end', new Array(20).fill(0xff)],
    ['field number 0', [0x00, 0x01]],
    ['wire type 7', [0x0f]],
    ['an end group without a start', [0x0c]],
  ])('survives %s', (_what, bytes) => {
    attempt(decode, Uint8Array.from(bytes));
  });

  it('refuses 100,000 nested groups without running out of stack', () => {
    expect(() => decode(new Uint8Array(100_000).fill(0xa3))).toThrow(Error);
  });
});

it('decoding puts nothing on the prototype of all objects', () => {
  const before = Object.getOwnPropertyNames(Object.prototype);
  const named = Buffer.from('\n\t__proto__\u0012\u0001x', 'latin1');
  for (const decode of Object.values(decoders)) attempt(decode, named);
  expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
});

it('a field that appears twice counts once, the last one', () => {
  const twice = Buffer.concat([
    protocol.encodeNotice({ kind: 'a', account: 'b' }),
    protocol.encodeNotice({ kind: 'c', account: 'd' }),
  ]);
  expect(protocol.decodeNotice(twice)).toEqual({ kind: 'c', account: 'd' });
});

it('an unknown field is passed over', () => {
  const more = Buffer.concat([
    protocol.encodeNotice({ kind: 'a', account: 'b' }),
    Uint8Array.of(0xfa, 0x01, 0x02, 0x68, 0x69),
  ]);
  expect(protocol.decodeNotice(more)).toEqual({ kind: 'a', account: 'b' });
});

// Events as single frames: what is written is what is read, and garbage is no frame.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EventName } from '#protocol';
import { encodeEventFrame, eventFrameHeaderBytes, events, readEventFrame } from '#protocol';
import { GuardedDecoder } from '../../../src/gateway/sockets/decoder.ts';
import { newDecoder } from '../../../src/gateway/sockets/engine.ts';
import { eventParser } from '../../../client/transport/eventParser.ts';
import { ManualClock } from '#runtime';

const seed = 20_261_121;
const anyName = fc.constantFrom(...events.map(({ name }) => name));
const anyNumber = fc.option(fc.integer({ min: 0, max: 0xff_ff_ff_fe }), { nil: undefined });
const anyBody = fc.uint8Array({ maxLength: 300 });

describe('an event frame', () => {
  it('reads as it was written', () => {
    const whole = fc.property(anyName, anyNumber, anyBody, (name, number, body) => {
      const read = readEventFrame(encodeEventFrame(name, number, body));
      expect(read).toEqual({ name, number, body });
    });
    fc.assert(whole, { seed });
  });

  it('begins with the tag it always had', () => {
    const tags = {
      send: '01',
      ack: '02',
      request: '03',
      deliver: '04',
      'server:hello': '05',
      notice: '06',
      'server:closing': '07',
      'queue-empty': '08',
      'auth:expiring': '09',
      'auth:refresh': '0a',
      'topic:subscribe': '0b',
      'topic:unsubscribe': '0c',
      'topic:publish': '0d',
      signal: '0e',
    } as const;
    for (const [name, tag] of Object.entries(tags)) {
      const frame = encodeEventFrame(name as EventName, 0x0102_0304, Uint8Array.of(9));
      expect(Buffer.from(frame).toString('hex'), name).toBe(`${tag}0102030409`);
    }
    const answer = encodeEventFrame(undefined, 7, Uint8Array.of(9));
    expect(Buffer.from(answer).toString('hex')).toBe('800000000709');
  });

  it('is refused when it is short, has an unknown tag, or answers nothing', () => {
    const bytes = encodeEventFrame('send', 1, new Uint8Array(0));
    expect(readEventFrame(bytes.subarray(0, eventFrameHeaderBytes - 1))).toBeUndefined();
    expect(readEventFrame(Uint8Array.of(99, 0, 0, 0, 1))).toBeUndefined();
    expect(readEventFrame(Uint8Array.of(128, 255, 255, 255, 255, 7))).toBeUndefined();
  });
});

describe('the two readers of event frames', () => {
  const decoder = (joined = true) => {
    const taken: unknown[] = [];
    const packets: unknown[] = [];
    const made = new GuardedDecoder(new ManualClock(), newDecoder, {
      speaksFrames: true,
      onStalled() {},
      onPacket: (packet) => packets.push(packet),
      onFrame: (...frame) => joined && taken.push(frame) > 0,
    });
    return { made, taken, packets };
  };

  it.each(['send', 'auth:refresh'])(
    'bring %s from the client to the server in one frame',
    (name) => {
      const encoder = new eventParser.Encoder();
      const body = Uint8Array.of(1, 2, 3);
      const frames = encoder.encode({ type: 2, nsp: '/', id: 7, data: [name, body] });
      expect(frames).toHaveLength(1);
      const { made, taken } = decoder();
      made.add(frames[0]);
      expect(taken).toEqual([[name, 7, body]]);
    },
  );

  it('bring an answer and an event from the server to the client', () => {
    const packets: unknown[] = [];
    const client = new eventParser.Decoder();
    client.on('decoded', (packet: unknown) => packets.push(packet));
    const body = Uint8Array.of(9);
    client.add(encodeEventFrame(undefined, 7, body));
    client.add(encodeEventFrame('deliver', undefined, body));
    client.add(encodeEventFrame('queue-empty', undefined, new Uint8Array(0)));
    client.add(encodeEventFrame('auth:expiring', undefined, body));
    expect(packets).toEqual([
      { type: 3, nsp: '/', id: 7, data: [body] },
      { type: 2, nsp: '/', data: ['deliver', body] },
      { type: 2, nsp: '/', data: ['queue-empty'] },
      { type: 2, nsp: '/', data: ['auth:expiring', body] },
    ]);
  });

  it('leave what is no event with a tag to the default form', () => {
    const encoder = new eventParser.Encoder();
    const foreign = { type: 2, nsp: '/', data: ['other', Uint8Array.of(1)] };
    expect(encoder.encode(foreign)[0]).toBe('51-["other",{"_placeholder":true,"num":0}]');
    expect(encoder.encode({ type: 0, nsp: '/', data: { sid: 'x' } })[0]).toBe('0{"sid":"x"}');
  });

  it('refuse events that only servers send, and garbage', () => {
    for (const bytes of [
      encodeEventFrame('deliver', undefined, Uint8Array.of(1)),
      encodeEventFrame(undefined, 3, Uint8Array.of(1)),
      Uint8Array.of(250, 0, 0, 0, 0),
      new Uint8Array(0),
    ]) {
      expect(() => decoder().made.add(Buffer.from(bytes))).toThrow('no event frame');
    }
  });

  it('refuse every frame before the handshake is answered', () => {
    const early = decoder(false).made;
    const frame = encodeEventFrame('send', 1, Uint8Array.of(1));
    expect(() => early.add(Buffer.from(frame))).toThrow('before the handshake');
  });

  it('still take the default form from a client that asked for frames', () => {
    const { made, packets } = decoder();
    made.add('51-0["send",{"_placeholder":true,"num":0}]');
    made.add(Buffer.from([4, 5]));
    expect(packets).toHaveLength(1);
  });
});

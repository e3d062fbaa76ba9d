// SRTP as simulated devices have it: the figures of the RFC, numbers that turn over, packets out of
// order, and those that prove nothing.

import { describe, expect, it } from 'vitest';
import { deriveSrtp, kindOf, SrtpReceiver, SrtpSender } from '#lab/voice/srtp.ts';

const keys = { key: Buffer.alloc(16, 7), salt: Buffer.alloc(12, 9) };
const head = { payloadType: 111, timestamp: 960, ssrc: 0xfedc_ba98 };
const packet = (sequence: number) => ({
  ...head,
  sequence,
  payload: Buffer.from(`frame ${sequence}`),
});

describe('srtp', () => {
  it('derives keys as RFC 3711, B.3, has them', () => {
    const key = Buffer.from('E1F97A0D3E018BE0D64FA32C06DE4139', 'hex');
    const salt = Buffer.from('0EC675AD498AFEEBB6960B3AABE6', 'hex');
    const derived = deriveSrtp({ key, salt });
    expect(derived.key.toString('hex')).toBe('c61e7a93744f39ee10734afe3ff7a087');
    expect(derived.salt.toString('hex')).toBe('30cbbc08863d8c85d49db34a');
  });

  it('opens what was sealed, out of order and beyond a turn of the numbers', () => {
    const [sender, receiver] = [new SrtpSender(keys), new SrtpReceiver(keys)];
    const order = [65_533, 65_534, 65_535, 0, 1, 2];
    const sealed = order.map((sequence) => sender.seal(packet(sequence)));
    const arrived = [0, 2, 1, 4, 3, 5].map((at) => receiver.open(sealed[at] as Buffer));
    expect(arrived.map((one) => one?.sequence)).toEqual([65_533, 65_535, 65_534, 1, 0, 2]);
    expect(arrived.every((one) => one?.payload.toString() === `frame ${one?.sequence}`)).toBe(true);
  });

  it('begins no stream with what was touched, is too short or is under another key', () => {
    const sealed = new SrtpSender(keys).seal(packet(1));
    for (let at = 0; at < sealed.length; at += 1) {
      const touched = Buffer.from(sealed);
      touched.writeUInt8(touched.readUInt8(at) ^ 1, at);
      expect(new SrtpReceiver(keys).open(touched)).toBeUndefined();
    }
    const other = new SrtpReceiver({ key: Buffer.alloc(16, 8), salt: keys.salt });
    expect(other.open(sealed)).toBeUndefined();
    for (let length = 0; length < sealed.length; length += 1) {
      expect(new SrtpReceiver(keys).open(sealed.subarray(0, length))).toBeUndefined();
    }
  });

  it('checks again now and then, and where the numbers jump', () => {
    const sender = new SrtpSender(keys);
    const sealed = Array.from({ length: 120 }, (_, sequence) => sender.seal(packet(sequence)));
    const [first, ...later] = sealed as [Buffer, ...Buffer[]];
    const receiver = new SrtpReceiver(keys);
    expect(receiver.open(first)).toBeDefined();
    for (const one of later) one.writeUInt8(one.readUInt8(one.length - 1) ^ 1, one.length - 1);
    const refused = later.flatMap((one, at) => (receiver.open(one) ? [] : at + 1));
    expect(refused).toEqual([50, 100]);
    const far = sender.seal(packet(5001));
    far.writeUInt8(far.readUInt8(far.length - 1) ^ 1, far.length - 1);
    expect(receiver.open(far)).toBeUndefined();
  });

  it('passes over the extension that a server puts in', () => {
    const { key, salt } = deriveSrtp(keys);
    expect([key.length, salt.length]).toEqual([16, 12]);
    const plain = new SrtpReceiver(keys);
    const begun = Buffer.from('9064414900000000fedcba98bede0003', 'hex');
    // Cut before its extension ends.
    expect(plain.open(Buffer.concat([begun, Buffer.alloc(16)]))).toBeUndefined();
  });

  it('tells what came by its first bytes', () => {
    const kinds = [[0], [22], [0x80, 111], [0x81, 201], [200], []];
    expect(kinds.map((bytes) => kindOf(Buffer.from(bytes)))).toEqual([
      ...['stun', 'dtls', 'rtp', 'rtcp', 'none', 'stun'],
    ]);
  });
});

// Pieces of handshakes: put together in any order, once each; and records that prove nothing.

import { describe, expect, it } from 'vitest';
import { MessageReader, wholeMessage } from '#lab/voice/dtlsMessages.ts';
import { openRecord, recordsOf, RecordWriter } from '#lab/voice/dtlsRecord.ts';
import { bindingFor } from '#lab/voice/stun.ts';

const key = { key: Buffer.alloc(16, 1), salt: Buffer.alloc(4, 2) };

/** A part of a message, as a server cuts it. */
function piece(number: number, whole: Buffer, from: number, until: number): Buffer {
  const bytes = wholeMessage({ type: 11, number, body: whole.subarray(from, until) });
  bytes.writeUIntBE(whole.length, 1, 3);
  bytes.writeUIntBE(from, 6, 3);
  return bytes;
}

describe('messages', () => {
  it('are put together from pieces that overlap, repeat and come late, in their order', () => {
    const reader = new MessageReader();
    const body = Buffer.from('certificate');
    expect(reader.read(piece(1, Buffer.from('next'), 0, 4))).toEqual([]);
    expect(reader.read(piece(0, body, 6, 11))).toEqual([]);
    expect(reader.read(piece(0, body, 4, 8))).toEqual([]);
    const whole = reader.read(Buffer.concat([piece(0, body, 0, 5), piece(0, body, 0, 5)]));
    expect(whole.map((one) => [one.number, one.body.toString()])).toEqual([
      [0, 'certificate'],
      [1, 'next'],
    ]);
    expect(reader.read(piece(0, body, 0, 11))).toEqual([]);
  });

  it('of no sense are nothing', () => {
    const reader = new MessageReader();
    const beyond = piece(0, Buffer.from('abc'), 0, 3);
    beyond.writeUIntBE(2, 1, 3);
    const far = piece(40, Buffer.from('abc'), 0, 3);
    const cut = piece(0, Buffer.from('abc'), 0, 3).subarray(0, 13);
    for (const bytes of [beyond, far, cut]) expect(reader.read(bytes)).toEqual([]);
  });
});

describe('records', () => {
  it('are opened by whom they are for, unless somebody touched them', () => {
    const writer = new RecordWriter();
    const datagram = Buffer.concat([
      writer.write(20, Buffer.from([1])),
      writer.write(22, Buffer.from('end'), key),
    ]);
    const [first, second] = recordsOf(datagram);
    expect(first).toMatchObject({ type: 20, epoch: 0, body: Buffer.from([1]) });
    expect(second && openRecord(key, second)?.toString()).toBe('end');
    const touched = Buffer.from(datagram);
    touched.writeUInt8(touched.readUInt8(touched.length - 1) ^ 1, touched.length - 1);
    const [, false_] = recordsOf(touched);
    expect(false_ && openRecord(key, false_)).toBeUndefined();
    expect(recordsOf(datagram.subarray(0, -1))).toHaveLength(1);
  });
});

describe('a check of ICE', () => {
  it('is as long as it says, and names both ends', () => {
    const asked = bindingFor({ serverFragment: 'sf', serverPassword: 'p', ownFragment: 'of' });
    expect(asked.readUInt16BE(2)).toBe(asked.length - 20);
    expect(asked.includes('sf:of')).toBe(true);
  });
});

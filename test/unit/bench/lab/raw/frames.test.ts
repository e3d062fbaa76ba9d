// The generator's frames: what it writes a WebSocket server reads, what a server writes it reads,
// however the network cuts it.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clientFrame, FrameReader, frameBytes, opcodes } from '#lab/raw/frames.ts';

/** A frame as a server sends it: the same without a mask. */
function serverFrame(opcode: number, payload: Buffer): Buffer {
  const head = [0x80 | opcode];
  if (payload.length < 126) head.push(payload.length);
  else if (payload.length < 65_536) head.push(126, payload.length >> 8, payload.length & 255);
  else {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(payload.length));
    head.push(127, ...length);
  }
  return Buffer.concat([Buffer.from(head), payload]);
}

/** What a server makes of a client frame, by the rules of RFC 6455. */
function unmasked(frame: Buffer): { opcode: number; payload: Buffer } {
  const second = frame[1] ?? 0;
  expect(second & 0x80).toBe(0x80);
  const short = second & 0x7f;
  const start = short < 126 ? 2 : short === 126 ? 4 : 10;
  const length =
    short < 126 ? short : short === 126 ? frame.readUInt16BE(2) : Number(frame.readBigUInt64BE(2));
  const mask = frame.subarray(start, start + 4);
  expect(mask.readUInt32BE(0)).not.toBe(0);
  const payload = Buffer.from(frame.subarray(start + 4)).map((b, i) => b ^ (mask[i & 3] ?? 0));
  expect(payload.length).toBe(length);
  return { opcode: (frame[0] ?? 0) & 0x0f, payload: Buffer.from(payload) };
}

describe('a client frame', () => {
  it.each([0, 1, 125, 126, 300, 65_535, 65_536])('carries %d bytes under a mask', (length) => {
    const payload = Buffer.alloc(length, 7);
    const frame = clientFrame(opcodes.binary, payload);
    expect(frame.length).toBe(frameBytes(length));
    const read = unmasked(frame);
    expect(read.opcode).toBe(opcodes.binary);
    expect(read.payload.equals(payload)).toBe(true);
  });
});

describe('the reader of server frames', () => {
  it('finds every frame wherever the stream is cut', () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 400 }), { minLength: 1, maxLength: 8 });
    const cuts = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(payloads, cuts, (sent, sizes) => {
        const bytes = Buffer.concat(sent.map((one) => serverFrame(opcodes.text, Buffer.from(one))));
        const got: string[] = [];
        const reader = new FrameReader((opcode, payload) => {
          expect(opcode).toBe(opcodes.text);
          got.push(payload.toString('hex'));
        });
        for (let at = 0, i = 0; at < bytes.length; i++) {
          const size = sizes[i % sizes.length] ?? 1;
          reader.read(bytes.subarray(at, at + size));
          at += size;
        }
        expect(got).toEqual(sent.map((one) => Buffer.from(one).toString('hex')));
      }),
      { seed: 606, numRuns: 200 },
    );
  });

  it('reads the longest form', () => {
    const payload = Buffer.alloc(70_000, 3);
    const got: number[] = [];
    new FrameReader((_, one) => got.push(one.length)).read(serverFrame(2, payload));
    expect(got).toEqual([70_000]);
  });

  it('takes no masked frame', () => {
    const reader = new FrameReader(() => undefined);
    expect(() => reader.read(clientFrame(opcodes.text, Buffer.from('2')))).toThrow(/masked/);
  });
});

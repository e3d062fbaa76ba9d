// The frames that the server writes past ws are what ws itself would write.

import type { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as ws from 'ws';
import { Corks } from '../../../src/gateway/sockets/corking.ts';
import { webSocketFrame, writeMessage } from '../../../src/gateway/sockets/webSocketFrame.ts';

/** What ws has and its types do not say. */
const { Receiver, Sender } = ws as unknown as {
  readonly Receiver: new (options: object) => EventEmitter & { write(bytes: Buffer): void };
  readonly Sender: new (stream: Duplex) => { send(bytes: Buffer, options: object): void };
};

/** Where a head changes its length, and either side of it. */
const edges = [0, 1, 125, 126, 127, 65_535, 65_536, 65_537, 1_048_576];

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, at) => at & 0xff);

/** What ws writes for a message. */
function byWs(message: Uint8Array): Buffer {
  const stream = new PassThrough();
  const sender = new Sender(stream as Duplex as never);
  sender.send(Buffer.from(message), { binary: true, fin: true, mask: false, compress: false });
  return stream.read() as Buffer;
}

describe('a frame of the server', () => {
  it.each(edges)('of %i bytes is what ws would write', (length) => {
    const message = bytesOf(length);
    expect(webSocketFrame(message).equals(byWs(message))).toBe(true);
  });

  it.each(edges)('of %i bytes is the same when it is given in two parts', (length) => {
    const message = bytesOf(length);
    for (const cut of [0, Math.min(5, length), length]) {
      const written = webSocketFrame(message.subarray(0, cut), message.subarray(cut));
      expect(written.equals(byWs(message))).toBe(true);
    }
  });

  it('is read by ws as the one message that it was', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 70_000 }), { maxLength: 4 }), (messages) => {
        const read: Buffer[] = [];
        const receiver = new Receiver({ binaryType: 'nodebuffer', allowSynchronousEvents: true });
        receiver.on('message', (data: Buffer, isBinary: boolean) => {
          expect(isBinary).toBe(true);
          read.push(data);
        });
        receiver.write(Buffer.concat(messages.map((one) => webSocketFrame(one))));
        expect(read.map((one) => [...one])).toEqual(messages.map((one) => [...one]));
      }),
      { numRuns: 50 },
    );
  });

  it('goes out with the others of its turn in order, and not to a socket that closes', async () => {
    const stream = new PassThrough();
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    const corks = new Corks();
    const all = [Uint8Array.of(1), Uint8Array.of(2, 3), bytesOf(200)];
    for (const message of all) writeMessage({ readyState: 1, _socket: stream }, corks, message);
    writeMessage({ readyState: 2, _socket: stream }, corks, Uint8Array.of(9));
    writeMessage({ readyState: 1, _socket: null }, corks, Uint8Array.of(9));
    expect(stream.readableLength).toBe(0);
    await expect.poll(() => Buffer.concat(pieces).length).toBe(3 + 4 + 204);
    expect(Buffer.concat(pieces)).toEqual(Buffer.concat(all.map((one) => webSocketFrame(one))));
  });
});

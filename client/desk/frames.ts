// A WebSocket as a pair of pipes: one JSON value a text frame, one a line.

import { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';

/** Order: as sent. What is not read yet holds back whoever sends it; bytes end it. */
export function pipesOf(socket: WebSocket): { readonly input: Duplex; readonly output: Duplex } {
  const pipe = new Duplex({
    decodeStrings: false,
    read: () => socket.resume(),
    write: (line: string, _encoding, done) => socket.send(line.trimEnd(), () => done()),
    final: (done) => {
      socket.close();
      done();
    },
    destroy: (error, done) => {
      socket.terminate();
      done(error);
    },
  });
  socket.on('message', (data: Buffer, isBinary) => {
    if (isBinary) return void pipe.destroy();
    // A line feed in a value of JSON is a space.
    const line = `${data.toString('utf8').replaceAll('\n', ' ')}\n`;
    if (!pipe.push(line)) socket.pause();
  });
  // A frame that is too long, and what else no browser sends.
  socket.on('error', () => pipe.destroy());
  socket.once('close', () => pipe.destroy());
  return { input: pipe, output: pipe };
}

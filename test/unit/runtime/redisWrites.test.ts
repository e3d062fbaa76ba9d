// Commands of one step leave in one write, in order; nobody waits for a further step.

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { gatherOn } from '../../../src/runtime/redisWrites.ts';

/** A stream that notes each of its writes. */
function noting() {
  const writes: string[][] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      writes.push([String(chunk)]);
      done();
    },
    writev(chunks, done) {
      writes.push(chunks.map(({ chunk }) => String(chunk)));
      done();
    },
  });
  gatherOn(stream);
  return { writes, stream };
}

const steps = () => new Promise((resolve) => setImmediate(resolve));

describe('commands', () => {
  it('of one step are one write, in the order in which they were given', async () => {
    const { writes, stream } = noting();
    for (const one of ['a', 'b', 'c']) stream.write(one);
    expect(writes).toEqual([]);
    await steps();
    expect(writes).toEqual([['a', 'b', 'c']]);
    stream.write('d');
    await steps();
    expect(writes).toEqual([['a', 'b', 'c'], ['d']]);
  });

  it('that promises of one step give are one write as well', async () => {
    const { writes, stream } = noting();
    for (const one of ['a', 'b']) void Promise.resolve().then(() => stream.write(one));
    await steps();
    expect(writes).toEqual([['a', 'b']]);
  });

  it('go to a socket whole, and what is given before it ends as well', async () => {
    const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (!address || typeof address === 'string') throw new Error('no port');
    const socket = connect(address.port, address.address).setEncoding('utf8');
    await once(socket, 'connect');
    gatherOn(socket);
    socket.write('one ');
    socket.write('two');
    socket.end(' three');
    let heard = '';
    for await (const part of socket) heard += part;
    expect(heard).toBe('one two three');
    server.close();
  });
});

// The wires of chaos runs fail in the way they are told to, and pass everything unchanged
// otherwise.

import type { Socket } from 'node:net';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clear, FaultProxy } from '#lab/proxy.ts';

const held = { ...clear, held: true };

describe('a wire', () => {
  let folder: string;
  let proxy: FaultProxy;
  let client: Socket;
  let heard = '';
  const closers: (() => void)[] = [];
  /** Answers each chunk with itself in capitals. */
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'aldis-wire-'));
    const path = join(folder, 'server.sock');
    const server = createServer((socket) => {
      socket.on('data', (chunk) => socket.write(chunk.toString().toUpperCase()));
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    proxy = await FaultProxy.start({ path }, () => 0.5);
    client = await open();
    heard = '';
    client.on('data', (chunk) => {
      heard += chunk.toString();
    });
    closers.push(() => server.close());
  });
  afterEach(async () => {
    client.destroy();
    await proxy.stop();
    for (const close of closers.splice(0)) close();
    rmSync(folder, { recursive: true });
  });

  const open = () =>
    new Promise<Socket>((resolve) => {
      const socket: Socket = connect(proxy.port, '127.0.0.1', () => resolve(socket));
      socket.on('error', () => undefined);
    });
  const hear = async (text: string) => {
    await expect.poll(() => heard, { interval: 2 }).toBe(text);
  };

  it('passes bytes both ways and in order', async () => {
    const text = 'abc'.repeat(100_000);
    client.write(text);
    await hear(text.toUpperCase());
  });

  it('holds one way, and passes what it held when it is healed', async () => {
    client.write('a');
    await hear('A');
    proxy.disturb({ down: held });
    const came = new Promise<void>((resolve) => {
      proxy.onChunk = (_wire, way) => way === 'down' && resolve();
    });
    client.write('b');
    await came;
    expect(heard).toBe('A');
    proxy.disturb({ up: held });
    await hear('AB');
    client.write('c');
    proxy.heal();
    await hear('ABC');
  });

  it('holds connections that are opened meanwhile as well', async () => {
    proxy.disturb({ up: held });
    const late = await open();
    let answered = '';
    late.on('data', (chunk) => {
      answered += chunk.toString();
    });
    late.write('late');
    client.write('x');
    proxy.heal();
    await hear('X');
    await expect.poll(() => answered).toBe('LATE');
    late.destroy();
  });

  it('hits only those it is told to', async () => {
    proxy.disturb({ up: held, hits: (wire) => wire.clientPort !== client.localPort });
    client.write('spared');
    await hear('SPARED');
  });

  it('delays by no less than it is told, in order', async () => {
    const startedAt = performance.now();
    proxy.disturb({ up: { ...clear, delayMs: 40, jitterMs: 20 } });
    client.write('1');
    setTimeout(() => client.write('2'), 5);
    await hear('12');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(49);
  });

  it('passes no more than its share when it is throttled', async () => {
    proxy.disturb({ down: { ...clear, bytesPerS: 10_000 } });
    const startedAt = performance.now();
    client.write('y'.repeat(1500));
    await hear('Y'.repeat(1500));
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(90);
  });

  it('ends both sides when it is cut', async () => {
    client.write('z');
    await hear('Z');
    const closed = new Promise((resolve) => client.once('close', resolve));
    proxy.cut();
    await closed;
    await expect.poll(() => proxy.wires.size).toBe(0);
  });

  it('passes the end of a connection on', async () => {
    client.write('q');
    await hear('Q');
    client.end();
    await expect.poll(() => proxy.wires.size).toBe(0);
  });
});

// Links between the workers of one machine: how a stream is cut into frames, and which way frames
// go when a link is not there or breaks.

import { mkdtempSync, rmSync } from 'node:fs';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MemberId } from '#protocol';
import type { Bus } from '#routing';
import { LinkBus, SealedBus } from '#routing';
import { metrics, silentLog, systemClock } from '#runtime';
import { FrameReader, linkFrameBytesMax, withLength } from '../../../src/routing/links/frames.ts';
import { linkName } from '../../../src/routing/links/linkBus.ts';
import { sealFrame } from '../../../src/routing/sealedBus.ts';
import { counted } from '../../support/counted.ts';
import { testMac } from '../../support/frames.ts';

describe('frames on a stream', () => {
  it('come out as they went in, however the stream is cut', () => {
    const frame = fc.uint8Array({ maxLength: 300 });
    const cut = fc.array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 20 }), cut, (frames, cuts) => {
        const stream = Buffer.concat(frames.map(withLength));
        const got: Buffer[] = [];
        const reader = new FrameReader((one) => got.push(Buffer.from(one)));
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const length = cuts[turn % cuts.length] ?? 1;
          expect(reader.read(stream.subarray(at, at + length))).toBe(true);
          at += length;
        }
        expect(got).toEqual(frames.map((one) => Buffer.from(one)));
      }),
    );
  });

  it('end with a length that no worker of ours announces', () => {
    const reader = new FrameReader(() => expect.unreachable());
    const head = Buffer.alloc(4);
    head.writeUInt32BE(linkFrameBytesMax + 1);
    expect(reader.read(head)).toBe(false);
  });
});

const a = 'worker-a' as MemberId;
const b = 'worker-b' as MemberId;

describe('a worker that is spoken to', () => {
  let folder: string;
  let behind: number[];
  let bus: LinkBus;
  const redis: Bus = {
    publish: async (_to, frame) => {
      behind.push(frame[0] ?? 0);
      return true;
    },
    subscribe: async () => undefined,
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'aldis-links-'));
    behind = [];
    bus = new LinkBus({ folder, behind: redis });
  });
  afterEach(async () => {
    await bus.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is reached over the bus behind when it is not on this machine', async () => {
    await Promise.all([1, 2, 3].map((n) => bus.publish(b, Uint8Array.of(n))));
    expect(behind).toEqual([1, 2, 3]);
  });

  it('gets what is said while the link opens before what is said after it', async () => {
    const other = new LinkBus({ folder, behind: redis });
    const got: number[] = [];
    await other.subscribe(b, (frame) => got.push(frame[0] ?? 0));
    const first = bus.publish(b, Uint8Array.of(1)).then(() => bus.publish(b, Uint8Array.of(4)));
    await Promise.all([first, ...[2, 3].map((n) => bus.publish(b, Uint8Array.of(n)))]);
    await expect.poll(() => got).toEqual([1, 2, 3, 4]);
    expect(behind).toEqual([]);
    await other.close();
  });

  it('is reached over the bus behind once its link has broken, and the loss is told', async () => {
    const sockets: Socket[] = [];
    const server: Server = createServer((socket) => sockets.push(socket));
    await new Promise<void>((done) => server.listen(join(folder, linkName(b)), done));
    await bus.publish(b, Uint8Array.of(1));
    await expect.poll(() => sockets.length).toBe(1);
    const lost = new Promise<MemberId>((tell) => bus.onLoss(tell));
    sockets[0]?.destroy();
    expect(await lost).toBe(b);
    await bus.publish(b, Uint8Array.of(2));
    expect(behind).toEqual([2]);
    server.close();
  });

  it('hangs up on a stream that is none of ours', async () => {
    await bus.subscribe(a, () => expect.unreachable());
    const { connect } = await import('node:net');
    const stranger = connect(join(folder, linkName(a)));
    const gone = new Promise((done) => stranger.on('close', done));
    stranger.on('error', () => undefined);
    stranger.write(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
    await gone;
  });
});

describe('the tag of a frame', () => {
  const frame = Uint8Array.of(1, 2, 3);
  const sealing = { mac: testMac, clock: systemClock, log: silentLog };

  it('is there where others may write, and not on a link', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'aldis-links-'));
    const published: Uint8Array[] = [];
    const redis: Bus = {
      publish: async (_to, bytes) => published.push(bytes) > 0,
      subscribe: async () => undefined,
    };
    const behind = new SealedBus({ ...sealing, behind: redis });
    const [here, there] = [new LinkBus({ folder, behind }), new LinkBus({ folder, behind })];
    const got: Uint8Array[] = [];
    await there.subscribe(b, (one) => got.push(Uint8Array.from(one)));
    await here.publish(b, frame);
    await expect.poll(() => got).toEqual([frame]);
    expect(published).toEqual([]);
    await here.publish('worker-of-another-host' as MemberId, frame);
    expect(published.map((one) => one.length)).toEqual([frame.length + 16]);
    await Promise.all([here.close(), there.close()]);
    rmSync(folder, { recursive: true, force: true });
  });

  it('is asked for where others may write, and taken off', async () => {
    let tell: (bytes: Uint8Array) => void = () => expect.unreachable();
    const redis: Bus = {
      publish: async () => true,
      subscribe: async (_member, listener) => void (tell = listener),
    };
    const got: Uint8Array[] = [];
    const bus = new SealedBus({ ...sealing, behind: redis });
    await bus.subscribe(a, (one) => got.push(Uint8Array.from(one)));
    const forged = await counted(metrics.deadLetters, { reason: 'bus_forged' });
    tell(frame);
    tell(sealFrame(testMac, b, frame));
    tell(new Uint8Array());
    expect(await forged()).toBe(3);
    expect(got).toEqual([]);
    tell(sealFrame(testMac, a, frame));
    expect(got).toEqual([frame]);
  });
});

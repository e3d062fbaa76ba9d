// What a page and its worker of media say to each other, without a browser.

import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { serveFrames } from '../../../../client/media/frameServer.ts';
import type { EncodedFrame, WorkerScope } from '../../../../client/media/frameServer.ts';
import type { KeyName } from '../../../../client/media/keyName.ts';
import { PageFrames } from '../../../../client/media/pageFrames.ts';
import type { Transformed, WorkerPort } from '../../../../client/media/pageFrames.ts';
import type { Bytes } from '../../../../client/media/sframe.ts';
import { readPageWord, readTrackWord } from '../../../../client/media/workerWords.ts';

const name: KeyName = { mediaId: 4, generation: 1, step: 0 };
const base = () => new Uint8Array(64).fill(3);

/** One end of a track: what goes in comes out as the worker turned it. */
interface Pipe {
  readonly put: (frame: EncodedFrame) => Promise<void>;
  readonly out: EncodedFrame[];
  readonly end: () => Promise<void>;
}

function scene(sweeps: (() => void)[] = []) {
  const heard: string[] = [];
  const scope: WorkerScope = {
    name: 'call',
    postMessage: (word) => queueMicrotask(() => port.onmessage?.({ data: word })),
    onmessage: null,
    onrtctransform: null,
  };
  const port: WorkerPort = {
    postMessage: (word, transfer) => {
      scope.onmessage?.({ data: structuredClone(word, { transfer }) });
    },
    onmessage: null,
    onerror: null,
    terminate: () => heard.push('ended'),
  };
  const server = serveFrames(scope, {
    now: () => 0,
    after: (_ms, run) => {
      sweeps.push(run);
      return { cancel: () => sweeps.splice(0) };
    },
  });
  const page = new PageFrames<Pipe>({
    worker: port,
    transform: (_worker, options) => {
      const input = new TransformStream<EncodedFrame, EncodedFrame>();
      const out: EncodedFrame[] = [];
      const writable = new WritableStream<EncodedFrame>({ write: (frame) => void out.push(frame) });
      scope.onrtctransform?.({ transformer: { readable: input.readable, writable, options } });
      const writer = input.writable.getWriter();
      return { put: (frame) => writer.write(frame), out, end: () => writer.close() };
    },
    spent: () => heard.push('spent'),
    missing: (mediaId) => heard.push(`missing ${mediaId}`),
    failed: () => heard.push('failed'),
  });
  return { page, heard, scope, port, server };
}

const frame = (...bytes: number[]): EncodedFrame => ({ data: Uint8Array.from(bytes).buffer });
const bytesOf = ({ data }: EncodedFrame) => [...new Uint8Array(data)];

describe('the frames of a page', () => {
  it('are sealed and opened by the worker, to which alone the keys go', async () => {
    const { page, heard } = scene();
    const sender: Transformed<Pipe> = { transform: null };
    const receiver: Transformed<Pipe> = { transform: null };
    page.seal(sender, 'audio');
    page.open(receiver, 'audio', 4);
    // Nothing goes out in clear, and a frame of no bytes is none.
    await sender.transform?.put(frame(1, 2, 3));
    await vi.waitFor(async () => expect(await page.counts()).toMatchObject({ unsealed: 1 }), {
      timeout: 30_000,
    });
    const keys: Bytes[] = [base(), base()];
    page.sealWith(name, keys[0]!);
    page.openWith(name, keys[1]!);
    expect(keys.map(({ length }) => length)).toEqual([0, 0]);
    expect(await page.counts()).toMatchObject({ sealed: 0, unsealed: 1 });
    await sender.transform?.put(frame());
    for (let said = 1; said < 4; said += 1) await sender.transform?.put(frame(said, said));
    const sent = sender.transform?.out ?? [];
    await vi.waitFor(() => expect(sent).toHaveLength(3), { timeout: 30_000 });
    for (const one of sent) expect(one.data.byteLength).toBeGreaterThan(16);
    for (const one of [...sent, frame()]) await receiver.transform?.put(one);
    const said = [1, 2, 3].map((one) => [one, one]);
    await vi.waitFor(() => expect(receiver.transform?.out.map(bytesOf)).toEqual(said), {
      timeout: 30_000,
    });
    page.stopSealing();
    await sender.transform?.put(frame(9));
    page.forget(4);
    const counts = { sealed: 3, unsealed: 2, opened: 3 };
    await vi.waitFor(async () => expect(await page.counts()).toMatchObject(counts), {
      timeout: 30_000,
    });
    await receiver.transform?.end();
    page.close();
    expect(heard).toEqual(['ended']);
  });

  it('say when the worker hears what is none, and when it fails', async () => {
    const { page, heard, scope, port } = scene();
    scope.onmessage?.({ data: { do: 'openWith', name, base: new Uint8Array(63) } });
    page.open({ transform: null }, 'video' as 'audio', 4);
    await page.counts();
    port.onerror?.();
    expect(heard).toEqual(['failed', 'failed', 'failed']);
  });

  it('are given up once a second until the worker stops', () => {
    const sweeps: (() => void)[] = [];
    const { server } = scene(sweeps);
    for (let second = 0; second < 3; second += 1) sweeps.shift()?.();
    expect(sweeps).toHaveLength(1);
    server.stop();
    expect(sweeps).toHaveLength(0);
  });
});

describe('a word of a page', () => {
  it('is read within its bounds, whatever it is', () => {
    expect(readPageWord({ do: 'sealWith', name, base: base() })).toBeDefined();
    const outside = [
      { do: 'sealWith', name: { ...name, step: 256 }, base: base() },
      { do: 'sealWith', name: { ...name, generation: 65_536 }, base: base() },
      { do: 'openWith', name: { ...name, mediaId: -1 }, base: base() },
      { do: 'openWith', name, base: [...base()] },
      { do: 'forget', mediaId: 2 ** 32 },
      { do: 'count', ask: 0.5 },
      { do: 'dump' },
      null,
    ];
    expect(outside.map(readPageWord)).toEqual(outside.map(() => undefined));
    expect(readTrackWord({ side: 'open', kind: 'audio' })).toBeUndefined();
    expect(readTrackWord({ side: 'mend', kind: 'audio', mediaId: 1 })).toBeUndefined();
    fc.assert(fc.property(fc.anything(), (said) => void [readPageWord(said), readTrackWord(said)]));
  });
});

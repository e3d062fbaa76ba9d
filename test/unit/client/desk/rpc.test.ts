// The page's side of JSON-RPC: it enters before all else, asks and is asked, and comes again when
// it is cut.

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Rpc } from '../../../../client/desk/page/rpc.ts';
import type { Entrance, Wire } from '../../../../client/desk/page/rpc.ts';

/** A WebSocket whose other end is the test. */
class TestWire {
  readonly sent: Record<string, unknown>[] = [];
  isClosed = false;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }
  close(): void {
    this.isClosed = true;
    this.onclose?.();
  }
  hear(message: object): void {
    this.onmessage?.({ data: JSON.stringify({ jsonrpc: '2.0', ...message }) });
  }
}

let wires: TestWire[];
let session: string | undefined;
const entrance: Entrance = {
  secret: () => (session === undefined ? { token: 'token' } : { session }),
  entered: (given) => {
    session = given;
  },
};
const connect = () => {
  const wire = new TestWire();
  wires.push(wire);
  return wire as unknown as Wire;
};

beforeEach(() => {
  wires = [];
  session = undefined;
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

const settle = () => vi.advanceTimersByTimeAsync(0);

async function entered(): Promise<{ rpc: Rpc; wire: TestWire }> {
  const rpc = new Rpc(entrance, connect);
  rpc.start();
  const wire = wires[0] as TestWire;
  wire.onopen?.();
  wire.hear({ id: 1, result: { session: 'session', profile: 'ana' } });
  await settle();
  return { rpc, wire };
}

test('the token is said first, and the session after a cut', async () => {
  const { rpc, wire } = await entered();
  expect(wire.sent).toEqual([
    { jsonrpc: '2.0', id: 1, method: 'desk.enter', params: { token: 'token' } },
  ]);
  expect([rpc.state.value, rpc.profile.value, session]).toEqual(['open', 'ana', 'session']);
  const lost = rpc.call('state');
  wire.onclose?.();
  await expect(lost).rejects.toMatchObject({ code: 'desk.cut' });
  expect(rpc.state.value).toBe('waiting');
  await expect(rpc.call('state')).rejects.toMatchObject({ code: 'desk.cut' });
  await vi.advanceTimersByTimeAsync(250);
  wires[1]?.onopen?.();
  expect(wires[1]?.sent[0]).toMatchObject({ params: { session: 'session' } });
});

test('it waits longer with each try, and not for ever', async () => {
  const { wire } = await entered();
  wire.onclose?.();
  for (const delayMs of [250, 500, 1_000, 2_000, 4_000, 8_000, 8_000]) {
    const before = wires.length;
    await vi.advanceTimersByTimeAsync(delayMs - 1);
    expect(wires.length).toBe(before);
    await vi.advanceTimersByTimeAsync(1);
    expect(wires.length).toBe(before + 1);
    wires.at(-1)?.onclose?.();
  }
});

test('whoever may not enter does not try again', async () => {
  const rpc = new Rpc(entrance, connect);
  rpc.start();
  wires[0]?.onopen?.();
  wires[0]?.hear({ id: 1, error: { message: 'No.', data: { code: 'desk.refused' } } });
  await settle();
  expect([rpc.state.value, wires[0]?.isClosed]).toEqual(['refused', true]);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(wires).toHaveLength(1);
});

test('answers and refusals reach whoever asked; what is late has failed', async () => {
  const { rpc, wire } = await entered();
  const [one, two, three] = [rpc.call('a'), rpc.call('b', { x: 1 }), rpc.call('c')];
  expect(wire.sent[2]).toMatchObject({ id: 3, method: 'b', params: { x: 1 } });
  wire.hear({ id: 3, error: { code: -32_000, message: 'No.', data: { code: 'who.unknown' } } });
  wire.hear({ id: 2, result: 7 });
  await expect(one).resolves.toBe(7);
  await expect(two).rejects.toMatchObject({ code: 'who.unknown', message: 'No.' });
  const late = expect(three).rejects.toMatchObject({ code: 'desk.late' });
  await vi.advanceTimersByTimeAsync(60_000);
  await late;
});

test('what is told reaches all who listen, until they do no more', async () => {
  const { rpc, wire } = await entered();
  const heard: unknown[] = [];
  const off = rpc.on('event.message', (params: { text: string }) => heard.push(params.text));
  wire.hear({ method: 'event.message', params: { text: 'one' } });
  off();
  wire.hear({ method: 'event.message', params: { text: 'two' } });
  expect(heard).toEqual(['one']);
});

test('it answers what it is asked, and refuses what nobody answers', async () => {
  const { rpc, wire } = await entered();
  rpc.answers('media.open', ({ call }: { call: string }) => ({ opened: call }));
  rpc.answers('media.fail', () => {
    throw new Error('no microphone');
  });
  wire.hear({ id: 'x', method: 'media.open', params: { call: 'c' } });
  wire.hear({ id: 'y', method: 'media.fail', params: {} });
  wire.hear({ id: 'z', method: 'media.none', params: {} });
  await settle();
  expect(
    wire.sent.slice(1).toSorted((a, b) => String(a['id']).localeCompare(String(b['id']))),
  ).toEqual([
    { jsonrpc: '2.0', id: 'x', result: { opened: 'c' } },
    { jsonrpc: '2.0', id: 'y', error: { code: -32_603, message: 'no microphone' } },
    { jsonrpc: '2.0', id: 'z', error: { code: -32_601, message: 'There is no media.none.' } },
  ]);
});

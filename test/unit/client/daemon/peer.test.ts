// JSON-RPC between two processes: what is no call is answered as the specification says, and
// nobody can ask for more, say more at once, or leave more unread than is allowed.

import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { Peer, PeerGone } from '../../../../client/daemon/peer.ts';
import type { Serving } from '../../../../client/daemon/peer.ts';
import { Lines, RpcError, rpcCodes, wireLimits } from '../../../../client/daemon/wire.ts';

interface Message {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly data?: { readonly code: string } };
  readonly method?: string;
}

/** A peer and what it writes. */
function rig(serving: Partial<Serving> = {}) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const peer = new Peer(
    { input, output },
    {
      answer: async (method, params) => ({ method, params }),
      heard: () => undefined,
      said: (error) => new RpcError(rpcCodes.refused, String(error), { code: 'failed' }),
      ...serving,
    },
  );
  onTestFinished(() => peer.close());
  const said = async () => {
    for (let turns = 0; turns < 5; turns += 1) await turn();
    const text = String(output.read() ?? '');
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Message | Message[]);
  };
  return { peer, input, output, said };
}

const call = (id: unknown, more: object = {}) =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method: 'echo', ...more })}\n`;

test('a call is answered by its id, a notification and an answer are not', async () => {
  const heard: string[] = [];
  const { input, said } = rig({ heard: (method) => void heard.push(method) });
  input.write(call(1, { params: { a: 1 } }));
  input.write(call('x'));
  input.write('{"jsonrpc":"2.0","method":"note"}\n\n{"jsonrpc":"2.0","id":9,"result":1}\n');
  expect(await said()).toEqual([
    { jsonrpc: '2.0', id: 1, result: { method: 'echo', params: { a: 1 } } },
    { jsonrpc: '2.0', id: 'x', result: { method: 'echo', params: {} } },
  ]);
  expect(heard).toEqual(['note']);
});

test('what is no call is told as what it is', async () => {
  const { input, said } = rig();
  input.write('{"jsonrpc": "2.0", "method"\n1\n[]\n{"jsonrpc":"1.0","id":1,"method":"echo"}\n');
  const codes = (await said()).map((one) => (one as Message).error?.code);
  expect(codes).toEqual([-32700, -32600, -32600, -32600]);
});

test('a batch is answered by one, and one of notifications alone by nothing', async () => {
  const { input, said } = rig();
  input.write(`[${call(1).trim()},${call(2).trim()},{"jsonrpc":"2.0","method":"note"},7]\n`);
  input.write('[{"jsonrpc":"2.0","method":"note"}]\n');
  const [batch, ...more] = await said();
  expect((batch as Message[]).map(({ id }) => id)).toEqual([1, 2, null]);
  expect(more).toEqual([]);
});

test('a refusal carries its code, whoever words it', async () => {
  const { input, said } = rig({
    answer: () => Promise.reject(new Error('so it is')),
  });
  input.write(call(1));
  expect(await said()).toMatchObject([
    { id: 1, error: { code: -32000, message: 'Error: so it is', data: { code: 'failed' } } },
  ]);
});

test('of one caller so much is under way and no more', async () => {
  const { input, said } = rig({ answer: () => new Promise(() => {}) });
  const { requestsMax } = wireLimits;
  for (let id = 0; id <= requestsMax; id += 1) input.write(call(id));
  const answers = (await said()) as Message[];
  expect(answers).toMatchObject([{ id: requestsMax, error: { data: { code: 'daemon.busy' } } }]);
});

test('what cannot be done at all ends the connection, and no more than that', async () => {
  const notes = rig({ heard: () => expect.fail('so it is') });
  notes.input.write('{"jsonrpc":"2.0","method":"note"}\n');
  expect(await notes.said()).toMatchObject([{ id: null, error: { data: { code: 'failed' } } }]);
  expect(notes.peer.isOver).toBe(true);
  const depth = 200_000;
  const echo = rig();
  echo.input.write(`{"jsonrpc":"2.0","id":1,"method":"echo","params":{"a":`);
  echo.input.write(`${'['.repeat(depth)}${']'.repeat(depth)}}}\n`);
  expect(await echo.said()).toMatchObject([{ id: null, error: { data: { code: 'failed' } } }]);
  expect(echo.peer.isOver).toBe(true);
});

test('a line that is too long ends the connection, and is told', async () => {
  const { peer, input, said } = rig();
  input.write('x'.repeat(wireLimits.lineBytesMax));
  expect(peer.isOver).toBe(false);
  input.write('x');
  expect(await said()).toMatchObject([{ error: { data: { code: 'daemon.line_too_long' } } }]);
  expect(peer.isOver).toBe(true);
});

test('whoever does not read is told, last of all, and cut', async () => {
  const { peer, output } = rig();
  const text = 'x'.repeat(wireLimits.lineBytesMax / 4);
  let count = 0;
  while (!peer.isOver && count < 100) {
    peer.notify('event.message', { text });
    count += 1;
  }
  expect(peer.isOver).toBe(true);
  expect(output.writableLength).toBeLessThan(wireLimits.bufferedBytesMax * 1.5);
  const lines: string[] = [];
  const all = new Lines();
  for await (const bytes of output) lines.push(...all.take(bytes));
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({
    method: 'cut',
    params: { code: 'daemon.slow' },
  });
  expect(lines).toHaveLength(count);
});

test('what was asked is still answered to whoever says no more', async () => {
  let answer = (_value: unknown) => {};
  const { peer, input, said } = rig({
    answer: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
  });
  input.end(call(1));
  await peer.silent;
  expect(peer.isOver).toBe(false);
  answer('late');
  expect(await said()).toMatchObject([{ id: 1, result: 'late' }]);
  expect(peer.isOver).toBe(true);
});

test('a call whose other side is gone is refused', async () => {
  const { peer, input } = rig();
  const asked = peer.call('terminal.read', {});
  input.destroy();
  await expect(asked).rejects.toThrow(PeerGone);
  await expect(peer.call('terminal.read', {})).rejects.toThrow(PeerGone);
});

test('lines are cut wherever their bytes are', () => {
  const lines = new Lines();
  const bytes = Buffer.from('{"a":"grüße"}\r\n\n{"b":1}\n{"c"');
  const cut: string[] = [];
  for (const byte of bytes) cut.push(...lines.take(Uint8Array.of(byte)));
  expect(cut).toEqual(['{"a":"grüße"}', '{"b":1}']);
});

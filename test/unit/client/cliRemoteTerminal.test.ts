// The terminal of somebody whose command runs in the process that holds the profile.

import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { RemoteTerminal } from '../../../client/cli/remoteTerminal.ts';
import { Peer } from '../../../client/daemon/peer.ts';
import { RpcError } from '../../../client/daemon/wire.ts';

/** A terminal, and what its other side answers when it is asked for what was typed. */
function rig(answers: readonly unknown[]) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const peer = new Peer(
    { input, output },
    { answer: async () => null, heard: () => {}, said: (error) => new RpcError(1, String(error)) },
  );
  onTestFinished(() => peer.close());
  let asked = 0;
  output.on('data', () => {
    const result = answers[asked];
    asked += 1;
    input.write(`${JSON.stringify({ jsonrpc: '2.0', id: asked, result })}\n`);
  });
  const sight = { stdin: false, stdout: false, stderr: false };
  return new RemoteTerminal(peer, sight).stdin;
}

const piece = (text: string) => ({ bytes: Buffer.from(text).toString('base64') });

test('gives what was typed, piece by piece, to its end', async () => {
  const stdin = rig([piece('one '), piece('two'), { bytes: null }]);
  const read: string[] = [];
  for await (const bytes of stdin) read.push(String(bytes));
  expect(read.join('')).toBe('one two');
});

test('is at its end where the other side says what is no piece', async () => {
  for (const strange of [{ bytes: 7 }, { bytes: '%' }, null, 'text']) {
    const stdin = rig([strange]);
    const read: unknown[] = [];
    for await (const bytes of stdin) read.push(bytes);
    await turn();
    expect(read).toEqual([]);
  }
});

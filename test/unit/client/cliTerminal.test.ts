// What a command says at the terminal of somebody else: all of it, in order, to whoever reads; and
// no more than is allowed to whoever does not.

import { mkdtempSync, rmSync } from 'node:fs';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { RemoteTerminal, unreadLettersMax } from '../../../client/cli/remoteTerminal.ts';
import { Door, findHolder } from '../../../client/daemon/door.ts';
import type { Peer, Serving } from '../../../client/daemon/peer.ts';
import { RpcError, rpcCodes, wireLimits } from '../../../client/daemon/wire.ts';

const sight = { stdin: false, stdout: false, stderr: false };
let folder: string;
let door: Door | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-terminal-'));
});

afterEach(async () => {
  await door?.close();
  rmSync(folder, { recursive: true, force: true });
});

const serving = (more: Partial<Serving>): Serving => ({
  answer: async () => null,
  heard: () => undefined,
  said: (error) => new RpcError(rpcCodes.internal, String(error)),
  ...more,
});

/** Runs it for whoever calls. */
async function open(work: (terminal: RemoteTerminal, peer: Peer) => Promise<unknown>) {
  const answer: Serving['answer'] = (_method, _params, peer) =>
    work(new RemoteTerminal(peer, sight), peer);
  door = await Door.open(folder, '1', serving({ answer }));
  return door.socket;
}

test('more than may wait unread is heard to its end by whoever reads, in order', async () => {
  const lines = 20_000;
  const line = 'x'.repeat(300);
  expect(lines * line.length).toBeGreaterThan(wireLimits.bufferedBytesMax);
  await open(async (terminal) => {
    for (let n = 0; n < lines; n += 1) {
      const output = n % 2 === 0 ? terminal.stdout : terminal.stderr;
      output.write(`${n} ${line}\n`);
    }
    await terminal.said();
    return 'all';
  });
  const heard: number[] = [];
  const found = await findHolder(
    folder,
    serving({
      heard: (_method, params) => {
        heard.push(Number.parseInt((params as { readonly text: string }).text, 10));
      },
    }),
  );
  expect(await found?.peer.call('command', {})).toBe('all');
  expect(heard).toEqual(Array.from({ length: lines }, (_, n) => n));
  found?.peer.close();
});

test('whoever does not read is cut when too much waits, and nobody waits for it', async () => {
  const piece = 'x'.repeat(1024 * 1024);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = await open(async (terminal, peer) => {
    for (let n = 0; n <= unreadLettersMax / piece.length + 4; n += 1) terminal.stdout.write(piece);
    await terminal.said();
    resolve(peer.isOver);
  });
  const stays = createConnection({ path: socket, allowHalfOpen: true });
  onTestFinished(() => void stays.destroy());
  await new Promise((connected) => stays.once('connect', connected));
  stays.write('{"jsonrpc":"2.0","id":1,"method":"command"}\n');
  stays.pause();
  expect(await promise).toBe(true);
});

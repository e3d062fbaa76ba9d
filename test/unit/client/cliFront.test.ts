// A command that runs in the process that holds the profile, where that one is of no help.

import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { runElsewhere } from '../../../client/cli/front.ts';
import type { Terminal } from '../../../client/cli/terminal.ts';
import { version } from '../../../client/cli/version.ts';
import { Door } from '../../../client/daemon/door.ts';
import { RpcError, rpcCodes } from '../../../client/daemon/wire.ts';

test('is ended by a second Ctrl-C where the process that holds the profile hangs', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-front-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const heard: string[] = [];
  const door = await Door.open(folder, version(), {
    answer: (method) => {
      heard.push(method);
      return new Promise(() => undefined);
    },
    heard: () => undefined,
    said: (error) => new RpcError(rpcCodes.internal, String(error)),
  });
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const signals = new EventEmitter();
  const terminal = { stdin, stdout, stderr, signals } as unknown as Terminal;
  const ran = runElsewhere(folder, { words: ['whoami'], folder, terminal });
  const saidTo = async (method: string) => {
    while (!heard.includes(method)) await turn();
  };
  await saidTo('command');
  signals.emit('SIGINT');
  await saidTo('terminal.signal');
  signals.emit('SIGINT');
  expect(await ran).toBe(130);
  await door.close();
});

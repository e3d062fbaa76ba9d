// Short runs of the commands that put faults to a real cluster: each of them ends with its
// promises kept.

import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const bench = join(import.meta.dirname, '../../bench');
const runTimeoutMs = 170_000;
/** Speed is measured elsewhere: a busy machine must not fail a promise about messages. */
const patient = ['--gap', '20s', '--devices', '20', '--rate', '40'];

/** Runs a measuring command; resolves with its exit code and everything it said. */
function run(
  file: string,
  args: readonly string[],
): Promise<{ code: number | null; said: string }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      [join(bench, file), ...args],
      { timeout: runTimeoutMs, maxBuffer: 16 * 1024 * 1024 },
      (_error, stdout, stderr) => resolve({ code: child.exitCode, said: `${stdout}\n${stderr}` }),
    );
  });
}

async function expectKept(file: string, args: readonly string[]): Promise<string> {
  const { code, said } = await run(file, args);
  expect(code, said).toBe(0);
  expect(said).toMatch(/promises_broken=0/);
  return said;
}

it('nothing acknowledged is lost or shown twice while workers are killed', async () => {
  const faults = ['--faults', 'kill-worker', '--for', '20s'];
  const said = await expectKept('chaos/main.ts', [...faults, ...patient]);
  expect(said).toMatch(/injected=[1-9]/);
});

it('nothing acknowledged is lost or shown twice while Redis is killed', async () => {
  const faults = ['--faults', 'kill-redis', '--for', '25s'];
  const said = await expectKept('chaos/main.ts', [...faults, ...patient]);
  expect(said).toMatch(/injected=[1-9]/);
});

it('everything holds under a mixture of faults over wires that fail', async () => {
  // Cut clients, killed Redis and worker, Redis without memory and disk, a hundred parallel copies.
  const mixture = ['--faults', 'all', '--seed', '13', '--for', '40s', '--workers', '3'];
  const said = await expectKept('chaos/main.ts', [...mixture, ...patient, '--rate', '20']);
  expect(said).toMatch(/injected=[1-9]/);
});

it('a hundred clients that only poll are served by four workers behind one port', async () => {
  const said = await expectKept('polling/main.ts', ['--clients', '100', '--rounds', '3']);
  expect(said).toMatch(/ connected=100 /);
});

it('a phrase that was sent is found in no store and no log, nor a number in a log', async () => {
  await expectKept('canary/main.ts', ['--messages', '200']);
});

it('a conversation and a group on five devices are shown from first word to last', async () => {
  const said = await expectKept('demo/main.ts', []);
  expect(said).toMatch(/ group_devices=5 group_texts=5 group_copies=19 /);
});

it('a version of a group has one winner, and nothing of the group is found in clear', async () => {
  const said = await expectKept('races/main.ts', ['--races', '60']);
  expect(said).toMatch(/ one_200_one_409=60 /);
});

// What operators do by commands on the machine is in their log, before it is done: where it cannot
// be noted it is not done.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { createSecrets, createSealer, inClear, readSecrets } from '#crypto';
import { openDurableStores } from '#persistence';
import { readConfig, silentLog, systemClock } from '#runtime';
import { notedIfPossible, withLog } from '../../cluster/noting.ts';

const root = mkdtempSync(join(tmpdir(), 'aldis-machine-acts-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const program = join(import.meta.dirname, '../../cluster/rotateKey.ts');

function rotateKey(env: Record<string, string>, ...args: string[]) {
  const options = { env: { ...process.env, ...env, ALDIS_LOG: 'silent' } };
  return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, [program, ...args], options, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

async function dataFolder(name: string) {
  const env = { ALDIS_DATA: join(root, name) };
  const config = readConfig(env);
  const secrets = join(root, name, 'secrets.json');
  mkdirSync(config.dataDir, { mode: 0o700 });
  const read = () => createSecrets(secrets, 1, inClear);
  const sealer = createSealer(read(), read);
  const parts = { dataDir: config.dataDir, sealer, clock: systemClock, log: silentLog };
  await (await openDurableStores(parts)).close();
  return { env, config, secrets };
}

it('keys that are rotated by hand, and files that are wrapped anew', async () => {
  const { env, config, secrets } = await dataFolder('rotated');
  expect(await rotateKey(env, secrets)).toMatchObject({ code: 0, stderr: '' });
  expect(await rotateKey(env, secrets, '--rewrap')).toMatchObject({ code: 0, stderr: '' });
  expect(readSecrets(secrets, inClear).sealing).toHaveLength(2);
  const { lines } = await withLog(config, ({ audit }) => audit.lines({ limit: 10 }));
  expect(lines.map(({ act, outcome }) => `${act} ${outcome}`)).toEqual([
    'keys.rewrap done',
    'keys.rotate done',
  ]);
});

it('no key is rotated while the log is out of reach', async () => {
  const { env, secrets } = await dataFolder('away');
  const before = readFileSync(secrets);
  const nowhere = 'mongodb://127.0.0.1:9/aldis?serverSelectionTimeoutMS=200';
  const outcome = await rotateKey({ ...env, MONGODB_URL: nowhere }, secrets);
  expect(outcome.code).toBe(1);
  expect(outcome.stderr.trim().split('\n')).toHaveLength(1);
  expect(readFileSync(secrets).equals(before)).toBe(true);
});

it('a stop waits for no store, and says so', async () => {
  const { config } = await dataFolder('stopped');
  const done: string[] = [];
  const stop = async () => void done.push('stopped');
  const unnoted = () => void done.push('not noted');
  await notedIfPossible(config, { act: 'cluster.stop' }, unnoted, stop);
  const away = { ...config, MONGODB_URL: 'mongodb://127.0.0.1:9/a?serverSelectionTimeoutMS=200' };
  await notedIfPossible(away, { act: 'cluster.stop' }, unnoted, stop);
  expect(done).toEqual(['stopped', 'not noted', 'stopped']);
  const { lines } = await withLog(config, ({ audit }) => audit.lines({ limit: 10 }));
  expect(lines.map(({ act, outcome }) => `${act} ${outcome}`)).toEqual(['cluster.stop done']);
});

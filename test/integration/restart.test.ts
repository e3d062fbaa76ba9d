// A cluster that stops finds everything again when it starts; a start that cannot go well says
// why in one sentence.

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { startTestCluster } from '../support/cluster.ts';
import { profileFolder, TestPerson } from '../support/people.ts';

const primaryFile = join(import.meta.dirname, '../../cluster/primary.ts');
const startTimeoutMs = 40_000;
const root = mkdtempSync(join(tmpdir(), 'aldis-restart-'));
const folder = profileFolder();

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
  folder.drop();
});

interface Outcome {
  readonly code: number | null;
  readonly stderr: string;
}

/** Starts a cluster that is expected to give up, and waits for that. */
function failingStart(env: Record<string, string>): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = {
      timeout: startTimeoutMs,
      env: { ...process.env, PORT: '0', ALDIS_WORKERS: '2', ALDIS_LOG: 'silent', ...env },
    };
    const child = execFile(process.execPath, [primaryFile], options, (_error, _stdout, stderr) =>
      resolve({ code: child.exitCode, stderr: stderr.toString() }),
    );
  });
}

/** One sentence for the operator: no stack, nothing twice. */
function expectSentence({ code, stderr }: Outcome, words: RegExp): void {
  expect(code).toBe(1);
  expect(stderr).toMatch(words);
  expect(stderr).not.toMatch(/ {4}at /);
  expect(stderr.trim().split('\n')).toHaveLength(1);
}

describe('a cluster that stops', () => {
  it('finds accounts, friendships, keys and waiting mail again', async () => {
    const dataDir = join(root, 'kept');
    const first = await startTestCluster({ workers: 2, dataDir });
    const ann = await TestPerson.register(first, folder.path('ann'));
    const ben = await TestPerson.register(first, folder.path('ben'));
    await ann.client.connect();
    await ann.client.send(ben.client.account, 'read this after the restart');
    await ann.client.friend(ben.client.account);
    await Promise.all([ann.offline(), ben.offline()]);
    const port = new URL(first.url).port;
    expect(await first.stop()).toBe(0);

    const second = await startTestCluster({ workers: 2, dataDir, env: { PORT: port } });
    await ben.online();
    await ben.hears(1);
    expect(ben.texts).toEqual(['read this after the restart']);
    expect(await ben.client.friend(ann.client.account)).toBe('accepted');
    await ben.offline();
    expect(await second.stop()).toBe(0);
  });
});

describe('a start that cannot go well', () => {
  it('names the setting that is wrong', async () => {
    expectSentence(await failingStart({ ALDIS_DATA: join(root, 'a'), PORT: '99999' }), /^PORT: /);
  });

  it('names the MongoDB that does not answer', async () => {
    const outcome = await failingStart({
      ALDIS_DATA: join(root, 'b'),
      MONGODB_URL: 'mongodb://127.0.0.1:9/?directConnection=true',
    });
    expectSentence(outcome, /MongoDB|MONGODB_URL/);
  });

  it('names the Redis that does not answer', async () => {
    const outcome = await failingStart({
      ALDIS_DATA: join(root, 'c'),
      REDIS_URL: 'redis://127.0.0.1:9',
    });
    expectSentence(outcome, /REDIS_URL/);
  });

  it('names the secrets file that is damaged', async () => {
    const dataDir = join(root, 'd');
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'secrets.json'), '{"version":1,', { mode: 0o600 });
    expectSentence(await failingStart({ ALDIS_DATA: dataDir }), /secrets\.json/);
  });

  it('names the embedded store that is damaged', async () => {
    const dataDir = join(root, 'e');
    const cluster = await startTestCluster({ workers: 2, dataDir });
    await cluster.stop();
    const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
    const store = files.find((name) => name.endsWith('durable.lmdb'));
    expect(store).toBeDefined();
    writeFileSync(join(dataDir, store ?? ''), 'this is no store at all'.repeat(1000));
    expectSentence(await failingStart({ ALDIS_DATA: dataDir }), /store/);
  });

  it('names the append-only file that is damaged, and the command that mends it', async () => {
    const dataDir = join(root, 'f');
    const cluster = await startTestCluster({ workers: 2, dataDir });
    await TestPerson.register(cluster, folder.path('eve')).then((eve) => eve.offline());
    await cluster.stop();
    const files = readdirSync(dataDir, { recursive: true, encoding: 'utf8' });
    const log = files.find((name) => name.endsWith('.incr.aof'));
    expect(log).toBeDefined();
    const path = join(dataDir, log ?? '');
    truncateSync(path, 200);
    writeFileSync(path, '*3\r\n$garbage\r\n', { flag: 'a' });
    expectSentence(await failingStart({ ALDIS_DATA: dataDir }), /redis-check-aof --fix/);
  });
});

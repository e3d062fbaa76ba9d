// The first commands as they are printed, at a cluster with a port and a data folder of its own:
// nobody types an address, and whoever opens it in a browser is told what it is.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';

const root = join(import.meta.dirname, '../..');
const runTimeoutMs = 60_000;
const home = mkdtempSync(join(tmpdir(), 'aldis-doorstep-'));
let cluster: LaunchedCluster;

async function run(file: string, ...words: string[]): Promise<string> {
  const env = { ...process.env, ALDIS_DATA: cluster.dataDir };
  const all = [join(root, file), ...words];
  const how = { timeout: runTimeoutMs, env, cwd: root };
  return (await promisify(execFile)(process.execPath, all, how)).stdout;
}

const aldis = (...words: string[]) => run('client/cli/main.ts', '--home', home, ...words);

beforeAll(async () => {
  cluster = await startTestCluster();
});

afterAll(async () => {
  await cluster?.stop();
  rmSync(home, { recursive: true, force: true });
});

test('the command line finds the cluster of a data folder, and its invitation', async () => {
  expect(await aldis('register', 'ana')).toContain('ana is registered as');
  expect(await aldis('--profile', 'ana', 'whoami')).toContain(cluster.url);
});

test('npm run invite gives an invitation for as many as was said', async () => {
  const token = (await run('scripts/run.mjs', 'cluster/invite.ts', '--uses', '1')).trim();
  expect(token).toMatch(/^[\w][\w-]{31}$/);
  expect(await aldis('register', 'ben', '--invite', token)).toContain('ben is registered as');
  await expect(aldis('register', 'cara', '--invite', token)).rejects.toThrow(/invitation/);
  const wrong = run('scripts/run.mjs', 'cluster/invite.ts', '--uses', '0');
  await expect(wrong).rejects.toThrow(/npm run invite/);
});

test('the page at / says what this is, and all that it leads to is there', async () => {
  const answer = await fetch(cluster.url);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    ...[200, 'text/html; charset=utf-8'],
  ]);
  const page = await answer.text();
  const links = [...page.matchAll(/href="([^"]+)"/g)].map(([, path]) => path ?? '');
  expect(links).toEqual(['/docs', '/openapi.json', '/asyncapi.json', '/console', '/readyz']);
  for (const path of links) {
    const there = await fetch(new URL(path, cluster.url));
    // The console asks for the operator's token.
    expect([path, there.status]).toEqual([path, path === '/console' ? 401 : 200]);
  }
});

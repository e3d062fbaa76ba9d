// A device that is off is woken through a distributor, and reads what waits without a connection: a
// whole cluster, and the command line as a person uses it.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AldisClient } from '#client';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { until } from '../support/people.ts';

const main = join(import.meta.dirname, '../../client/cli/main.ts');
const home = mkdtempSync(join(tmpdir(), 'aldis-woken-'));
const called: string[] = [];
const distributor = createServer((request, answer) => {
  called.push(`${request.method} ${request.url} ${request.headers['urgency']}`);
  request.resume().on('end', () => void answer.writeHead(200).end());
});
let cluster: LaunchedCluster;
let origin: string;

beforeAll(async () => {
  await new Promise<void>((resolve) => distributor.listen(0, '127.0.0.1', resolve));
  const { port } = distributor.address() as AddressInfo;
  origin = `http://127.0.0.1:${port}`;
  cluster = await startTestCluster({ env: { ALDIS_PUSH_HOSTS: `127.0.0.1:${port}` } });
});
afterAll(async () => {
  await cluster.stop();
  distributor.close().closeAllConnections();
  rmSync(home, { recursive: true, force: true });
});

const aldis = (...words: string[]) =>
  new Promise<string>((resolve) => {
    const all = [main, '--home', home, ...words];
    execFile(process.execPath, all, (_error, stdout, stderr) => resolve(stdout + stderr));
  });

test('is woken when something comes, fetches it, and is woken no more', async () => {
  const { url, invitation } = cluster;
  await aldis('register', 'ben', '--server', url, '--invite', invitation);
  const { account } = JSON.parse(await aldis('--json', 'whoami')) as { account: string };
  expect(await aldis('push', 'set', `${origin}/ben`)).toContain('woken by unifiedpush');
  const ana = await AldisClient.register({ server: url, invitation, profile: ':memory:' });
  try {
    await ana.connect();
    await ana.send(account, 'wake up');
    await until(() => called.length > 0, 'a call of the distributor');
    expect(called[0]).toBe('POST /ben high');
    const readiness = (await (await fetch(`${url}/readyz`)).json()) as { push: object };
    expect(readiness.push).toHaveProperty('unifiedpush');
    expect(await aldis('fetch')).toContain('wake up');
    expect(await aldis('fetch')).toContain('Nothing waited.');
    expect(await aldis('push', 'off')).toContain('it comes by itself');
    const before = called.length;
    await ana.send(account, 'sleep well');
    expect(await aldis('fetch')).toContain('sleep well');
    expect(called.length).toBe(before);
  } finally {
    await ana.close();
  }
});

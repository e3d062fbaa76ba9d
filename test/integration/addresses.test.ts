// Addresses of people are counted while they ask, and written down whole nowhere: not in the store,
// not in Redis, not in a log.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { count, inFiles } from '#lab/search.ts';
import { registerPlainDevice } from '#lab/plainDevice.ts';
import { startTestCluster } from '../support/cluster.ts';
import { saveRedis } from '../support/rightsScene.ts';

const address = '203.0.113.77';
const needles = [address, '::ffff:203.0.113.77', '::ffff:cb00:714d'].map((one) => Buffer.from(one));

it('no file of a cluster has the address of somebody who was let in or refused', async () => {
  const env = { ALDIS_TRUSTED_PROXIES: '127.0.0.1', ALDIS_LOG: 'debug' };
  const cluster = await startTestCluster({ workers: 1, env });
  const { url, invitation, dataDir, logFile } = cluster;
  try {
    const { username, password } = await registerPlainDevice(url, invitation);
    const from = { 'x-forwarded-for': address, 'content-type': 'application/json' };
    const basic = (secret: string) =>
      `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`;
    const ask = (method: string, path: string, secret: string) =>
      fetch(`${url}${path}`, { method, headers: { ...from, authorization: basic(secret) } });
    expect((await ask('GET', '/v1/accounts/whoami', 'a wrong one')).status).toBe(401);
    expect((await ask('GET', '/v1/accounts/whoami', password)).status).toBe(200);
    expect((await ask('GET', '/v1/accounts/security', password)).status).toBe(200);
    await fetch(`${url}/v1/auth/session`, {
      method: 'POST',
      headers: { ...from, authorization: basic(password) },
      body: '{}',
    });
    await fetch(`${url}/v1/operator/invitations`, { method: 'POST', headers: from, body: '{' });
    await saveRedis(dataDir);
    const found = [...inFiles(dataDir, needles)].filter(([, times]) => times > 0);
    expect(found).toEqual([]);
    const log = readFileSync(logFile);
    expect(log.length).toBeGreaterThan(1000);
    expect(count(log, needles)).toBe(0);
  } finally {
    await cluster.stop();
  }
}, 120_000);

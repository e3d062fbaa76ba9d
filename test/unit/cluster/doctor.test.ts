// What `npm run doctor` finds without a cluster of real processes.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecrets, inClear, openRootKeys, rewrapSecrets } from '#crypto';
import { createGateway } from '#gateway';
import { readConfig } from '#runtime';
import { afterEach, describe, expect, it } from 'vitest';
import { examine } from '../../../cluster/doctor.ts';
import { createTestServices, operatorToken } from '../../support/gatewayServices.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-doctor-'));
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  rmSync(join(folder, 'cluster.json'), { force: true });
});

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A cluster runs in our folder, as its facts say. */
function runsAt(url: string): void {
  const facts = { pid: process.pid, url, workers: [] };
  writeFileSync(join(folder, 'cluster.json'), JSON.stringify(facts));
}

const settings = (more: Record<string, string> = {}) =>
  readConfig({ ALDIS_DATA: folder, PORT: '0', ALDIS_OPERATOR_TOKEN: operatorToken, ...more });
const proxies = async (more?: Record<string, string>) =>
  (await examine(settings(more))).filter(({ what }) => what === 'trusted proxies');

/** A worker that has counted so many requests. */
async function counted(none: number, trusted: number, untrusted: number): Promise<void> {
  const lines = Object.entries({ none, trusted, untrusted }).map(
    ([by, count]) => `aldis_requests_total{forwarded="${by}"} ${count}\n`,
  );
  const server = createServer((request, response) => {
    const isOperator = request.headers.authorization === `Bearer ${operatorToken}`;
    response.writeHead(isOperator ? 200 : 401).end(isOperator ? lines.join('') : '');
  });
  runsAt(await listening(server));
}

describe('the doctor', () => {
  it('warns of a proxy that is not in the list, and of nothing else', async () => {
    await counted(5, 0, 300);
    expect(await proxies()).toEqual([
      expect.objectContaining({
        state: 'warn',
        found: expect.stringContaining('300 of the last 305'),
      }),
    ]);
    const well = [
      { none: 300, trusted: 0, untrusted: 0 },
      { none: 5, trusted: 300, untrusted: 0 },
      { none: 20, trusted: 0, untrusted: 9 },
      { none: 5000, trusted: 0, untrusted: 20 },
    ];
    for (const { none, trusted, untrusted } of well) {
      await counted(none, trusted, untrusted);
      expect(await proxies()).toMatchObject([{ state: 'ok' }]);
    }
  });

  it('says nothing of proxies where nobody runs or tells', async () => {
    expect(await proxies()).toEqual([]);
    await counted(5, 0, 300);
    const other = randomBytes(16).toString('hex');
    expect(await proxies({ ALDIS_OPERATOR_TOKEN: other })).toEqual([]);
  });

  it('says by what the secrets are wrapped, and that it is not what is asked for', async () => {
    const keys = async (more?: Record<string, string>) =>
      (await examine(settings(more))).find(({ what }) => what === 'secrets file');
    const rootFile = join(folder, 'root.key');
    writeFileSync(rootFile, randomBytes(32).toString('base64'));
    const wrapped = { ALDIS_ROOT_KEY: 'file', ALDIS_ROOT_KEY_FILE: rootFile };
    const secretsFile = join(folder, 'secrets.json');
    createSecrets(secretsFile, 1000, inClear);
    try {
      expect(await keys()).toMatchObject({ state: 'ok', found: expect.stringMatching(/in clear/) });
      expect(await keys(wrapped)).toMatchObject({
        state: 'warn',
        mend: expect.stringMatching(/--rewrap$/),
      });
      rewrapSecrets(secretsFile, openRootKeys(settings(wrapped)));
      expect(await keys(wrapped)).toMatchObject({
        state: 'ok',
        found: expect.stringMatching(new RegExp(rootFile)),
      });
      expect(await keys()).toMatchObject({
        state: 'FAIL',
        mend: expect.stringMatching(/The root key/),
      });
    } finally {
      rmSync(secretsFile);
    }
  });

  it('refuses a list that no worker could read', async () => {
    expect(await proxies({ ALDIS_TRUSTED_PROXIES: 'the-ingress' })).toMatchObject([
      { state: 'FAIL' },
    ]);
  });

  it('reads what the gateway counts', async () => {
    const { services } = createTestServices({ ALDIS_DATA: folder, ALDIS_MODE: 'production' });
    const gateway = await createGateway(services);
    closing.push(() => gateway.stop());
    const url = `http://127.0.0.1:${await gateway.listen(0, '127.0.0.1')}`;
    for (let n = 0; n < 12; n++) {
      const path = n % 2 ? '/livez' : '/socket.io/?EIO=4&transport=polling';
      const answer = await fetch(url + path, { headers: { 'x-forwarded-for': '192.0.2.7' } });
      await answer.text();
    }
    runsAt(url);
    expect(await proxies()).toMatchObject([
      { state: 'warn', found: expect.stringContaining('12 of the last 13') },
    ]);
  });
});

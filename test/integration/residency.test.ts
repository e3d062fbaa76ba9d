// Two hosts, each pinned to a label: accounts are served by the workers of their label alone,
// whichever door they come in by, and no start moves one to another label.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inClear, readSecrets } from '#crypto';
import type { AccountId } from '#protocol';
import { readConfig, readResidency } from '#runtime';
import type { Hosts, LaunchedCluster } from '../support/cluster.ts';
import { startHosts } from '../support/cluster.ts';
import { profileFolder, TestPerson, until } from '../support/people.ts';
import { memberIn, metricsOfOne } from '../support/scrapes.ts';

const primaryFile = join(import.meta.dirname, '../../cluster/primary.ts');
const root = mkdtempSync(join(tmpdir(), 'aldis-residency-'));
const folder = profileFolder();
const file = join(root, 'residency.json');
const europe = { name: 'eu', shards: [0, 63], numbers: ['+49'] };
const labels = (default_: string) => ({
  labels: [europe, { name: 'us', shards: [64, 255] }],
  default: default_,
});
let hosts: Hosts;

beforeAll(async () => {
  writeFileSync(file, JSON.stringify(labels('us')));
  hosts = await startHosts({
    ...{ redis: 'single', workersEach: 2, env: { ALDIS_RESIDENCY_FILE: file } },
    own: [{ ALDIS_RESIDENCY_LABEL: 'eu' }, { ALDIS_RESIDENCY_LABEL: 'us' }],
  });
}, 120_000);

afterAll(async () => {
  await hosts?.stop();
  folder.drop();
  rmSync(root, { recursive: true, force: true });
});

/** Shards that the workers of a host have; each answers for itself, and one at a time. */
async function ownedBy(cluster: LaunchedCluster): Promise<number> {
  const { operatorToken } = readSecrets(hosts.env['ALDIS_SECRETS_FILE'] ?? '', inClear);
  const owned = new Map<string, number>();
  await until(async () => {
    const text = await metricsOfOne(cluster.url, operatorToken);
    owned.set(memberIn(text), Number(/^aldis_shards_owned (\d+)/m.exec(text)?.[1]));
    return owned.size === 2;
  }, 'both workers have answered');
  return [...owned.values()].reduce((sum, one) => sum + one, 0);
}

it('each host serves the shards of its label, whichever door its accounts come in by', async () => {
  const [eu, us] = hosts.clusters;
  const isShared = async () => (await ownedBy(eu)) === 64 && (await ownedBy(us)) === 192;
  await until(isShared, 'the shards are where they belong', 30_000);
  const names = [eu, us].map((one) => one.facts().workers.map(({ member = '' }) => member));
  expect(names[0]?.every((name) => name.endsWith('-eu'))).toBe(true);
  expect(names[1]?.every((name) => name.endsWith('-us'))).toBe(true);

  // Registered at the door of one host, they belong to the other, and live there.
  const residency = readResidency(readConfig({ ALDIS_RESIDENCY_FILE: file }));
  const at = { url: eu.url, invitation: eu.invitation };
  const ann = await TestPerson.register(at, folder.path('ann'));
  const ben = await TestPerson.register({ ...at, url: us.url }, folder.path('ben'));
  for (const { client } of [ann, ben]) {
    expect(residency.labelOf(client.account as AccountId)).toBe('us');
  }
  await Promise.all([ann.client.connect(), ben.client.connect()]);
  await ann.client.send(ben.client.account, 'from one door to the other');
  await ben.hears(1);
  await ben.client.send(ann.client.account, 'and back');
  await ann.hears(1);
  await Promise.all([ann.offline(), ben.offline()]);
}, 120_000);

it('a start that would move accounts is refused in one sentence', async () => {
  const other = join(root, 'other.json');
  const moved = { ...labels('eu'), labels: [{ name: 'eu', shards: [0, 255] }] };
  writeFileSync(other, JSON.stringify(moved));
  const start = (name: string) => {
    const own = { ALDIS_RESIDENCY_FILE: other, HOST: '127.0.0.1', PORT: '0', ALDIS_WORKERS: '1' };
    const env = { ...hosts.env, ...own, ALDIS_DATA: join(root, name), ALDIS_LOG: 'silent' };
    return new Promise<{ code: number; stderr: string }>((resolve) => {
      execFile(process.execPath, [primaryFile], { env }, (error, _out, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stderr }),
      );
    });
  };
  const beside = await start('beside');
  expect(beside.code).toBe(1);
  expect(beside.stderr).toMatch(/Workers with another ALDIS_RESIDENCY_FILE serve/);
  for (const cluster of hosts.clusters) expect(await cluster.stop()).toBe(0);
  const alone = await start('alone');
  expect(alone.code).toBe(1);
  expect(alone.stderr.trim()).toMatch(
    /^ALDIS_RESIDENCY_FILE would move accounts from the label us to eu, [^\n]*\.$/,
  );
}, 120_000);

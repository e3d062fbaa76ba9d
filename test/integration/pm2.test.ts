// A cluster under real PM2, by the commands people use: a conversation goes on through a rolling
// reload, the demo keeps its promises, the number of workers changes while it runs, and a stop
// leaves nothing behind.

import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, it } from 'vitest';
import { findCluster, launchPm2 } from '../support/cluster.ts';
import type { Pm2Cluster } from '../support/cluster.ts';
import { readConfig } from '#runtime';
import { processRuns } from '../../cluster/lock.ts';
import { withLog } from '../../cluster/noting.ts';
import { hasLargePages, isOnLargePages } from '../support/largePages.ts';
import { profileFolder, TestPerson } from '../support/people.ts';

const demo = join(import.meta.dirname, '../../bench/demo/main.ts');
const demoTimeoutMs = 180_000;
const folder = profileFolder();
let cluster: Pm2Cluster | undefined;

afterAll(async () => {
  await cluster?.stop();
  folder.drop();
});

const pidsOf = (running: Pm2Cluster) => running.facts().workers.map(({ pid }) => pid);

it('starts, reloads under a conversation without a failure, scales, and stops', async () => {
  const running = await launchPm2(2, { ALDIS_LOG: 'info' });
  cluster = running;
  const facts = running.facts();
  expect(facts.workers.map(({ index }) => index)).toEqual([0, 1]);
  const first = pidsOf(running);

  const who = { url: running.url, invitation: facts.invitation ?? '' };
  const ann = await TestPerson.register(who, folder.path('ann'));
  const ben = await TestPerson.register(who, folder.path('ben'));
  await Promise.all([ann.client.connect(), ben.client.connect()]);
  let talking = true;
  const texts: string[] = [];
  const talk = (async () => {
    while (talking) {
      texts.push(`line ${texts.length}`);
      await ann.client.send(ben.client.account, texts.at(-1) ?? '');
    }
  })();
  expect(await running.run('reload')).toMatch(/Reloaded 2 workers/);
  talking = false;
  await talk;
  await ben.hears(texts.length);
  expect(ben.texts).toEqual(texts);
  await Promise.all([ann.offline(), ben.offline()]);
  const second = pidsOf(running);
  expect(second).toHaveLength(2);
  expect(second.filter((pid) => first.includes(pid))).toEqual([]);
  expect(second.map(isOnLargePages)).toEqual(second.map(hasLargePages));
  expect(first.filter(processRuns)).toEqual([]);

  // Its people are on two workers still, after one of them was away and has come back.
  const played = await promisify(execFile)(process.execPath, [demo], {
    env: { ...process.env, ALDIS_DATA: running.dataDir },
    timeout: demoTimeoutMs,
  });
  expect(played.stdout).toContain(`Using the cluster at ${running.url}.`);
  expect(played.stdout).toContain('promises_broken=0');

  expect(await running.run('start', { ALDIS_WORKERS: '1' })).toMatch(/with 1 workers/);
  const config = readConfig({ ALDIS_DATA: running.dataDir });
  const { lines } = await withLog(config, ({ audit }) => audit.lines({ limit: 2 }));
  expect(lines).toMatchObject([
    { act: 'cluster.scale', facts: { from: 2, to: 1 }, outcome: 'done' },
    { act: 'cluster.reload', facts: { workers: 2 }, outcome: 'done' },
  ]);
  const rest = [...pidsOf(running), running.facts().pid, running.facts().redisPid ?? 0];
  const log = readFileSync(join(running.dataDir, 'logs/workers.log'), 'utf8');
  expect(log.split('\n').filter((line) => /"level":(50|60)/.test(line))).toEqual([]);
  cluster = undefined;
  expect(await running.stop()).toMatch(/Stopped/);
  expect(rest.filter(processRuns)).toEqual([]);
  expect(findCluster(running.dataDir)).toBeUndefined();
  expect(existsSync(running.dataDir)).toBe(false);
}, 400_000);

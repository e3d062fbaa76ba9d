// The operators' console in a real browser, over a cluster of real processes.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSecrets, inClear } from '#crypto';
import type { LaunchedCluster } from '../support/cluster.ts';
import type { Watched } from '../support/chromium.ts';
import { pagePatienceMs, startChromium, watchedPage } from '../support/chromium.ts';
import { startTestCluster } from '../support/cluster.ts';
import { profileFolder, TestPerson, until } from '../support/people.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const hour = 60 * 60;
/** Part of the headline while nothing is missing; a busy machine may add worries of its own. */
const whole = ': 2 workers, 256 of 256 shards';

describe('the console', () => {
  const folder = profileFolder();
  let cluster: LaunchedCluster;
  let browser: Browser;
  let watched: Watched;
  let token: string;

  beforeAll(async () => {
    [cluster, browser] = await Promise.all([
      startTestCluster({ workers: 2, unlimited: true }),
      startChromium(),
    ]);
    token = readSecrets(`${cluster.dataDir}/secrets.json`, inClear).operatorToken;
    watched = await watchedPage(browser, cluster.url);
  });

  afterAll(async () => {
    await browser?.close();
    expect(await cluster?.stop()).toBe(0);
    folder.drop();
  });

  const logIn = async (secret: string) => {
    await watched.page.getByLabel('token').fill(secret);
    await watched.page.getByRole('button', { name: 'Sign in' }).click();
  };
  const text = async (selector: string) =>
    (await watched.page.locator(selector).first().textContent()) ?? '';
  const tile = (name: string) => text(`.tile:has(h2:text-is("${name}")) .figure`);

  it('takes the operators’ token and no other', async () => {
    const { page, context } = watched;
    await page.goto(`${cluster.url}/console`);
    expect(page.url()).toBe(`${cluster.url}/console/login`);
    await logIn('not the token');
    expect(await page.getByRole('alert').textContent()).toContain('not the operators’ token');
    expect(await context.cookies()).toEqual([]);
    // The refused form is an answer of 401, which the browser notes as a failed load.
    expect(watched.complaints.splice(0)).toEqual([expect.stringContaining('401')]);
    await logIn(token);
    await page.waitForURL(`${cluster.url}/console`);
    const [cookie, ...others] = await context.cookies();
    expect(others).toEqual([]);
    expect(cookie).toMatchObject({
      path: '/console',
      httpOnly: true,
      sameSite: 'Strict',
      secure: false,
    });
    const hoursLeft = ((cookie?.expires ?? 0) - Date.now() / 1000) / hour;
    expect(hoursLeft).toBeGreaterThan(7.9);
    expect(hoursLeft).toBeLessThanOrEqual(8);
  });

  it('shows the cluster whole, and which worker has which shard', async () => {
    const { page } = watched;
    await until(async () => (await text('.headline')).includes(whole), 'two workers');
    await expect.poll(() => page.locator('#shards [role=gridcell]').count()).toBe(256);
    const legend = await page.locator('#legend li').allTextContents();
    expect(legend.map((line) => line.replace(/\d+$/, ''))).toEqual(['w0: ', 'w1: ']);
    const counts = legend.map((line) => Number(/\d+$/.exec(line)?.[0]));
    expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(256);
    const [first, second] = [0, 1].map((shard) => page.locator('[role=gridcell]').nth(shard));
    await first?.focus();
    await page.keyboard.press('ArrowRight');
    const label = await second?.getAttribute('aria-label');
    expect(label).toMatch(/^Shard 1: w[01]$/);
    expect(await text('#shard-says')).toBe(label);
    await first?.hover();
    expect(await text('#shard-says')).toMatch(/^Shard 0: w[01]$/);
    expect(await page.locator('#servers tbody tr').allTextContents()).toEqual([
      expect.stringMatching(/^Redisanswers/),
      expect.stringMatching(/^The embedded storeanswers/),
    ]);
    expect(await page.locator('#jobs tbody th').allTextContents()).toEqual([
      'persist',
      'purge',
      'idle',
      'blobs',
      'forget',
      'backup',
      'push',
    ]);
  });

  it('tells when each job ran last', async () => {
    const ran = watched.page.locator('#jobs tbody tr:first-child td[data-label="Last run"]');
    await expect
      .poll(() => ran.textContent(), { timeout: pagePatienceMs })
      .toMatch(/^\d\d:\d\d:\d\d$/);
  });

  it('shows messages as they are sent', async () => {
    const [ann, ben] = await Promise.all(
      ['ann', 'ben'].map((name) => TestPerson.register(cluster, folder.path(name))),
    );
    if (!ann || !ben) throw new Error('nobody registered');
    await Promise.all([ann.client.connect(), ben.client.connect()]);
    await until(async () => (await text('.headline')).includes('2 sockets'), 'two sockets shown');
    expect(await tile('Sends a second')).toBe('0');
    let heard = 0;
    for (; Number(await tile('Sends a second')) === 0 && heard < 500; heard++) {
      await ann.client.send(ben.client.account, `line ${heard}`);
    }
    await ben.hears(heard);
    await until(async () => Number(await tile('Deliveries a second')) > 0, 'deliveries shown');
    expect(await tile('Acknowledged within')).toMatch(/^[\d.]+ m?s$/);
    const drawn = watched.page.locator('.tile:has(h2:text-is("Sends a second")) path.line');
    expect(await drawn.getAttribute('d')).toMatch(/^M.*L/);
    await Promise.all([ann.offline(), ben.offline()]);
  });

  it('opens the board of jobs to those who are logged in, and only to look', async () => {
    const { page, context } = watched;
    const api = `${cluster.url}/console/jobs/api/queues`;
    await page.getByRole('link', { name: 'Jobs' }).click();
    await page.getByText('persist').first().waitFor();
    await page.goto(`${cluster.url}/console/jobs/queue/persist?status=latest`);
    await page.getByText('repeat:persist:').first().waitFor();
    expect((await context.request.get(api)).status()).toBe(200);
    const run = `${cluster.url}/console/jobs/api/queues/persist/job-schedulers/persist/run`;
    expect((await context.request.put(run)).status()).toBe(405);
    const stranger = await browser.newContext();
    expect((await stranger.request.get(api)).status()).toBe(401);
    const board = await stranger.newPage();
    await board.goto(`${cluster.url}/console/jobs`);
    expect(board.url()).toBe(`${cluster.url}/console/login`);
    await stranger.close();
    await page.goto(`${cluster.url}/console`);
    await until(async () => (await text('.headline')).includes(whole), 'back');
  });

  it('asks nothing of another host, and nothing goes wrong in its pages', () => {
    expect(watched.outside).toEqual([]);
    expect(watched.complaints).toEqual([]);
  });

  it('tells that a killed worker is gone, and shows its successor beside it', async () => {
    const { page } = watched;
    const victim = cluster.facts().workers[1];
    if (!victim) throw new Error('no second worker');
    const row = page.locator('#workers tbody tr', { hasText: `pid ${victim.pid} ` });
    await row.waitFor();
    process.kill(victim.pid, 'SIGKILL');
    await until(async () => (await row.textContent())?.includes('replaced') === true, 'replaced');
    const successor = cluster.facts().workers.find(({ index }) => index === 1);
    expect(successor?.pid).not.toBe(victim.pid);
    const heir = page.locator('#workers tbody tr', { hasText: `pid ${successor?.pid} ` });
    await until(async () => (await heir.textContent())?.includes('serving') === true, 'serving');
    const events = await page.locator('#events').textContent();
    expect(events).toMatch(/w1 is gone\./);
    expect(events).toMatch(/w1 has come, pid \d+\./);
    await until(async () => (await text('.headline')).includes(whole), 'whole again');
  });

  it('says so when its figures are old', async () => {
    const { context } = watched;
    await context.setOffline(true);
    await until(async () => (await text('.headline')).includes('does not answer'), 'old');
    expect(await text('.verdict li')).toMatch(/^No answer for \d+ s\. What you see is from /);
    await context.setOffline(false);
    await until(async () => (await text('.headline')).includes(whole), 'live again');
  });

  it('rests while its tab is hidden', async () => {
    const { page } = watched;
    let asked = 0;
    const count = () => void asked++;
    const show = (hidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { configurable: true, value: ${hidden} });
        document.dispatchEvent(new Event('visibilitychange'));`,
      );
    await show(true);
    await page.waitForTimeout(500);
    page.on('request', count);
    await page.waitForTimeout(2500);
    expect(asked).toBe(0);
    await show(false);
    await until(() => asked > 0, 'asked again');
    page.off('request', count);
  });

  it('lets nobody in after a logout', async () => {
    const { page, context } = watched;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(`${cluster.url}/console/login`);
    expect(await context.cookies()).toEqual([]);
    await page.goto(`${cluster.url}/console`);
    expect(page.url()).toBe(`${cluster.url}/console/login`);
  });

  it('leaves who came in the log, and neither token nor address', () => {
    const lines = readFileSync(cluster.logFile, 'utf8').split('\n');
    const told = lines.filter((line) => line.includes('"console.'));
    const events = told.map((line) => JSON.parse(line).msg);
    expect(events.sort()).toEqual(['console.login', 'console.refused']);
    expect(told.join()).not.toContain('127.0.0.1');
    expect(lines.join()).not.toContain(token);
  });

  it('has scripts whose types hold, against the server’s own', async () => {
    const project = 'src/console/assets/tsconfig.json';
    const args = ['node_modules/typescript/bin/tsc', '-p', project];
    const check = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] });
    const said: string[] = [];
    check.stdout.on('data', (chunk) => said.push(String(chunk)));
    const code = await new Promise((resolve) => check.once('close', resolve));
    expect(said.join('')).toBe('');
    expect(code).toBe(0);
  });
});

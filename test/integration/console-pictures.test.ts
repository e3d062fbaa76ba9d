// The console's pages with something to show, on a phone and on a desk: nothing is cut off, hidden
// or hard to read, and every course can be read with the pointer and with the keyboard alone.
// `ALDIS_TEST_PICTURES=<folder>` keeps the pictures.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inClear, readSecrets } from '#crypto';
import type { Watched } from '../support/chromium.ts';
import { pagePatienceMs, startChromium, watchedPage } from '../support/chromium.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';
import { faultsOf } from '../support/pageFaults.ts';
import { profileFolder, TestPerson, until } from '../support/people.ts';

describe('the console with something to show', () => {
  const folder = profileFolder();
  let cluster: LaunchedCluster;
  let browser: Browser;
  let watched: Watched;
  let people: TestPerson[] = [];
  /** Takes every call, of devices that are woken by it. */
  const distributor = createServer((request, answer) => {
    request.resume().on('end', () => void answer.writeHead(200).end());
  });
  let endpoint: string;

  beforeAll(async () => {
    await new Promise<void>((resolve) => distributor.listen(0, '127.0.0.1', resolve));
    const pushHost = `127.0.0.1:${(distributor.address() as AddressInfo).port}`;
    endpoint = `http://${pushHost}/ben`;
    [cluster, browser] = await Promise.all([
      startTestCluster({ workers: 2, unlimited: true, env: { ALDIS_PUSH_HOSTS: pushHost } }),
      startChromium(),
    ]);
    people = await Promise.all(
      ['ann', 'ben'].map((name) => TestPerson.register(cluster, folder.path(name))),
    );
    watched = await watchedPage(browser, cluster.url);
    const { page } = watched;
    await page.goto(`${cluster.url}/console`);
    const { operatorToken } = readSecrets(`${cluster.dataDir}/secrets.json`, inClear);
    await page.getByLabel('token').fill('not the token');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').waitFor();
    await page.getByLabel('token').fill(operatorToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${cluster.url}/console`);
    watched.complaints.splice(0);
  });

  afterAll(async () => {
    await Promise.all(people.map((one) => one.offline()));
    await browser?.close();
    expect(await cluster?.stop()).toBe(0);
    distributor.close().closeAllConnections();
    folder.drop();
  });

  /** Messages with their receipts, and people who try what they may not. */
  async function somethingToShow(): Promise<void> {
    const [ann, ben] = people as [TestPerson, TestPerson];
    await Promise.all([ann.client.connect(), ben.client.connect()]);
    for (let line = 0; line < 60; line++) await ann.client.send(ben.client.account, `line ${line}`);
    await ben.hears(60);
    const wrong = { authorization: `Basic ${btoa(`${ann.client.account}.1:wrong`)}` };
    for (let i = 0; i < 12; i++) await fetch(`${cluster.url}/v1/devices`, { headers: wrong });
    for (let i = 0; i < 5; i++) await fetch(`${cluster.url}/v1/nowhere`);
    await fetch(`${cluster.url}/v1/devices`);
  }

  it('draws courses that tell their values, and refusals by code', async () => {
    const { page } = watched;
    await somethingToShow();
    const course = page.getByRole('slider', { name: /^Sends a second, / });
    await course.waitFor();
    const told = () => course.getAttribute('aria-valuetext');
    await until(async () => /^In 5 min: 0 to [1-9]/.test((await told()) ?? ''), 'a course');
    const note = page.locator('.tile:has(h2:text-is("Sends a second")) .note');
    expect(await note.textContent()).toMatch(/^[\d.]+ urgent, [\d.]+ quiet \(receipts\)$/);
    const ticks = await course.locator('text').allTextContents();
    expect(ticks).toContain('0');
    expect(ticks.filter((tick) => /^[\d.]+$/.test(tick)).length).toBeGreaterThan(1);
    expect(ticks.slice(-6)).toEqual(['now', '−5 min', '−1', '−2', '−3', '−4']);
    await course.focus();
    await page.keyboard.press('End');
    const last = await told();
    expect(last).toMatch(/^[\d.]+ at \d\d:\d\d:\d\d$/);
    await page.keyboard.press('PageDown');
    expect(await told()).not.toBe(last);
    const seen = page.locator('.tile:has(h2:text-is("Sends a second")) .reading');
    expect(await seen.textContent()).toBe(await told());
    await page.keyboard.press('Escape');
    expect(await told()).toMatch(/^In 5 min: /);
    await course.hover();
    expect(await told()).toMatch(/ at \d\d:\d\d:\d\d$/);
    const row = page.locator('#refusals tbody tr', { hasText: 'auth.invalid' });
    await expect
      .poll(() => row.locator('td').allTextContents(), { timeout: 15_000 })
      .toEqual([...['13', '13', '13']]);
    const refusals = page.getByRole('slider', { name: /^Refusals by code, / });
    await refusals.focus();
    await page.keyboard.press('End');
    expect(await refusals.getAttribute('aria-valuetext')).toMatch(
      /^\d\d:\d\d to \d\d:\d\d: \d+ \(.*auth\.invalid \d+/,
    );
    await page.keyboard.press('Escape');
    const parts = ['.headline', '.tile .figure', '.tile .reading', '#workers tbody tr'];
    expect(await faultsOf(page, 'cluster', [...parts, '#refusals tbody tr'])).toEqual([]);
  });

  it('says what may be somebody who tries, how often, and when that is much', async () => {
    const { page } = watched;
    await page.getByRole('link', { name: 'Security' }).click();
    const row = page.locator('#kinds tbody tr', { hasText: 'login_failed' });
    await expect.poll(() => row.locator('td').first().textContent()).toMatch(/^1[0-9]/);
    expect(await row.textContent()).toContain('AldisGuesses');
    expect(await page.locator('#state').textContent()).toBe('Nothing is above its alert.');
    expect(await page.locator('#kinds tbody tr').count()).toBeGreaterThan(9);
    const parts = ['#state', '#kinds tbody tr', '.plot .reading'];
    expect(await faultsOf(page, 'security', parts)).toEqual([]);
  });

  it('says how push services do, as the workers’ own words have it', async () => {
    const { page } = watched;
    const [ann, ben] = people as [TestPerson, TestPerson];
    await ben.client.ownAccount.push.set({ kind: 'unifiedpush', endpoint });
    await ben.offline();
    await ann.client.send(ben.client.account, 'wake up');
    await page.getByRole('link', { name: 'Push' }).click();
    const row = page.locator('#services tbody tr', { hasText: 'unifiedpush' });
    await row.waitFor();
    const ready = (await (await fetch(`${cluster.url}/readyz`)).json()) as { push: object };
    expect(await page.locator('#services tbody th span').allTextContents()).toEqual(
      Object.keys(ready.push),
    );
    await expect
      .poll(() => row.textContent(), { timeout: pagePatienceMs })
      .toMatch(/ready1.*1 a day/);
    await expect.poll(() => page.textContent('#gateway-p99')).toMatch(/^[\d.]+ m?s$/);
    const others = page.locator('#services tbody tr', { hasText: 'webpush' });
    expect(await others.textContent()).toContain('unknown: no call yet');
    const parts = ['#services tbody tr', '#gateway-note', '#jobs div', '#wakes'];
    expect(await faultsOf(page, 'push', parts)).toEqual([]);
  });

  it('shows the pages of acts as well', async () => {
    const { page } = watched;
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByLabel('Its id').fill(people[0]?.client.account ?? '');
    await page.getByRole('button', { name: 'Find' }).click();
    await page.locator('#found').waitFor();
    expect(
      await faultsOf(page, 'accounts', ['#made', '#devices tbody tr', '#acts tbody tr']),
    ).toEqual([]);
    await page.getByRole('link', { name: 'Operators' }).click();
    await page.locator('#acts tbody tr').first().waitFor();
    expect(await faultsOf(page, 'operators', ['#verify', '#invite', '#acts tbody tr'])).toEqual([]);
  });

  it('drains a worker that is told to leave, and shows it getting empty', async () => {
    const { page } = watched;
    await page.getByRole('link', { name: 'Cluster' }).click();
    const victim = cluster.facts().workers[1];
    const row = page.locator('#workers tbody tr', { hasText: `pid ${victim?.pid} ` });
    await row.getByRole('button', { name: 'Drain w1' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.textContent()).toContain(`w1, pid ${victim?.pid} on `);
    expect(await faultsOf(page, 'drain', ['#drain-yes', '#drain-what'])).toEqual([]);
    await dialog.getByRole('button', { name: 'Leave it' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.textContent('#outcome')).toBe('');
    await row.getByRole('button', { name: 'Drain w1' }).click();
    await dialog.getByRole('button', { name: 'Drain it' }).click();
    await expect
      .poll(() => page.textContent('#outcome'))
      .toBe('w1 is told to leave. That is noted.');
    await expect
      .poll(() => page.textContent('#leaving'), { timeout: pagePatienceMs })
      .toMatch(/^w1 has left, empty\.$/);
    const heir = page.locator('#workers tbody tr', { hasText: 'serving' });
    await expect.poll(() => heir.count(), { timeout: pagePatienceMs }).toBe(2);
    expect(cluster.facts().workers[1]?.pid).not.toBe(victim?.pid);
    await people[1]?.online();
    // Both people are there still, wherever they were.
    const [ann, ben] = people as [TestPerson, TestPerson];
    await ann.client.send(ben.client.account, 'after the drain');
    await until(() => ben.texts.includes('after the drain'), 'the message');
    await page.getByRole('link', { name: 'Operators' }).click();
    const act = page.locator('#acts tbody tr', { hasText: 'worker.drain' });
    await expect.poll(() => act.first().textContent()).toContain(`worker: ${victim?.member}`);
    expect(await act.first().textContent()).toContain('done');
  });

  it('asks nothing of another host, and nothing goes wrong in its pages', () => {
    expect(watched.outside).toEqual([]);
    expect(watched.complaints).toEqual([]);
  });
});

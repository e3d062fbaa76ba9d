// The console's pages with something to show, on a phone and on a desk: nothing is cut off, hidden
// or hard to read, and every course can be read with the pointer and with the keyboard alone.
// `ALDIS_TEST_PICTURES=<folder>` keeps the pictures.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inClear, readSecrets } from '#crypto';
import type { Watched } from '../support/chromium.ts';
import { startChromium, watchedPage } from '../support/chromium.ts';
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

  beforeAll(async () => {
    [cluster, browser] = await Promise.all([
      startTestCluster({ workers: 2, unlimited: true }),
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

  it('asks nothing of another host, and nothing goes wrong in its pages', () => {
    expect(watched.outside).toEqual([]);
    expect(watched.complaints).toEqual([]);
  });
});

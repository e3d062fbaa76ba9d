// The console's pages of operators' acts in a real browser, over a real cluster.

import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inClear, readSecrets } from '#crypto';
import type { LaunchedCluster } from '../support/cluster.ts';
import type { Watched } from '../support/chromium.ts';
import { startChromium, watchedPage } from '../support/chromium.ts';
import { startTestCluster } from '../support/cluster.ts';
import { faultsOf } from '../support/pageFaults.ts';
import { profileFolder, TestPerson } from '../support/people.ts';

describe('the pages of operators', () => {
  const folder = profileFolder();
  let cluster: LaunchedCluster;
  let browser: Browser;
  let watched: Watched;
  let account: string;

  beforeAll(async () => {
    [cluster, browser] = await Promise.all([
      startTestCluster({ workers: 1, unlimited: true }),
      startChromium(),
    ]);
    const ann = await TestPerson.register(cluster, folder.path('ann'));
    account = ann.client.account;
    await ann.offline();
    watched = await watchedPage(browser, cluster.url);
    const { page } = watched;
    await page.goto(`${cluster.url}/console`);
    const { operatorToken } = readSecrets(`${cluster.dataDir}/secrets.json`, inClear);
    await page.getByLabel('token').fill(operatorToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.waitForURL(`${cluster.url}/console`);
  });

  afterAll(async () => {
    await browser?.close();
    expect(await cluster?.stop()).toBe(0);
    folder.drop();
  });

  const click = (name: string) => watched.page.getByRole('button', { name, exact: true }).click();
  const says = (selector: string) => expect.poll(() => watched.page.textContent(selector));
  const acts = () => watched.page.locator('#acts tbody tr td:nth-child(3) span').allTextContents();

  it('finds an account by its id, and shows what was done with it', async () => {
    const { page } = watched;
    await page.getByRole('link', { name: 'Accounts' }).click();
    await page.getByLabel('Its id').fill('9d0652a3-dcc3-4d11-975f-74d61598733f');
    await click('Find');
    await says('#outcome').toBe('There is no such account.');
    expect(await page.locator('#found').isVisible()).toBe(false);
    await page.getByLabel('Its id').fill(account);
    await click('Find');
    await says('#suspended').toBe('no');
    await click('Suspend');
    await says('#suspended').toMatch(/^since \d{4}-\d\d-\d\d$/);
    await click('Let it in again');
    await says('#suspended').toBe('no');
    await page.getByLabel('Measured as').selectOption('trusted');
    await click('Set');
    await says('#kind').toBe('trusted, said by an operator');
    await click('List them');
    await says('#outcome').toBe('It has no sessions.');
    await click('Fill its limits again');
    await says('#outcome').toBe('Its limits are full again.');
    expect(await acts()).toEqual([
      ...['account.reset-limits', 'account.sessions'],
      ...['account.set', 'account.set', 'account.set', 'account.show'],
    ]);
    expect(page.url()).toBe(`${cluster.url}/console/accounts`);
    expect(await faultsOf(watched.page, 'acts-of-account')).toEqual([]);
  });

  it('invites, takes it back, and says that the log is whole', async () => {
    const { page } = watched;
    await page.getByRole('link', { name: 'Operators' }).click();
    await expect.poll(acts).toContain('account.reset-limits');
    await page.getByLabel('Accounts').fill('23');
    await click('Invite');
    await says('#token').toMatch(/^[\w-]{32}$/);
    const row = page.locator('#invitations tbody tr', { hasText: '0 of 23' });
    await row.getByRole('button').click();
    await says('#outcome').toBe('Revoked. Who has registered with it stays.');
    expect(await row.count()).toBe(0);
    await click('Is it whole?');
    await says('#verdict').toMatch(/^Whole: \d+ entries\.$/);
    await says('#head').toMatch(/: \d+:[0-9a-f]{64}$/);
    expect(await faultsOf(watched.page, 'acts')).toEqual([]);
  });

  it('asks nothing of another host, and keeps the id out of addresses and of the log', () => {
    expect(watched.outside).toEqual([]);
    // The account that was not there is an answer of 404, which the browser notes.
    expect(watched.complaints).toEqual([expect.stringContaining('404')]);
    const log = readFileSync(cluster.logFile, 'utf8');
    expect(log).toContain('"audit.noted"');
    expect(log).not.toContain(account);
  });
});

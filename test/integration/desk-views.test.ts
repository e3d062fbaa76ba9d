// What two people do at their desks beside talking: come in, know each other, make a group, search,
// and bring a further device.

import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChromium, watchedPage } from '../support/chromium.ts';
import { startTown } from '../support/desks.ts';
import { brokenInBothLights } from '../support/pageFaults.ts';

const testTimeoutMs = 400_000;
/** For what a page shows next. */
const waitMs = 45_000;
let town: Awaited<ReturnType<typeof startTown>>;
let browser: Browser;
let ana: Page;
let ben: Page;
const complaints: string[] = [];

beforeAll(async () => {
  town = await startTown();
  browser = await startChromium();
  [ana, ben] = [await atDesk('ana'), await atDesk('ben')];
}, testTimeoutMs);

afterAll(async () => {
  await browser?.close();
  await town?.stop();
}, testTimeoutMs);

/** A page of a desk that has no profile yet. */
async function atDesk(name: string): Promise<Page> {
  const { url } = await town.desk(name);
  const watched = await watchedPage(browser, new URL(url).origin);
  await watched.page.goto(url);
  watched.page.setDefaultTimeout(waitMs);
  watched.page.on('pageerror', (error) => complaints.push(String(error)));
  return watched.page;
}

const go = (page: Page, view: string) =>
  page.getByRole('navigation').getByRole('link', { name: view, exact: true }).click();

test(
  'people register at their desks, compare safety numbers, make a group and search',
  async () => {
    for (const page of [ana, ben]) {
      await page.getByRole('heading', { name: 'Welcome to Aldis' }).waitFor();
      await page.getByLabel('Server').fill('nowhere');
      await page.getByLabel('Invitation').fill(town.cluster.invitation);
      await page.getByRole('button', { name: 'Make the account' }).click();
      await page.getByRole('alert').getByText('is no server address').waitFor();
      expect(await brokenInBothLights(page)).toEqual([]);
      await page.getByLabel('Server').fill(town.cluster.url);
      await page.getByRole('button', { name: 'Make the account' }).click();
      await page.getByRole('heading', { name: 'Chats' }).waitFor();
    }
    await town.as('ana', 'send', 'ben', 'a needle in the hay');

    const digits: (string | null)[] = [];
    for (const [page, other, called] of [
      [ana, 'ben', 'Ben'],
      [ben, 'ana', 'Ana'],
    ] as const) {
      await go(page, 'People');
      await page.getByRole('link', { name: 'Add somebody' }).click();
      await page.getByLabel('Their id').fill('nobody');
      await page.getByLabel('What you call them').fill(called);
      await page.getByRole('button', { name: 'Add somebody' }).click();
      await page.getByText('Nobody here is called so').waitFor();
      expect(await brokenInBothLights(page)).toEqual([]);
      await page.getByLabel('Their id').fill(other);
      await page.getByRole('button', { name: 'Add somebody' }).click();
      await page.getByRole('heading', { name: called, level: 2 }).waitFor();
      await page.getByRole('button', { name: 'Compare safety numbers' }).click();
      await page.getByRole('img', { name: 'QR code of the safety number' }).waitFor();
      digits.push(await page.locator('.digits').textContent());
      await page.getByRole('button', { name: 'They are the same' }).click();
      await page.getByText('You have compared it.').waitFor();
      expect(await brokenInBothLights(page)).toEqual([]);
    }
    expect(digits[0]).toMatch(/^(\d{5} ){11}\d{5}$/);
    expect(digits[1]).toBe(digits[0]);

    await go(ana, 'Groups');
    await ana.getByText('You are in no group yet').waitFor();
    await ana.getByRole('link', { name: 'New group' }).click();
    await ana.getByLabel('Title').fill('Lamps');
    await ana.getByRole('checkbox', { name: 'Ben' }).check();
    expect(await brokenInBothLights(ana)).toEqual([]);
    await ana.getByRole('button', { name: 'Make the group' }).click();
    await ana.getByRole('heading', { name: 'Lamps', level: 2 }).waitFor();
    await ana.getByText('Lets anybody in').click();
    await ana.getByRole('img', { name: 'QR code of the link' }).waitFor();
    expect(await brokenInBothLights(ana)).toEqual([]);

    await go(ben, 'Groups');
    await ben.getByRole('link', { name: /Lamps/ }).click();
    await ben.getByRole('heading', { name: 'Lamps', level: 2 }).waitFor();
    const accept = ben.getByRole('button', { name: 'Become a member' });
    const leave = ben.getByRole('button', { name: 'Leave the group' });
    await accept.or(leave).waitFor();
    if (await accept.isVisible()) await accept.click();
    await leave.waitFor();
    await ana.getByText('2 members').first().waitFor();

    await go(ben, 'Search');
    await ben.getByRole('searchbox').fill('HAY needle');
    await ben.getByText('1 message').waitFor();
    expect(await brokenInBothLights(ben)).toEqual([]);
    await ben.getByRole('link', { name: /a needle in the hay/ }).click();
    await ben.getByRole('heading', { name: 'Ana', level: 2 }).waitFor();

    await go(ben, 'Settings');
    const typing = ben.getByLabel('Contacts see that you type');
    await typing.uncheck();
    await typing.and(ben.locator(':enabled')).waitFor();
    await ben.getByText('Dark', { exact: true }).click();
    expect(await ben.locator('html').getAttribute('data-theme')).toBe('dark');
    expect(await brokenInBothLights(ben)).toEqual([]);
    const privacy = () => town.as('ben', '--json', 'privacy');
    await expect.poll(privacy, { timeout: 30_000 }).toContain('"typing":false');

    await go(ben, 'You');
    await ben.getByLabel('Name').fill('Benedict');
    await ben.getByRole('button', { name: 'Save' }).click();
    await ben.getByText('Saved.').waitFor();
    expect(await brokenInBothLights(ben)).toEqual([]);
    expect(complaints).toEqual([]);
  },
  testTimeoutMs,
);

test(
  'a further device is linked from desk to desk by the link that it shows',
  async () => {
    const laptop = await atDesk('laptop');
    await laptop.getByText('Link this device').click();
    await laptop.getByLabel('Server').fill(town.cluster.url);
    await laptop.getByRole('button', { name: 'Show the link' }).click();
    await laptop.getByRole('img', { name: 'QR code of the link' }).waitFor();
    expect(await brokenInBothLights(laptop)).toEqual([]);
    const link = await laptop.locator('.copy-text').textContent();

    await go(ana, 'Devices');
    await ana.getByText('This device ·').waitFor();
    await ana.getByLabel('Link that the new device shows').fill(link ?? '');
    await ana.getByRole('button', { name: 'Link it' }).click();
    await laptop.getByRole('heading', { name: 'Chats' }).waitFor();
    await ana.getByText('It is device 2 of your account now.').waitFor();
    await ana.getByText('laptop', { exact: true }).waitFor();
    expect(await brokenInBothLights(ana)).toEqual([]);
    await laptop.getByText('a needle in the hay').waitFor();

    await ana.getByRole('button', { name: 'Remove: laptop' }).click();
    await ana.getByRole('button', { name: 'Remove this device' }).click();
    await ana.getByText('laptop', { exact: true }).waitFor({ state: 'hidden' });
    expect(complaints).toEqual([]);
  },
  testTimeoutMs,
);

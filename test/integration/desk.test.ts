// Two people at their desks: pages in a real browser, over the processes that hold their profiles,
// against a real cluster.

import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startChromium, watchedPage } from '../support/chromium.ts';
import { startTown } from '../support/desks.ts';

const testTimeoutMs = 300_000;
let town: Awaited<ReturnType<typeof startTown>>;
let browser: Browser;

beforeAll(async () => {
  town = await startTown();
  for (const name of ['ana', 'ben']) await town.register(name);
  browser = await startChromium();
}, testTimeoutMs);

afterAll(async () => {
  await browser?.close();
  await town?.stop();
}, testTimeoutMs);

/** A page that has followed the link. */
async function entered(url: string) {
  const watched = await watchedPage(browser, new URL(url).origin);
  onTestFinished(() => watched.context.close());
  await watched.page.goto(url);
  return watched;
}

test(
  'a page enters by its link once, stays over a reload, and shows what is said elsewhere',
  async () => {
    const desk = await town.desk('ana');
    onTestFinished(async () => void (await desk.stop()));
    const { page, outside, complaints } = await entered(desk.url);
    await page.getByText('Nothing was said yet.').waitFor();
    expect(page.url()).not.toContain(new URL(desk.url).hash);

    await town.as('ana', 'send', 'ben', 'from the terminal');
    await page.getByRole('link', { name: /ben.*You: from the terminal/s }).waitFor();
    await page.reload();
    await page.getByRole('link', { name: /ben/ }).click();
    await page.getByRole('heading', { name: 'ben' }).waitFor();

    const second = await entered(desk.url);
    await second.page.getByText('This link was used already').waitFor();
    expect([...outside, ...second.outside]).toEqual([]);
    expect(complaints).toEqual([]);
  },
  testTimeoutMs,
);

test(
  'a desk beside a daemon works through it, and takes its place when it ends',
  async () => {
    const first = await town.desk('ben');
    const second = await town.desk('ben');
    const { page } = await entered(second.url);
    await page.getByRole('heading', { name: 'Chats' }).waitFor();
    expect(await first.stop()).toBe(0);
    await page.getByText('The process of this desk has ended').waitFor({ state: 'hidden' });
    await town.as('ben', 'send', 'ana', 'still there');
    await page.getByRole('link', { name: /ana.*You: still there/s }).waitFor();
    expect(await second.stop()).toBe(0);
  },
  testTimeoutMs,
);

// A desk's page as a person has it: entered, looked at, and gone when the test ends.

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { expect, onTestFinished } from 'vitest';
import { watchedPage } from './chromium.ts';
import type { startTown } from './desks.ts';

type Town = Awaited<ReturnType<typeof startTown>>;

const waitMs = 45_000;
/** A folder for a picture of each view. */
const pictures = process.env['ALDIS_TEST_PICTURES'];

/** Somebody's page; at the test's end it may have complained of nothing. */
export async function pageAtDesk(town: Town, browser: Browser, name: string): Promise<Page> {
  const desk = await town.desk(name);
  const watched = await watchedPage(browser, new URL(desk.url).origin);
  onTestFinished(async () => {
    await watched.context.close();
    await desk.stop();
    expect(watched.complaints).toEqual([]);
    expect(watched.outside).toEqual([]);
  });
  return entered(watched.page, desk.url, 'Chats');
}

/** A page of a desk that has no profile yet. */
export async function pageOfBeginner(town: Town, browser: Browser, name: string): Promise<Page> {
  const { url } = await town.desk(name);
  const watched = await watchedPage(browser, new URL(url).origin);
  onTestFinished(() => watched.context.close());
  return entered(watched.page, url, 'Welcome to Aldis');
}

async function entered(page: Page, url: string, heading: string): Promise<Page> {
  page.setDefaultTimeout(waitMs);
  await page.goto(url);
  await page.getByRole('heading', { name: heading }).waitFor();
  return page;
}

/** Opens one of the pages of the settings. */
export async function openSettings(page: Page, title: string): Promise<void> {
  await page.evaluate(() => {
    location.hash = '#/settings';
  });
  await page.getByRole('navigation', { name: 'Pages of the settings' }).getByText(title).click();
  await page.getByRole('heading', { name: title, level: 2 }).waitFor();
}

export const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).click();

/** A picture of the page as it is, where they are asked for. */
export async function picture(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
}

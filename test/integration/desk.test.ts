// Two people at their desks: pages in a real browser, over the processes that hold their profiles,
// against a real cluster.

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startChromium, watchedPage } from '../support/chromium.ts';
import { startTown } from '../support/desks.ts';
import { brokenRules } from '../support/pageFaults.ts';

const testTimeoutMs = 300_000;
/** A view has read what it shows by then. */
const viewMs = 400;
/** A folder for a picture of each view. */
const pictures = process.env['ALDIS_TEST_PICTURES'];
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

/** The newest message with this text. */
const bubble = (page: Page, text: string) => page.locator('.row', { hasText: text }).last();

/** Types and sends. */
async function say(page: Page, to: string, text: string) {
  await page.getByRole('textbox', { name: `Message to ${to}` }).fill(text);
  await page.keyboard.press('Enter');
}

/** To whoever is called so, by the keyboard alone. */
async function switchTo(page: Page, name: string) {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox').fill(name);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name }).waitFor();
}

test(
  'two desks talk: a stranger is let in, and what is done to messages is seen on both',
  async () => {
    for (const name of ['cara', 'dan']) await town.register(name);
    const [first, second] = [await town.desk('cara'), await town.desk('dan')];
    onTestFinished(async () => void (await Promise.all([first.stop(), second.stop()])));
    const [{ page: cara, complaints }, { page: dan }] = [
      await entered(first.url),
      await entered(second.url),
    ];
    await cara.getByRole('heading', { name: 'Chats' }).waitFor();
    await switchTo(cara, 'dan');
    await say(cara, 'dan', 'Good evening, <b>Dan</b>.');
    await cara.getByRole('img', { name: /Sent|Delivered/ }).waitFor();

    await dan.getByRole('list', { name: 'Requests' }).getByRole('link').click();
    await bubble(dan, 'Good evening, <b>Dan</b>.').waitFor();
    await dan.getByRole('button', { name: 'Accept' }).click();
    await say(dan, 'cara', 'Good evening.');
    await bubble(cara, 'Good evening.').waitFor();
    await cara.getByRole('img', { name: 'Read' }).first().waitFor();

    const theirs = cara.locator('.row[data-mine="false"]').last();
    await theirs.hover();
    await theirs.getByRole('button', { name: 'React' }).click();
    await theirs.getByRole('button', { name: '👍' }).click();
    await dan.getByRole('button', { name: /👍/ }).waitFor();
    await theirs.hover();
    await theirs.getByRole('button', { name: 'Reply' }).click();
    await say(cara, 'dan', 'How are you?');
    await bubble(dan, 'How are you?').getByText('Good evening.').waitFor();

    await cara.getByRole('textbox', { name: 'Message to dan' }).focus();
    await cara.keyboard.press('ArrowUp');
    await say(cara, 'dan', 'How are you today?');
    await bubble(dan, 'How are you today?').getByText('edited').waitFor();
    await dan.getByRole('textbox').last().fill('I am');
    await cara.getByText('dan is typing').waitFor();
    const mine = bubble(cara, 'How are you today?');
    await mine.hover();
    await mine.getByRole('button', { name: 'Delete for everyone' }).click();
    await dan.getByText('Message deleted').first().waitFor();

    await dan.getByRole('combobox', { name: 'Messages disappear' }).selectOption('1h');
    await say(dan, 'cara', 'not for ever');
    await bubble(cara, 'not for ever')
      .getByRole('img', { name: /Disappears/ })
      .waitFor();
    expect(complaints).toEqual([]);
  },
  testTimeoutMs,
);

/** A few words between two people, by the terminal. */
async function talked() {
  await town.as('ana', 'send', 'ben', 'Is the lamp lit?');
  await town.as('ben', 'requests', 'accept', 'ana').catch(() => undefined);
  await town.as('ben', 'send', 'ana', 'It is. The ships answer, short and long.');
  await town.as('ben', 'send', 'ana', 'Come up before it is dark: one sees all of the bay.');
  await town.as('ana', 'reply', 'ben', 'last', 'In an hour. I bring the oil.');
  await town.as('ben', 'react', 'ana', 'last', '👍');
}

test(
  'axe finds nothing in any view, light and dark, wide and narrow',
  async () => {
    await talked();
    const desk = await town.desk('ana');
    onTestFinished(async () => void (await desk.stop()));
    const { page, complaints } = await entered(desk.url);
    await page.getByRole('link', { name: /ben/ }).click();
    await bubble(page, 'In an hour.').waitFor();
    const talk = new URL(page.url()).hash;
    const bar = page.locator('.bar-link');
    const hrefs = await bar.evaluateAll((all) => all.map((one) => one.getAttribute('href') ?? ''));
    const faults: string[] = [];
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 800 });
      for (const href of [talk, ...hrefs]) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, href);
        await page.waitForTimeout(viewMs);
        const name = href === talk ? 'talk' : href.slice(2);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          const at = `${name}-${width}-${colorScheme}`;
          faults.push(...(await brokenRules(page)).map((one) => `${at}: ${one}`));
          if (pictures) await page.screenshot({ path: join(pictures, `${at}.png`) });
        }
      }
    }
    expect(faults).toEqual([]);
    expect(complaints).toEqual([]);
  },
  testTimeoutMs,
);

test(
  'what is written without a server waits, and a draft stays with its conversation',
  async () => {
    await town.register('eve');
    await town.register('finn');
    const desk = await town.desk('eve');
    onTestFinished(async () => void (await desk.stop()));
    const { page } = await entered(desk.url);
    await page.getByRole('heading', { name: 'Chats' }).waitFor();
    await switchTo(page, 'finn');
    await say(page, 'finn', 'before');
    await page.getByRole('img', { name: 'Sent' }).waitFor();
    await town.stopCluster();
    await page.getByText('No connection. What you write waits here.').waitFor();
    await say(page, 'finn', 'meanwhile');
    await bubble(page, 'meanwhile').getByRole('img', { name: 'Waiting for the server' }).waitFor();
    await page.getByRole('textbox', { name: 'Message to finn' }).fill('a draft');
    await page.getByRole('link', { name: /^Chats/ }).click();
    await page.getByRole('link', { name: /finn/ }).click();
    const field = page.getByRole('textbox', { name: 'Message to finn' });
    expect(await field.inputValue()).toBe('a draft');
  },
  testTimeoutMs,
);

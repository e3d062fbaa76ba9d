// `npm run bench -- desk`: a conversation of 10,000 messages in a real browser, scrolled from its
// end to its beginning and back as a wheel does; how long each frame was.

import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { readFlags } from '#lab/options.ts';
import { pageFiles } from '../../client/desk/pageFiles.ts';
import { DeskServer } from '../../client/desk/server.ts';
import { talkOf } from './talk.ts';

const given = readFlags({
  messages: '10000',
  // Of the page, at last.
  picture: undefined,
});
const count = Number(given.messages);
const executablePath = process.env['ALDIS_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
const viewport = { width: 1280, height: 900 };
/** Unit: pixels a frame; a fast wheel. */
const speed = 120;
const ways = [
  ['still', 0],
  ['down', speed],
  ['up', -speed],
] as const;
const scrollMs = 8_000;
const loadTimeoutMs = 120_000;
/** Longer than a frame and a half of 60 a second. */
const lateMs = 25;

const files = await pageFiles();
const { serving, isRead, wall } = talkOf(count, Date.now());
const open = async () => ({ profile: 'ana', serving, wall });
const desk = await DeskServer.open({ port: 0, files, open });
const browser = await chromium.launch({ executablePath, args: ['--headless', '--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport });
  await page.goto(desk.link());
  await page.getByRole('link', { name: /Ben/ }).click();
  await page.locator('.windowed-row').first().waitFor();
  const loadedAt = Date.now();
  await loadAll(page);
  console.log(`${count} messages are here after ${Date.now() - loadedAt} ms of scrolling up`);
  console.log(`elements in the list: ${await page.locator('.windowed *').count()}`);
  const metrics = await page.context().newCDPSession(page);
  await metrics.send('Performance.enable');
  const busyMs = async () => {
    const told = await metrics.send('Performance.getMetrics');
    return 1000 * (told.metrics.find((one) => one.name === 'TaskDuration')?.value ?? 0);
  };
  // The first says what this machine has left for any page.
  for (const [name, way] of ways) {
    const before = await busyMs();
    const lengths = await frames(page, way);
    say(name, lengths, (await busyMs()) - before);
  }
  if (given.picture) await page.screenshot({ path: given.picture });
} finally {
  await browser.close();
  await desk.close();
}

/** Scrolls to the top until nothing older comes. */
async function loadAll(page: Page): Promise<void> {
  for (const end = Date.now() + loadTimeoutMs; !isRead(); ) {
    if (Date.now() > end) throw new Error('It never came to the beginning.');
    await page.evaluate(async () => {
      document.querySelector('.windowed')?.scrollTo(0, 0);
      await new Promise((resolve) => setTimeout(resolve, 20));
    });
  }
  await page.waitForTimeout(500);
}

/** How long each frame was. Unit: milliseconds. */
function frames(page: Page, step: number): Promise<number[]> {
  return page.evaluate(
    async ({ step, lastMs }) => {
      const box = document.querySelector('.windowed');
      const lengths: number[] = [];
      const begun = performance.now();
      for (let before = begun; box && before - begun < lastMs; ) {
        box.scrollTop += step;
        const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
        lengths.push(now - before);
        before = now;
      }
      return lengths.slice(1);
    },
    { step, lastMs: scrollMs },
  );
}

function say(name: string, lengths: readonly number[], busyMs: number): void {
  const sorted = lengths.toSorted((one, other) => one - other);
  const at = (share: number) => (sorted[Math.floor(sorted.length * share)] ?? 0).toFixed(1);
  const total = lengths.reduce((sum, one) => sum + one, 0);
  const rate = ((lengths.length * 1000) / total).toFixed(1);
  const late = lengths.filter((one) => one > lateMs).length;
  console.log(
    `${name.padEnd(6)}${rate} frames/s  p50 ${at(0.5)} ms  p99 ${at(0.99)} ms  ` +
      `late ${late} of ${lengths.length}  work ${(busyMs / lengths.length).toFixed(2)} ms a frame`,
  );
}

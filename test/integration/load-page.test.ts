// The page that a run of the load tester leaves: what was delivered and how fast come first, on a
// phone as on a desk. `ALDIS_TEST_PICTURES=<folder>` keeps the pictures.

import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { startChromium } from '../support/chromium.ts';
import { faultsOf } from '../support/pageFaults.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'aldis-load-page-'));
const file = join(folder, 'run.html');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const load = (...words: string[]) =>
  new Promise<string>((resolve) => {
    const all = [join(root, 'bench/load/main.ts'), ...words];
    execFile(process.execPath, all, { cwd: root }, (_error, stdout) => resolve(stdout));
  });

it('says first what was delivered and how fast, and fits the screen', async () => {
  const said = await load('--devices', '4', '--rate', '10', '--for', '6s', '--html', file);
  expect(said).toContain('promises_broken=0');
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    await page.goto(pathToFileURL(file).href);
    const tiles = await page.locator('.tile span').allTextContents();
    expect(tiles.slice(0, 6)).toEqual(['delivered', 'p50', 'p90', 'p99', 'p99.9', 'longest']);
    const delivered = Number(await page.locator('.tile b').first().textContent());
    expect(delivered).toBeGreaterThanOrEqual(60);
    expect(
      await faultsOf(page, 'load', ['h1', '.tile', 'figure', '.tick:not(.odd)', '.card']),
    ).toEqual([]);
    await page.setViewportSize({ width: 390, height: 900 });
    const tick = (await page.evaluate(
      "document.querySelector('.tick').getBoundingClientRect().height",
    )) as number;
    // Smaller than this nobody reads it on a phone.
    expect(tick).toBeGreaterThan(8);
  } finally {
    await browser.close();
  }
});

// The page of the API in a real browser: it wears the console's clothes, by day and by night, and
// fits a phone.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChromium, watchedPage } from '../support/chromium.ts';
import type { LaunchedCluster } from '../support/cluster.ts';
import { startTestCluster } from '../support/cluster.ts';

const root = join(import.meta.dirname, '../..');
/** Four pages, on a machine that does much else. */
const testTimeoutMs = 300_000;
const pictures = process.env['ALDIS_TEST_PICTURES'];
let cluster: LaunchedCluster;
let browser: Browser;

beforeAll(async () => {
  [cluster, browser] = await Promise.all([startTestCluster({ workers: 1 }), startChromium()]);
});

afterAll(async () => {
  await browser?.close();
  expect(await cluster?.stop()).toBe(0);
});

/** What a stylesheet calls its colours, and which they are. */
function palette(path: string): Record<string, string> {
  const [, first = ''] = /:root \{([^}]*)\}/.exec(readFileSync(join(root, path), 'utf8')) ?? [];
  const colours = [...first.matchAll(/(--[\w-]+): (light-dark\([^)]+\))/g)];
  return Object.fromEntries(colours.map(([, name, colour]) => [name, colour]));
}

async function clothes(page: Page, selector: string): Promise<Record<string, string>> {
  const asked = `document.querySelector(${JSON.stringify(selector)})`;
  return (await page.evaluate(`(() => {
    const { backgroundColor, color, fontFamily } = getComputedStyle(${asked});
    return { backgroundColor, color, fontFamily };
  })()`)) as Record<string, string>;
}

it('has the colours that the console has', () => {
  const own = palette('src/gateway/http/docsPage.css');
  expect(Object.keys(own).length).toBeGreaterThan(10);
  expect(own).toEqual(palette('src/console/assets/console.css'));
});

it(
  'looks as the console does, by day and by night, and loads nothing from elsewhere',
  async () => {
    const { page, outside } = await watchedPage(browser, cluster.url);
    const seen = new Set<string>();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.goto(`${cluster.url}/console`);
      const [ground, card] = [await clothes(page, 'html'), await clothes(page, '.card')];
      await page.goto(`${cluster.url}/docs`);
      await page.waitForSelector('.swagger-ui .opblock-tag');
      expect(await page.title()).toBe('The API of Aldis');
      expect(await clothes(page, 'html')).toEqual(ground);
      expect(await clothes(page, 'body')).toEqual(ground);
      const within = await clothes(page, '.swagger-ui');
      expect(within['backgroundColor']).toBe('rgba(0, 0, 0, 0)');
      const bar = await clothes(page, '.swagger-ui .topbar');
      expect(bar['backgroundColor']).toBe(card['backgroundColor']);
      const title = await clothes(page, '.swagger-ui .info .title');
      expect([title['color'], title['fontFamily']]).toEqual([
        ground['color'],
        ground['fontFamily'],
      ]);
      await page.locator('.swagger-ui .opblock').first().waitFor();
      const route = await clothes(page, '.swagger-ui .opblock');
      expect(route['backgroundColor']).toBe(card['backgroundColor']);
      seen.add(JSON.stringify(ground));
      for (const width of [390, 1280]) {
        await page.setViewportSize({ width, height: 900 });
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(
          width,
        );
        const path = `docs-${width}-${colorScheme}.png`;
        if (pictures) await page.screenshot({ path: join(pictures, path) });
      }
    }
    expect(seen.size, 'day is not night').toBe(2);
    expect(outside).toEqual([]);
  },
  testTimeoutMs,
);

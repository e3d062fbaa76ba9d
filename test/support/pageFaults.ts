// What is wrong with a page as people have it on a phone and on a desk, by day and by night; and
// its pictures, for those who want to look: ALDIS_TEST_PICTURES names a folder.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const widths = [390, 1280] as const;
const height = 900;
/** No test keeps them by itself. */
const pictures = process.env['ALDIS_TEST_PICTURES'];

/** Resolves when the page shows its new light: two frames on, and no colour on its way. */
const settled = `(async () => {
  for (let frame = 0; frame < 2; frame++) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  const changes = document.getAnimations().filter((one) => one instanceof CSSTransition);
  await Promise.allSettled(changes.map((one) => one.finished));
})()`;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string }[];
}

/** Rules of axe that the page breaks as it is, each with all that breaks it. */
export async function brokenRules(page: Page): Promise<string[]> {
  await page.evaluate(settled);
  // Once for each page that is loaded: most of them are looked at again and again.
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(axe);
  const violations = (await page.evaluate(
    `axe.run({ resultTypes: ['violations'] }).then((found) => found.violations)`,
  )) as Violation[];
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}

/** The same by night and by day. */
export async function brokenInBothLights(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await brokenRules(page)).map((fault) => `${colorScheme} ${fault}`));
  }
  return found;
}

/** An element that has no place, or stands outside the page's width; what is cut off inside it. */
const misplaced = `(selectors) => selectors.flatMap((selector) => {
  const all = [...document.querySelectorAll(selector)];
  if (all.length === 0) return [selector + ' is not there'];
  return all.flatMap((one) => {
    const { left, right, width, height } = one.getBoundingClientRect();
    if (width === 0 || height === 0) return [selector + ' is not seen'];
    const outside = left < -1 || right > document.documentElement.clientWidth + 1;
    return outside ? [selector + ' stands outside'] : [];
  });
})`;

/**
 * Rules of axe that the page breaks, scrolling to the side, and which of these elements are not to
 * be seen, at each width. A picture is taken of each under this name.
 */
export async function faultsOf(
  page: Page,
  name: string,
  seen: readonly string[] = [],
): Promise<string[]> {
  const found: string[] = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height });
    found.push(...(await brokenInBothLights(page)).map((fault) => `${width} ${fault}`));
    const widest = Number(await page.evaluate('document.documentElement.scrollWidth'));
    if (widest > width) found.push(`${width}: it is ${widest} wide`);
    const lost = (await page.evaluate(`(${misplaced})(${JSON.stringify(seen)})`)) as string[];
    found.push(...lost.map((fault) => `${width}: ${fault}`));
    if (pictures) {
      await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
    }
  }
  return found;
}

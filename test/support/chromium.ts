// A headless Chromium for tests of pages, and everything its pages complain of.

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

/** `npm test` says where it is. */
const executablePath = process.env['ALDIS_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What a busy machine takes at the most, to start one or to show what a test waits for. */
export const pagePatienceMs = 90_000;

/** Starts Chromium, which asks nothing of the network by itself. */
export function startChromium(more: readonly string[] = []): Promise<Browser> {
  const timeout = pagePatienceMs;
  return chromium.launch({ executablePath, timeout, args: [...flags, ...more] });
}

/** What the pages of a context asked for elsewhere, and what they complained of. */
export interface Watched {
  readonly context: BrowserContext;
  readonly page: Page;
  readonly outside: string[];
  /** Errors and warnings of scripts and policies. */
  readonly complaints: string[];
}

/** A context of its own with one page, watched from its first request on. */
export async function watchedPage(browser: Browser, origin: string): Promise<Watched> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  context.setDefaultTimeout(pagePatienceMs);
  const outside: string[] = [];
  const complaints: string[] = [];
  context.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) outside.push(url);
  });
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(error.error().message));
  return { context, page: await context.newPage(), outside, complaints };
}

// The frames of a call in a real browser: two peer connections whose workers seal and open, and a
// third that gets frames and no key.

import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallCounts } from '#client';
import { startChromium } from '../support/chromium.ts';
import { until } from '../support/people.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const html = '<!doctype html><title>call</title><script type="module" src="/callPage.js"></script>';
const served = /^\/client\/(media\/\w+|clock)\.ts$/;

/** The page and the modules of its worker, as written but for their types. */
function serve(): Server {
  return createServer(({ url = '' }, answer) => {
    const script = (source: string) =>
      answer.setHeader('content-type', 'text/javascript').end(source);
    if (url === '/') return answer.setHeader('content-type', 'text/html').end(html);
    if (url === '/callPage.js') return script(read('test/support/callPage.js'));
    if (!served.test(url)) return answer.writeHead(404).end();
    return script(stripTypeScriptTypes(read(url.slice(1))));
  });
}

/** A short one. */
const wordMs = 300;

const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');

type Counts = Readonly<Record<'ada' | 'bob' | 'eve', CallCounts>>;

describe('frames of a call in Chromium', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;

  const call = <To>(expression: string) => page.evaluate<To>(`call.${expression}`);
  const heard = () => call<Record<'ada' | 'bob' | 'eve', number>>('hertz()');
  const counts = () => call<Counts>('counts()');
  const near = (hertz: number, wanted: number) => Math.abs(hertz - wanted) < 12;

  beforeAll(async () => {
    server = serve();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    browser = await startChromium([
      '--autoplay-policy=no-user-gesture-required',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
      '--allow-loopback-in-peer-connection',
    ]);
    page = await browser.newPage();
    page.on('pageerror', (error) => console.error(error.message));
    await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction('window.call !== undefined');
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  it('are silence before there is a key, and nothing goes out', async () => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(await heard()).toEqual({ ada: 0, bob: 0, eve: 0 });
    const { ada, bob, eve } = await counts();
    expect([ada.sealed, bob.sealed]).toEqual([0, 0]);
    expect(ada.unsealed).toBeGreaterThan(0);
    expect([bob.opened, eve.opened]).toEqual([0, 0]);
  });

  it('are heard by those who have keys, and by nobody else', async () => {
    await call('tell()');
    await until(async () => {
      const { ada, bob } = await heard();
      return near(ada, 600) && near(bob, 1_000);
    }, 'both hear each other');
    await until(
      async () => (await counts()).eve['key.unknown'] > 20,
      'frames without a key are given up',
    );
    expect((await heard()).eve).toBe(0);
    const { ada, bob, eve } = await counts();
    expect(ada.sealed).toBeGreaterThan(50);
    expect(bob.opened).toBeGreaterThan(20);
    // Whatever came to her begins with the header of a key that she has not.
    expect(await call<number>('received()')).toBeGreaterThan(20);
    const { 'key.unknown': unknown, sealed, unsealed, ...others } = eve;
    expect(
      Object.values(others).every((count) => count === 0),
      JSON.stringify(eve),
    ).toBe(true);
  });

  it('go on without a gap when somebody joins, leaves and a key is spent', async () => {
    const before = await counts();
    await call('gapMs()');
    await call("tell([{ device: 'zoe', mediaId: 9, talks: false }])");
    await call('spend()');
    await call('tell()');
    await until(async () => {
      const used = await call<string[]>('keysUsed');
      return new Set(used.map((one) => one.split('.')[0])).size > 1;
    }, 'a fresh key is used');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const gapMs = await call<number>('gapMs()');
    console.info(`gap_ms=${gapMs.toFixed(0)}`);
    // The figure is for a machine that has time; a word that is missing is a gap on any.
    expect(gapMs).toBeLessThan(wordMs);
    const { bob } = await counts();
    expect(bob.opened - before.bob.opened).toBeGreaterThan(150);
    for (const fault of ['key.unknown', 'key.gone', 'frame.forged', 'frame.replayed'] as const) {
      expect(bob[fault], fault).toBe(before.bob[fault]);
    }
    expect(await call<string[]>('failures')).toEqual([]);
  });
});

// A Chromium with a microphone that plays a tone, whose page carries the calls of a client in Node.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import { stripTypeScriptTypes } from 'node:module';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import type { CallCounts } from '#client';
import { childrenOf } from '#lab/callTown.ts';
import type { Carrier } from '../../client/daemon/carrying.ts';
import type { MediaNews } from '../../client/media/placeWatch.ts';
import { pagePatienceMs, startChromium } from './chromium.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const served = /^\/(client\/(media\/\w+|clock)\.ts|test\/support\/mediaPage\.js)$/;
const html = '<!doctype html><title>call</title><script type="module" src="%s"></script>';

/** The modules of a page, as written but for their types. */
export async function serveModules(): Promise<{ readonly url: string; readonly server: Server }> {
  const server = createServer(({ url = '' }, answer) => {
    if (url === '/') {
      const page = html.replace('%s', '/test/support/mediaPage.js');
      return answer.setHeader('content-type', 'text/html').end(page);
    }
    if (!served.test(url)) return answer.writeHead(404).end();
    const source = readFileSync(`${root}${url.slice(1)}`, 'utf8');
    const script = url.endsWith('.ts') ? stripTypeScriptTypes(source) : source;
    return answer.setHeader('content-type', 'text/javascript').end(script);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
}

/** The page as its process sees it, and as the test does. */
export interface MediaBrowser {
  readonly page: Page;
  readonly carrier: Carrier;
  /** What the page says by itself goes there. */
  listen(heard: (name: string, word: unknown) => void): void;
  ask<Answer>(expression: string): Promise<Answer>;
  hertz(): Promise<Readonly<Record<string, number>>>;
  counts(): Promise<CallCounts>;
  news(): Promise<MediaNews>;
  /** All of its processes. */
  pids(): number[];
  close(): Promise<void>;
}

export async function openMediaBrowser(url: string, sound: Buffer): Promise<MediaBrowser> {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-microphone-'));
  const file = join(folder, 'microphone.wav');
  writeFileSync(file, sound);
  const browser = await startChromium([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${file}`,
    '--autoplay-policy=no-user-gesture-required',
  ]);
  const page = await browser.newPage();
  page.setDefaultTimeout(pagePatienceMs);
  page.on('pageerror', (error) => console.error(error.message));
  let heard: (name: string, word: unknown) => void = () => {};
  await page.exposeFunction('toProcess', (name: string, word: unknown) => heard(name, word));
  await page.goto(url);
  await page.waitForFunction('window.media !== undefined');
  const ask = <Answer>(expression: string) => page.evaluate<Answer>(`media.${expression}`);
  const call = (name: string, word: object) =>
    ask(`heed(${JSON.stringify(name)}, ${JSON.stringify(word)})`);
  return {
    page,
    carrier: {
      call,
      notify: (name, word) => {
        // A page that is closed heeds nothing.
        call(name, word).catch((error: unknown) => {
          if (!/closed/.test(String(error))) console.error(name, error);
        });
      },
      ended: new Promise((resolve) => page.once('close', () => resolve())),
    },
    listen: (listener) => {
      heard = listener;
    },
    ask,
    hertz: () => ask('hertz()'),
    counts: () => ask('counts()'),
    news: () => ask('news()'),
    pids: () => treeOf(runningWith(file)),
    close: async () => {
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The first process that was started with a word. */
function runningWith(word: string): number {
  const pids = readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0);
  return pids.sort((one, other) => one - other).find((pid) => commandOf(pid).includes(word)) ?? 0;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

const treeOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(treeOf)];

// A captcha that the server wants before it goes on, at the desk: said over whatever is open, and
// gone once what its page gave was right. In a real browser; whoever holds the profile is the
// test's, since no server of ours asks for what its own program does by itself.

import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { program } from '../../client/cli/program.ts';
import { pageWall } from '../../client/cli/holderMethods.ts';
import type { Peer, Serving } from '../../client/daemon/peer.ts';
import { RpcError, rpcCodes } from '../../client/daemon/wire.ts';
import { pageFiles } from '../../client/desk/pageFiles.ts';
import { DeskServer } from '../../client/desk/server.ts';
import { startChromium, watchedPage } from '../support/chromium.ts';

const testTimeoutMs = 400_000;
const captchaPage = 'https://captcha.example/here';
const field = 'What the page of the captcha showed';
/** A folder for a picture of each view. */
const pictures = process.env['ALDIS_TEST_PICTURES'];
let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
}, testTimeoutMs);
afterAll(() => browser?.close());

/** Whoever holds a profile in which nothing was said, and whose server may want a captcha. */
class Holder implements Serving {
  readonly brought: unknown[] = [];
  isWanted = false;
  #page: Peer | undefined;

  async answer(method: string, params: unknown, page: Peer): Promise<unknown> {
    this.#page = page;
    if (method === 'state') {
      return { profile: 'ana', account: 'a', device: 1, state: 'connected', locked: false };
    }
    if (method === 'recovery.show') return { hasKey: false };
    if (method !== 'captcha') return [];
    const { token } = params as { token?: string };
    if (token !== undefined) this.brought.push(token);
    if (token === 'wrong') {
      throw new RpcError(rpcCodes.refused, 'No.', { code: 'challenge.invalid' });
    }
    if (token !== undefined) this.isWanted = false;
    const { isWanted } = this;
    return { profile: 'ana', isWanted, ...(isWanted && { page: captchaPage }) };
  }

  heard() {}

  said = (error: unknown) => new RpcError(rpcCodes.internal, String(error));

  /** A send is refused. */
  refuse(): void {
    this.isWanted = true;
    this.tell('trouble', { code: 'challenge.required', message: 'Solve a captcha.' });
  }

  tell(event: string, params: object): void {
    this.#page?.notify(`event.${event}`, params);
  }
}

async function open(holder: Holder): Promise<Page> {
  const wall = pageWall(program());
  const behind = async () => ({ profile: 'ana', serving: holder, wall });
  const desk = await DeskServer.open({ port: 0, files: await pageFiles(), open: behind });
  const link = desk.link();
  const watched = await watchedPage(browser, new URL(link).origin);
  onTestFinished(async () => {
    await watched.context.close();
    await desk.close();
    expect(watched.complaints).toEqual([]);
    expect(watched.outside).toEqual([]);
  });
  await watched.page.goto(link);
  await watched.page.getByRole('heading', { name: 'Chats' }).waitFor();
  return watched.page;
}

/** What axe finds in the page as it is. */
async function faultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const { axe: tool } = globalThis as unknown as { axe: typeof axe };
    const { violations } = await tool.run();
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
  });
}

async function picture(page: Page, name: string): Promise<void> {
  if (pictures) await page.screenshot({ path: join(pictures, `${name}.png`) });
}

test(
  'what was refused is said with where a captcha is solved, until that was brought',
  async () => {
    const holder = new Holder();
    const page = await open(holder);
    const bar = page.getByRole('alert', { name: 'Captcha' });
    expect(await bar.count()).toBe(0);
    holder.refuse();
    await bar.waitFor();
    const link = bar.getByRole('link', { name: 'Solve the captcha' });
    expect(await link.getAttribute('href')).toBe(captchaPage);
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await faultsOf(page)).toEqual([]);
    await picture(page, 'captcha-1280-light');
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await faultsOf(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await page.evaluate(() => document.body.scrollWidth - innerWidth)).toBe(0);
    await picture(page, 'captcha-390-dark');
    await page.getByLabel(field).fill('wrong');
    await page.keyboard.press('Enter');
    await bar.getByText('That captcha was not solved').waitFor();
    await page.getByLabel(field).fill('right');
    await bar.getByRole('button', { name: 'Go on' }).click();
    await bar.waitFor({ state: 'hidden' });
    expect(holder.brought).toEqual(['wrong', 'right']);
  },
  testTimeoutMs,
);

test(
  'one that was wanted before the page was opened is said, and goes when it was brought elsewhere',
  async () => {
    const holder = new Holder();
    holder.isWanted = true;
    const page = await open(holder);
    const bar = page.getByRole('alert', { name: 'Captcha' });
    await bar.waitFor();
    holder.isWanted = false;
    holder.tell('sent', { to: 'b', timestamp: 1, serverTimestamp: 2 });
    await bar.waitFor({ state: 'hidden' });
    expect(holder.brought).toEqual([]);
  },
  testTimeoutMs,
);

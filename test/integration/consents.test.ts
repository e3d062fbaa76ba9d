// What nobody goes on without: asked for by the operator of a real cluster, agreed to by the SDK,
// the command line, and at the desk in a real browser.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startChromium, watchedPage } from '../support/chromium.ts';
import { startTown } from '../support/desks.ts';
import { profileFolder, TestPerson, until } from '../support/people.ts';

const testTimeoutMs = 200_000;
const waitMs = 45_000;
const terms = { document: 'terms', version: '2', url: 'https://example.test/', required: true };
const root = mkdtempSync(join(tmpdir(), 'aldis-consents-'));
const folder = profileFolder();
let town: Awaited<ReturnType<typeof startTown>>;
let browser: Browser;

beforeAll(async () => {
  const file = join(root, 'consents.json');
  writeFileSync(file, JSON.stringify([terms, { document: 'news', version: '1' }]));
  town = await startTown({ workers: 2, env: { ALDIS_CONSENTS_FILE: file } });
  browser = await startChromium();
}, testTimeoutMs);

afterAll(async () => {
  await browser?.close();
  await town?.stop();
  folder.drop();
  rmSync(root, { recursive: true, force: true });
}, testTimeoutMs);

it(
  'keeps out until there is an agreement, and again once it is withdrawn; mail waits',
  async () => {
    const { cluster } = town;
    const [ann, ben] = await Promise.all(
      ['ann', 'ben'].map((name) => TestPerson.register(cluster, folder.path(name))),
    );
    if (!ann || !ben) throw new Error('nobody');
    const codes: (string | undefined)[] = [];
    ben.client.on('state', ({ state, code }) => state === 'waiting' && codes.push(code));
    await expect(ann.client.connect()).rejects.toMatchObject({ code: 'consent.required' });
    await expect(ann.client.fetch()).rejects.toMatchObject({ code: 'consent.required' });
    const out = join(root, 'ann.tar');
    expect((await ann.client.ownAccount.export(out)).files).toBeGreaterThan(0);
    const { asked } = await ann.client.ownAccount.consents.read();
    expect(asked).toEqual([terms, { document: 'news', version: '1' }]);
    for (const { client } of [ann, ben]) {
      await client.ownAccount.consents.give('terms', '2');
      await client.reconnect();
    }
    await ann.client.send(ben.client.account, 'one');
    await ben.hears(1);
    const withdrawn = await ben.client.ownAccount.consents.withdraw('terms');
    expect(withdrawn.asked[0]).toEqual(terms);
    await until(() => codes.includes('consent.required'), 'its socket was closed');
    await ann.client.send(ben.client.account, 'two');
    await expect(ben.client.fetch()).rejects.toMatchObject({ code: 'consent.required' });
    expect(ben.texts).toEqual(['one']);
    await ben.client.ownAccount.consents.give('terms', '2');
    await ben.client.reconnect();
    await ben.hears(2);
    expect(ben.texts).toEqual(['one', 'two']);
    await ann.client.ownAccount.consents.withdraw('terms');
    await ann.client.deleteAccount();
    await Promise.all([ann.offline(), ben.offline()]);
  },
  testTimeoutMs,
);

it(
  'is told at the command line and at the desk, and agreed to there',
  async () => {
    await town.register('eve');
    expect(await town.as('eve', 'consents')).toContain('terms 2 is required');
    const desk = await town.desk('eve');
    const { page, context, complaints } = await watchedPage(browser, new URL(desk.url).origin);
    page.setDefaultTimeout(waitMs);
    await page.goto(desk.url);
    await page.getByText('The server asks you to agree first.').waitFor();
    const link = page.getByRole('link', { name: 'Read it' }).first();
    expect(await link.getAttribute('href')).toBe(terms.url);
    await page.getByRole('button', { name: 'I agree: terms' }).first().click();
    await page.getByText('The server asks you to agree first.').waitFor({ state: 'detached' });
    await page.evaluate(() => {
      location.hash = '#/settings/agreements';
    });
    await page.getByText('terms, version 2: agreed').waitFor();
    await until(
      async () => (await town.as('eve', '--json', 'friends')) !== undefined,
      'the daemon is let in',
    );
    await page.getByRole('button', { name: 'I agree: news' }).click();
    await page.getByRole('button', { name: 'Withdraw: news' }).click();
    await page.getByRole('button', { name: 'Agree no more' }).click();
    await page.getByText(/news, version 1: agreed .*, until/).waitFor();
    expect(complaints).toEqual([]);
    await context.close();
    await desk.stop();
  },
  testTimeoutMs,
);

// What a person does with their account at the desk: who finds it, who gets in, what touched it,
// and its end. In a real browser, against a real cluster.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { shownCode } from '../support/authenticatorApp.ts';
import { startChromium } from '../support/chromium.ts';
import { openSettings, pageAtDesk, pageOfBeginner, picture, press } from '../support/deskPage.ts';
import { startTown } from '../support/desks.ts';
import { brokenRules } from '../support/pageFaults.ts';

const testTimeoutMs = 400_000;
/** A view has read what it shows by then. */
const viewMs = 400;
const password = 'correct horse battery staple';
let town: Awaited<ReturnType<typeof startTown>>;
let browser: Browser;

beforeAll(async () => {
  town = await startTown();
  for (const name of ['ana', 'ben', 'eve']) await town.register(name);
  browser = await startChromium();
}, testTimeoutMs);

afterAll(async () => {
  await browser?.close();
  await town?.stop();
}, testTimeoutMs);

const at = (name: string) => pageAtDesk(town, browser, name);
const beginner = (name: string) => pageOfBeginner(town, browser, name);

/** The backup codes that are shown, once. */
async function codesIn(page: Page): Promise<string[]> {
  const lines = page.locator('.once-lines li');
  await lines.first().waitFor();
  expect(await brokenRules(page)).toEqual([]);
  await picture(page, 'backup-codes-1280-light');
  const codes = await lines.allTextContents();
  await press(page, 'I have written it down');
  await lines.first().waitFor({ state: 'hidden' });
  return codes;
}

test(
  'a user name is seen, taken, found by its link, and given up',
  async () => {
    const page = await at('ben');
    await openSettings(page, 'User name');
    await page.getByText('You have no user name').waitFor();
    await page.getByLabel('Nickname').fill('1ben');
    await press(page, 'See what is free');
    await page.getByRole('alert').getByText('A user name has 3 to 32').waitFor();
    await page.getByLabel('Nickname').fill('ben');
    await page.keyboard.press('Enter');
    await page.getByText('is free, and held for you').waitFor();
    expect(await brokenRules(page)).toEqual([]);
    await page.getByRole('button', { name: /^Be ben\.\d+$/ }).click();
    await page.getByRole('img', { name: 'QR code of your link' }).waitFor();
    await picture(page, 'username-1280-light');
    const name = (await page.locator('.person-name').textContent()) ?? '';
    expect(await brokenRules(page)).toEqual([]);
    expect(await town.as('ben', '--json', 'username')).toContain(name);
    expect(await town.as('eve', '--json', 'contacts', 'name', name, 'Ben')).toContain('Ben');
    await press(page, 'Give it up');
    await press(page, 'Be found by it no more');
    await page.getByText('You have no user name').waitFor();
  },
  testTimeoutMs,
);

test(
  'what is sensitive asks for a code in one dialog, once they are on, wherever it is',
  async () => {
    const page = await at('ana');
    await openSettings(page, 'Name and password');
    await page.getByLabel('Name to log in by').fill('Ana');
    await page.getByLabel('New password').fill(password);
    await page.getByLabel('The same once more').fill('another one');
    await press(page, 'Set name and password');
    await page.getByText('Those were two different ones.').waitFor();
    await page.getByLabel('The same once more').fill(password);
    await press(page, 'Set name and password');
    await page.getByText('You log in as ana.').waitFor();
    expect(await page.getByLabel('New password').inputValue()).toBe('');

    await openSettings(page, 'One-time codes');
    await press(page, 'Turn them on');
    await page.getByRole('img', { name: 'QR code for the app' }).waitFor();
    expect(await brokenRules(page)).toEqual([]);
    await picture(page, 'totp-1280-light');
    const secret = await page.locator('.copy-text').textContent();
    await page.getByLabel('Code that the app shows').fill('000000');
    await press(page, 'Turn them on with this code');
    await page.getByRole('alert').getByText('That code is wrong').waitFor();
    await page.getByLabel('Code that the app shows').fill(shownCode(secret, Date.now()));
    await press(page, 'Turn them on with this code');
    const [first = '', second = ''] = await codesIn(page);
    await page.getByText('10 backup codes are left.').waitFor();

    await openSettings(page, 'Recovery');
    await press(page, 'Make a recovery key');
    const dialog = page.getByRole('dialog', { name: 'Is it you?' });
    await dialog.waitFor();
    expect(await brokenRules(page)).toEqual([]);
    await picture(page, 'proof-1280-light');
    await page.keyboard.press('Escape');
    await page.getByRole('alert').getByText('That was not done').waitFor();
    await press(page, 'Make a recovery key');
    await dialog.getByRole('textbox').fill('12345-12345');
    await page.keyboard.press('Enter');
    await dialog.getByRole('alert').getByText('That code is wrong').waitFor();
    await dialog.getByRole('textbox').fill(first);
    await page.keyboard.press('Enter');
    await page.locator('.once .copy-text').waitFor();
    expect(await brokenRules(page)).toEqual([]);
    const key = (await page.locator('.once .copy-text').textContent()) ?? '';
    expect(key.length).toBeGreaterThan(50);
    await openSettings(page, 'Security');
    await page.getByText('The recovery key was made anew').first().waitFor();
    await openSettings(page, 'Recovery');
    await page.getByText('There is a recovery key.').waitFor();
    expect(await page.content()).not.toContain(key);

    // Somebody who has key and code begins: it is said over whatever is open.
    const { account } = JSON.parse(await town.as('ana', '--json', 'whoami')) as { account: string };
    const file = join(town.home, 'key');
    writeFileSync(file, key, { mode: 0o600 });
    await openSettings(page, 'Waking');
    const words = ['--account', account, '--key-file', file, '--backup-code', second];
    await town.as('thief', 'recover', 'thief', '--server', town.cluster.url, ...words);
    const bar = page.locator('.recovery-bar');
    await bar.getByText('the recovery key and a backup code').waitFor();
    await bar.getByText('In 6 days').or(bar.getByText('In 7 days')).waitFor();
    expect(await brokenRules(page)).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    await picture(page, 'recovery-bar-390-light');
    await bar.getByRole('button', { name: 'Stop it' }).click();
    await bar.waitFor({ state: 'hidden' });
  },
  testTimeoutMs,
);

test(
  'whoever has no device gets in by name and password, or begins a recovery that waits',
  async () => {
    const file = join(town.home, 'password');
    writeFileSync(file, `${password}\n`, { mode: 0o600 });
    await town.register('joan');
    await town.as('joan', 'password', '--password-file', file);
    const key = JSON.parse(await town.as('joan', '--json', 'recovery-key')) as { key: string };
    const word = JSON.parse(await town.as('joan', '--json', 'recovery', '--approve'));
    const own = JSON.parse(await town.as('joan', '--json', 'whoami')) as { account: string };

    const lost = await beginner('found');
    await lost.getByText('Recover', { exact: true }).click();
    await lost.getByLabel('Server').fill(town.cluster.url);
    await lost.getByLabel('Id of the account').fill(own.account);
    await lost.getByLabel('Recovery key').fill(key.key);
    expect(await brokenRules(lost)).toEqual([]);
    await press(lost, 'Begin to recover it');
    await lost.getByRole('alert').getByText('That lets nobody in').waitFor();
    await lost.getByLabel('Word of another device').fill((word as { approval: string }).approval);
    await press(lost, 'Begin to recover it');
    await lost.getByText(`${own.account} is yours in `).waitFor();
    expect(await brokenRules(lost)).toEqual([]);
    await lost.setViewportSize({ width: 390, height: 844 });
    expect(await lost.evaluate(() => document.body.scrollWidth - innerWidth)).toBe(0);
    expect(await brokenRules(lost)).toEqual([]);
    await picture(lost, 'first-recover-390-light');
    await press(lost, 'Take the account');
    await lost.getByRole('alert').getByText('It has to wait longer').waitFor();

    const page = await beginner('another');
    await page.getByText('Log in', { exact: true }).click();
    await page.getByLabel('Server').fill(town.cluster.url);
    await page.getByLabel('Name to log in by').fill('joan');
    await page.getByLabel('Password').fill('a wrong one');
    expect(await brokenRules(page)).toEqual([]);
    await picture(page, 'first-login-1280-light');
    await press(page, 'Log in, in their place');
    await page.getByRole('alert').getByText('That lets nobody in').waitFor();
    await page.getByLabel('Password').fill(password);
    await press(page, 'Log in, in their place');
    await page.getByRole('heading', { name: 'Chats' }).waitFor();
    expect(await town.as('another', '--json', 'whoami')).toContain(own.account);
  },
  testTimeoutMs,
);

test(
  'axe finds nothing in any page of the settings, light and dark, wide and narrow',
  async () => {
    const page = await at('ben');
    await openSettings(page, 'User name');
    const links = page.getByRole('navigation', { name: 'Pages of the settings' }).locator('a');
    const hrefs = await links.evaluateAll((all) =>
      all.map((one) => one.getAttribute('href') ?? ''),
    );
    expect(hrefs.length).toBe(13);
    const faults: string[] = [];
    for (const width of [1280, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 800 });
      for (const href of ['#/settings', ...hrefs]) {
        await page.evaluate((hash) => {
          location.hash = hash;
        }, href);
        await page.waitForTimeout(viewMs);
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
          const at = `${href.slice(2).replace('/', '-')}-${width}-${colorScheme}`;
          faults.push(...(await brokenRules(page)).map((one) => `${at}: ${one}`));
          const wide = await page.evaluate(() => document.body.scrollWidth - innerWidth);
          expect([at, wide]).toEqual([at, 0]);
          await picture(page, at);
        }
      }
    }
    expect(faults).toEqual([]);
  },
  testTimeoutMs,
);

test(
  'all that is held of the account is kept as an archive on this machine',
  async () => {
    const page = await at('ben');
    await openSettings(page, 'Your data');
    await press(page, 'Make the archive');
    await page.getByText('its signature is right').waitFor();
    expect(await brokenRules(page)).toEqual([]);
    const file = (await page.locator('.copy-text').textContent()) ?? '';
    expect(file.startsWith(join(town.home, 'exports', 'ben-'))).toBe(true);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file).includes('aldis-export/1')).toBe(true);
  },
  testTimeoutMs,
);

test(
  'an account is deleted once the name of its profile was typed',
  async () => {
    const page = await at('eve');
    await openSettings(page, 'Delete the account');
    const field = page.getByLabel('The name of this profile (eve)');
    await field.fill('ana');
    await press(page, 'Delete the account for good');
    await page.getByText('That is not the name of this profile').waitFor();
    await field.fill('eve');
    await press(page, 'Delete the account for good');
    await page.getByText('Your account was deleted').waitFor();
    expect(await brokenRules(page)).toEqual([]);
    expect(await town.as('ana', '--json', 'profiles')).not.toContain('"eve"');
  },
  testTimeoutMs,
);

// A phone number at the desk: another one for the account, and the one that a first profile is
// made by, each in its steps. In a real browser, against a real cluster that asks for captchas.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startChromium } from '../support/chromium.ts';
import { openSettings, pageAtDesk, pageOfBeginner, picture, press } from '../support/deskPage.ts';
import { startTown } from '../support/desks.ts';
import { nextNumber } from '../support/pageClient/town.ts';
import { brokenRules } from '../support/pageFaults.ts';

const testTimeoutMs = 400_000;
const waitMs = 45_000;
let town: Awaited<ReturnType<typeof startTown>>;
let browser: Browser;

/** As providers of captchas do: right for one response. */
const provider = createServer((request, response) => {
  let form = '';
  request.on('data', (bytes: Buffer) => {
    form += bytes.toString();
  });
  request.on('end', () => {
    const success = new URLSearchParams(form).get('response') === 'solved';
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ success }));
  });
});
const captchaPage = 'https://captcha.example/here';
const secrets = mkdtempSync(join(tmpdir(), 'aldis-captcha-'));

beforeAll(async () => {
  const secret = join(secrets, 'secret');
  writeFileSync(secret, 'a-secret\n', { mode: 0o600 });
  await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
  const { port } = provider.address() as AddressInfo;
  const captchas = {
    ALDIS_CAPTCHA_URL: `http://127.0.0.1:${port}/`,
    ALDIS_CAPTCHA_SECRET_FILE: secret,
    ALDIS_CAPTCHA_PAGE: captchaPage,
    ALDIS_CAPTCHA_WHEN: 'always',
  };
  town = await startTown({ env: captchas });
  for (const name of ['kim', 'lou']) await town.register(name);
  browser = await startChromium();
}, testTimeoutMs);

afterAll(async () => {
  await browser?.close();
  await town?.stop();
  provider.close();
  rmSync(secrets, { recursive: true, force: true });
}, testTimeoutMs);

const at = (name: string) => pageAtDesk(town, browser, name);
const beginner = (name: string) => pageOfBeginner(town, browser, name);

/** How the printing verifier shows the codes it would send. */
const printedCodes = /DEVELOPMENT ONLY: .*\b(\d{6})\b/g;

const captchaField = 'What the page of the captcha showed';
const focused = (page: Page, label: string) =>
  page.getByLabel(label, { exact: true }).and(page.locator(':focus')).waitFor();

/** The steps of a phone number up to its code; returns that. */
async function askCode(page: Page, number: string, label = 'New phone number'): Promise<string> {
  const printed = () => [...readFileSync(town.cluster.logFile, 'utf8').matchAll(printedCodes)];
  const before = printed().length;
  await page.getByLabel(label, { exact: true }).fill(number);
  await press(page, 'Send the code');
  await focused(page, captchaField);
  await page.getByLabel(captchaField).fill('solved');
  await press(page, 'Go on');
  await focused(page, 'The code that was sent');
  await page.getByText(`A code was sent to ${number}`).waitFor();
  await expect.poll(() => printed().length, { timeout: waitMs }).toBe(before + 1);
  return printed()[before]?.[1] ?? '';
}

test(
  'a phone number is taken in two steps, and with its PIN from who had it, who is told',
  async () => {
    const number = nextNumber();
    const kim = await at('kim');
    await openSettings(kim, 'Phone number');
    await kim.getByText('This account has no phone number.').waitFor();
    await kim.getByLabel('New phone number').fill('555 0100');
    await press(kim, 'Send the code');
    await kim.getByRole('alert').getByText('That is no phone number.').waitFor();
    const code = await askCode(kim, number);
    expect(await brokenRules(kim)).toEqual([]);
    await picture(kim, 'number-code-1280-light');
    // It waits while another page is looked at.
    await openSettings(kim, 'Security');
    await openSettings(kim, 'Phone number');
    await kim.getByLabel('The code that was sent').fill(code === '000000' ? '000001' : '000000');
    await press(kim, 'Change the number');
    await kim.getByRole('alert').getByText('That code is wrong.').waitFor();
    await kim.getByLabel('The code that was sent').fill(code);
    await kim.keyboard.press('Enter');
    await kim.getByText('The number is yours.').waitFor();
    await kim.getByText(`Phone number: ${number}`).waitFor();
    expect(await town.as('kim', '--json', 'number')).toContain(number);
    const file = join(town.home, 'pin');
    writeFileSync(file, '471147\n', { mode: 0o600 });
    await town.as('kim', 'pin', 'set', '--pin-file', file);

    const lou = await at('lou');
    await openSettings(lou, 'Phone number');
    const second = await askCode(lou, number);
    await lou.getByLabel('The code that was sent').fill(second);
    await press(lou, 'Change the number');
    const locked = lou.getByRole('alert').getByText(/is locked.* it takes none in [67] days/);
    await locked.waitFor();
    await lou.getByText(`${number} is proved to be yours.`).waitFor();
    expect(await brokenRules(lou)).toEqual([]);
    await lou.getByLabel('PIN', { exact: true }).fill('000000');
    await press(lou, 'Change the number');
    await locked.waitFor();
    await lou.getByLabel('PIN', { exact: true }).fill('471147');
    await press(lou, 'Change the number');
    await lou.getByText('The number is yours.').waitFor();
    expect(await lou.content()).not.toContain('471147');
    await kim.getByText('Another account has proved your phone number').first().waitFor();
    await kim.getByText('This account has no phone number.').waitFor();
    await openSettings(kim, 'Security');
    await kim.getByText('Another account has proved your phone number').first().waitFor();
    // The lock is the new owner's by now: another number takes a PIN from the first step on.
    await openSettings(lou, 'Phone number');
    await lou.getByLabel('PIN', { exact: true }).waitFor();
  },
  testTimeoutMs,
);

/** The first run, at the way by a phone number. */
async function byNumber(name: string): Promise<Page> {
  const page = await beginner(name);
  await page.getByText('New account, by phone number', { exact: true }).click();
  await page.getByLabel('Server').fill(town.cluster.url);
  return page;
}

test(
  'a first profile is made by a phone number: its captcha, its code, and the PIN that locks it',
  async () => {
    const number = nextNumber();
    const field = 'Phone number';
    const mia = await byNumber('mia');
    await mia.getByLabel(field, { exact: true }).fill('555 0100');
    await press(mia, 'Send the code');
    await mia.getByRole('alert').getByText('That is no phone number.').waitFor();
    await mia.getByLabel(field, { exact: true }).fill(number);
    await press(mia, 'Send the code');
    await focused(mia, captchaField);
    const link = mia.getByRole('link', { name: 'Solve the captcha' });
    expect(await link.getAttribute('href')).toBe(captchaPage);
    expect(await link.getAttribute('rel')).toBe('noopener noreferrer');
    expect(await brokenRules(mia)).toEqual([]);
    await mia.setViewportSize({ width: 390, height: 844 });
    expect(await mia.evaluate(() => document.body.scrollWidth - innerWidth)).toBe(0);
    await picture(mia, 'first-captcha-390-light');
    await mia.getByLabel(captchaField).fill('not solved');
    await mia.keyboard.press('Enter');
    await mia.getByRole('alert').getByText('That captcha was not solved').waitFor();
    const code = await askCode(mia, number, field);
    expect(await brokenRules(mia)).toEqual([]);
    await mia.getByLabel('The code that was sent').fill(code === '000000' ? '000001' : '000000');
    await press(mia, 'Make the account');
    await mia.getByRole('alert').getByText('That code is wrong.').waitFor();
    await mia.getByLabel('The code that was sent').fill(code);
    await mia.keyboard.press('Enter');
    await mia.getByRole('heading', { name: 'Chats' }).waitFor();
    expect(await town.as('mia', '--json', 'number')).toContain(number);
    const own = JSON.parse(await town.as('mia', '--json', 'whoami')) as { account: string };
    const file = join(town.home, 'pin-of-mia');
    writeFileSync(file, '471147\n', { mode: 0o600 });
    await town.as('mia', 'pin', 'set', '--pin-file', file);

    const nan = await byNumber('nan');
    const second = await askCode(nan, number, field);
    await nan.getByLabel('The code that was sent').fill(second);
    await press(nan, 'Make the account');
    const locked = nan.getByRole('alert').getByText(/is locked.* it takes none in [67] days/);
    await locked.waitFor();
    await focused(nan, 'PIN');
    await nan.getByText(`${number} is proved to be yours.`).waitFor();
    expect(await brokenRules(nan)).toEqual([]);
    await picture(nan, 'first-pin-1280-light');
    for (const [pin, told] of [
      ['12', nan.getByRole('alert').getByText('4 to 64')],
      ['000000', locked],
    ] as const) {
      await nan.getByLabel('PIN', { exact: true }).fill(pin);
      await press(nan, 'Make the account');
      await told.waitFor();
    }
    await nan.getByLabel('PIN', { exact: true }).fill('471147');
    await press(nan, 'Make the account');
    await nan.getByRole('heading', { name: 'Chats' }).waitFor();
    expect(await town.as('nan', '--json', 'whoami')).toContain(own.account);
  },
  testTimeoutMs,
);

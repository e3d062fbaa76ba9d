// What a person does in a browser: two desks side by side, and the operators' console.

import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

const executable = process.env['ALDIS_TEST_CHROMIUM'] ?? '/usr/bin/chromium';
const waitMs = 120_000;

export class Browsing {
  readonly #browser: Browser;
  readonly #pictures: string | undefined;

  private constructor(browser: Browser, pictures: string | undefined) {
    this.#browser = browser;
    this.#pictures = pictures;
  }

  static async begin(pictures: string | undefined): Promise<Browsing> {
    const args = ['--no-sandbox', '--disable-gpu'];
    const browser = await chromium.launch({ executablePath: executable, args });
    return new Browsing(browser, pictures);
  }

  /** Says something at one desk; resolves when it is read at the other. */
  async talk(from: string, to: string, words: string): Promise<void> {
    const [alice, bob] = [await this.#open(from), await this.#open(to)];
    await alice.getByRole('heading', { name: 'Chats' }).waitFor();
    await alice.keyboard.press('Control+k');
    await alice.getByRole('combobox').fill('bob');
    await alice.keyboard.press('Enter');
    await alice.getByRole('textbox', { name: 'Message to bob' }).fill(words);
    await alice.keyboard.press('Enter');
    await bob.getByText(words).first().waitFor();
    await this.#picture(alice, 'desk');
  }

  async signIn(url: string, token: string): Promise<void> {
    const page = await this.#open(url);
    await page.getByLabel('token').fill(token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.locator('.headline').first().waitFor();
    await this.#picture(page, 'console');
  }

  end(): Promise<void> {
    return this.#browser.close();
  }

  async #open(url: string): Promise<Page> {
    const context = await this.#browser.newContext();
    context.setDefaultTimeout(waitMs);
    const page = await context.newPage();
    await page.goto(url);
    return page;
  }

  async #picture(page: Page, name: string): Promise<void> {
    if (this.#pictures === undefined) return;
    await page.screenshot({ path: join(this.#pictures, `${name}.png`), fullPage: true });
  }
}

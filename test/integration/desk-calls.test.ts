// Calls at two desks: rung, answered, declined and missed by hand and by keyboard, with real media
// between two Chromium whose microphones play tones.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Watched } from '../support/chromium.ts';
import { startChromium, watchedPage } from '../support/chromium.ts';
import { startTown } from '../support/desks.ts';
import { brokenInBothLights } from '../support/pageFaults.ts';
import { toneFile } from '../support/voiceEnd.ts';

const testTimeoutMs = 300_000;
const folder = mkdtempSync(join(tmpdir(), 'aldis-desk-calls-'));
const browsers: Browser[] = [];
let town: Awaited<ReturnType<typeof startTown>>;
let ana: Watched;
let ben: Watched;

async function sit(name: string, hertz: number): Promise<Watched> {
  const microphone = join(folder, `${name}.wav`);
  writeFileSync(microphone, toneFile(hertz));
  const browser = await startChromium([
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-audio-capture=${microphone}`,
    '--autoplay-policy=no-user-gesture-required',
  ]);
  browsers.push(browser);
  const { url } = await town.desk(name);
  const watched = await watchedPage(browser, new URL(url).origin);
  await watched.page.addInitScript(keepConnections);
  await watched.page.goto(url);
  return watched;
}

/** Runs in a page, before its own scripts: what it speaks over can be looked at. */
function keepConnections(): void {
  const kept: RTCPeerConnection[] = [];
  const { RTCPeerConnection: Connection } = globalThis;
  const Kept = class extends Connection {
    constructor(config?: RTCConfiguration) {
      super(config);
      kept.push(this);
    }
  };
  Object.assign(globalThis, { RTCPeerConnection: Kept, kept });
}

/** Runs in a page: packets of media that each of its connections has sent. */
async function packetsSent(): Promise<number[]> {
  const { kept } = globalThis as unknown as { readonly kept: readonly RTCPeerConnection[] };
  const all = kept.map(async (one) => {
    let sent = 0;
    for (const entry of (await one.getStats()).values()) {
      if (entry.type === 'outbound-rtp') sent += entry.packetsSent;
    }
    return sent;
  });
  return Promise.all(all);
}

beforeAll(async () => {
  town = await startTown({ env: { ALDIS_VOICE: 'on' } });
  for (const name of ['ana', 'ben']) await town.register(name);
  await town.as('ana', 'send', 'ben', 'hello', '--wait', '60s');
  await town.as('ben', 'send', 'ana', 'hello', '--wait', '60s');
  await town.as('ana', 'group', 'create', 'Lamps', 'ben');
  await town.as('ben', 'group', 'accept', 'Lamps');
  [ana, ben] = [await sit('ana', 600), await sit('ben', 1_000)];
  await ana.page.getByRole('link', { name: /ben/ }).click();
  await ben.page.getByRole('link', { name: /ana/ }).click();
}, testTimeoutMs);

afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await town?.stop();
  rmSync(folder, { recursive: true, force: true });
}, testTimeoutMs);

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const ring = (page: Page) => page.getByRole('alertdialog');

test(
  'a call rings, is answered by keyboard, is heard both ways, and is left',
  async () => {
    await button(ana.page, 'Call ben').click();
    await ana.page.getByText('Calling ben …').waitFor();
    await ring(ben.page).waitFor();
    expect(await brokenInBothLights(ben.page)).toEqual([]);
    await ben.page.keyboard.press('Alt+a');
    for (const { page } of [ana, ben]) {
      await page.getByText(/(Good|Fair|Poor) connection/).waitFor();
      // Both speak, which each sees by what was decoded.
      await page.locator('.call-person[data-speaks="true"]').nth(1).waitFor();
    }
    expect(await brokenInBothLights(ana.page)).toEqual([]);
    // They are two: what they say goes from one desk to the other, and by no media worker.
    const goesDirectly = async () => {
      const [relay = 0, ...direct] = await ana.page.evaluate(packetsSent);
      const sent = direct.reduce((sum, one) => sum + one, 0);
      await ana.page.waitForTimeout(500);
      const [relayAfter, ...directAfter] = await ana.page.evaluate(packetsSent);
      return relay === relayAfter && directAfter.reduce((sum, one) => sum + one, 0) > sent;
    };
    await expect.poll(goesDirectly, { timeout: 60_000 }).toBe(true);

    await button(ben.page, 'Mute microphone').click();
    const muted = ana.page.locator('.call-person', { hasText: 'ben' }).getByText('muted');
    await muted.waitFor();
    await ben.page.keyboard.press('Alt+m');
    await muted.waitFor({ state: 'detached' });

    await ana.page.getByLabel('Microphone and loudspeaker').click();
    await ana.page.getByLabel('Suppress noise').uncheck();
    const microphones = ana.page.getByLabel('Microphone', { exact: true }).locator('option');
    await expect.poll(() => microphones.count()).toBeGreaterThan(1);
    await ana.page.getByLabel('Microphone', { exact: true }).selectOption({ index: 1 });
    await ben.page.locator('.call-person[data-speaks="true"]', { hasText: 'ana' }).waitFor();

    await button(ben.page, 'Leave').click();
    await ana.page.getByText('The call has ended.').waitFor();
    for (const { page } of [ana, ben]) {
      await page.locator('.call').waitFor({ state: 'detached' });
    }
  },
  testTimeoutMs,
);

test(
  'a call is declined, is missed, and ends with the page that carries it',
  async () => {
    await button(ana.page, 'Call ben').click();
    await button(ben.page, 'Decline').click();
    await ana.page.getByText('The call was declined.').waitFor();

    await button(ana.page, 'Call ben').click();
    await ring(ben.page).waitFor();
    await button(ana.page, 'Cancel').click();
    await ring(ben.page).waitFor({ state: 'detached' });
    expect(await town.as('ben', 'history', 'ana')).toContain('(call: missed)');

    await button(ana.page, 'Call ben').click();
    await button(ben.page, 'Answer').click();
    await ana.page.locator('.call-person').nth(1).waitFor();
    await ana.page.reload();
    await ben.page.getByText('The call has ended.').waitFor();
    await ana.page.getByRole('link', { name: /ben/ }).first().waitFor();
    expect(await ana.page.locator('.call').count()).toBe(0);
    for (const { outside, complaints } of [ana, ben]) {
      expect([outside, complaints]).toEqual([[], []]);
    }
  },
  testTimeoutMs,
);

test(
  'the call of a group rings at the others, is declined, missed and answered',
  async () => {
    const lamps = (page: Page) => page.getByRole('link', { name: /Lamps/ }).first();
    await lamps(ana.page).click();
    await lamps(ben.page).click();
    const rings = async () => {
      await button(ana.page, /Join the call of Lamps/).click();
      await button(ana.page, 'Ring the others').click();
      await ring(ben.page)
        .getByText(/ana calls Lamps/)
        .waitFor();
    };
    await rings();
    expect(await brokenInBothLights(ben.page)).toEqual([]);
    await button(ben.page, 'Decline').click();
    await ring(ben.page).waitFor({ state: 'detached' });
    await ben.page.locator('.bubble', { hasText: 'Call declined' }).waitFor();
    await button(ana.page, 'Ring the others').click();
    await ana.page.getByText('It rings already.').waitFor();
    expect(await brokenInBothLights(ana.page)).toEqual([]);
    await button(ana.page, 'Leave').click();

    // Nobody else was in it: what she has rung rings no more.
    await rings();
    await button(ana.page, 'Leave').click();
    await ring(ben.page).waitFor({ state: 'detached' });
    await ben.page.locator('.bubble', { hasText: 'Missed call' }).waitFor();

    await rings();
    await ben.page.keyboard.press('Alt+a');
    for (const { page } of [ana, ben]) {
      await page.locator('.call-person[data-speaks="true"]').nth(1).waitFor();
    }
    for (const { page } of [ana, ben]) await button(page, 'Leave').click();
    for (const { page, outside, complaints } of [ana, ben]) {
      await page.locator('.call').waitFor({ state: 'detached' });
      expect([outside, complaints]).toEqual([[], []]);
    }
  },
  testTimeoutMs,
);

test(
  'nobody is rung by who calls by relays alone, where there are none',
  async () => {
    await ana.page.getByRole('link', { name: 'Settings' }).click();
    const alone = ana.page.getByLabel('Calls go by relays alone, which hide your address');
    await alone.check();
    await expect.poll(() => alone.isEnabled(), { timeout: 30_000 }).toBe(true);
    await ana.page.goBack();
    await ana.page.getByRole('link', { name: /ben/ }).first().click();
    await button(ana.page, 'Call ben').click();
    await ana.page.getByText(/this server has none/).waitFor();
    expect(await brokenInBothLights(ana.page)).toEqual([]);
    expect(await ring(ben.page).count()).toBe(0);
    expect(await town.as('ana', 'privacy')).toMatch(/relay-calls +on/);
  },
  testTimeoutMs,
);

// `npm run admin` as an operator runs it, against a real gateway.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Gateway } from '#gateway';
import { createGateway } from '#gateway';
import type { AccountId } from '#protocol';
import { join } from '../support/apiClient.ts';
import { newAccountId } from '../support/storeSubjects.ts';
import { apiOver, createTestServices, operatorToken } from '../support/gatewayServices.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(joinPath(tmpdir(), 'aldis-admin-'));
let gateway: Gateway;
let port: number;
let account: string;

beforeAll(async () => {
  const test = createTestServices();
  ({ account } = await join(apiOver(test.services), operatorToken));
  await test.reports.add(account as AccountId, newAccountId(), test.clock.now());
  gateway = await createGateway(test.services);
  port = await gateway.listen(0, '127.0.0.1');
});
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true });
});

/** What it says, and how it ends. */
async function admin(...words: string[]) {
  const env = {
    PATH: process.env['PATH'],
    ALDIS_DATA: folder,
    PORT: String(port),
    ALDIS_OPERATOR_TOKEN: operatorToken,
  };
  const child = spawn(process.execPath, ['cluster/admin.ts', ...words], { cwd: root, env });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [told, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { told, complained, code: await ended };
}

it('shows an account, suspends it and lets it in again', { timeout: 120_000 }, async () => {
  const shown = await admin('account', 'show', account);
  expect([shown.complained, shown.code]).toEqual(['', 0]);
  expect(shown.told).toMatch(/^made {7}\d{4}-\d\d-\d\d\nkind {7}new\nsuspended {2}no\n/);
  expect(shown.told).toContain('device 1   made ');
  const suspended = await admin('account', 'suspend', account, '--json');
  expect(JSON.parse(suspended.told)).toMatchObject({ suspendedAt: expect.any(Number) });
  expect((await admin('account', 'unsuspend', account)).told).toContain('suspended  no');
  expect((await admin('account', 'kind', account, 'bot')).told).toContain('said by an operator');
});

it('shows who was reported, by how many', { timeout: 120_000 }, async () => {
  expect((await admin('reports', 'list')).told).toMatch(`${account}  by 1, last on `);
  expect((await admin('reports', 'show', account)).told).toMatch(/^by 1, last on \d{4}-/);
  const none = await admin('reports', 'show', newAccountId());
  expect([none.code, none.told]).toEqual([1, '']);
});

it('shows what was done, by whom, and that the log is whole', { timeout: 120_000 }, async () => {
  await admin('account', 'show', account, '--as', 'Ada').then(({ code }) => expect(code).toBe(2));
  await admin('--as', 'ada.l', 'account', 'kind', account, 'trusted');
  const { told } = await admin('audit', '--account', account, '--limit', '1');
  expect(told).toMatch(
    /^\d+ {2}\d{4}-\d\d-\d\d [\d:]{8}Z {2}account\.set account:[0-9a-f]{12} kind=trusted {2}done/,
  );
  expect(told).toContain('by ada.l (http, token a1b2c3d4)\nMore: --before ');
  const whole = await admin('audit', '--verify');
  expect(whole.told).toMatch(
    /^Whole: \d+ entries\.\nIts end, to be kept elsewhere: \d+:[0-9a-f]{64}\n$/,
  );
  const other = await admin('audit', '--verify', '--head', `1:${'0'.repeat(64)}`, '--json');
  expect([other.code, JSON.parse(other.told)]).toMatchObject([1, { isWhole: false }]);
  expect((await admin('audit', '--verify', '--head', 'none')).code).toBe(2);
});

it('ends sessions, fills limits, makes and revokes invitations', { timeout: 240_000 }, async () => {
  expect((await admin('sessions', 'list', account)).told).toBe('None.\n');
  expect((await admin('sessions', 'end-all', account)).told).toBe('Done.\n');
  const unknown = await admin('sessions', 'end', account, 'f'.repeat(32));
  expect([unknown.code, unknown.complained]).toEqual([1, 'The account has no such session.\n']);
  expect((await admin('sessions', 'end', account, 'x')).code).toBe(2);
  expect((await admin('limits', 'show', account)).told).toContain('kind  trusted\n');
  expect((await admin('limits', 'reset', account, 'friend')).told).toBe('Done.\n');
  expect((await admin('limits', 'reset', account, 'king')).code).toBe(1);
  const made = await admin('invite', 'make', '--uses', '7', '--days', '2');
  expect(made.told).toMatch(/^[\w-]{32}\n$/);
  const listed = await admin('invite', 'list');
  const [, id] = /^([0-9a-f]{16}) {2}0 of 7 used, until/m.exec(listed.told) ?? [];
  expect((await admin('invite', 'revoke', id ?? '')).told).toBe('Done.\n');
  expect((await admin('invite', 'revoke', id ?? '')).code).toBe(1);
});

it('says by its exit code what was wrong', { timeout: 120_000 }, async () => {
  const nobody = '9d0652a3-dcc3-4d11-975f-74d61598733f';
  const unknown = await admin('account', 'show', nobody);
  expect([unknown.code, unknown.complained]).toEqual([1, 'There is no such account.\n']);
  expect((await admin('account', 'kind', account, 'king')).code).toBe(2);
  expect((await admin('account', 'show', '+12025550123')).code).toBe(2);
  expect((await admin('acount')).code).toBe(2);
  for (const words of [[], ['account']]) {
    const { code, complained } = await admin(...words);
    expect([code, complained]).toEqual([2, expect.stringMatching(/^Usage: npm run admin --/)]);
    expect(complained).not.toContain('outputHelp');
  }
});

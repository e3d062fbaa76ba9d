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
import { join } from '../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../support/gatewayServices.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(joinPath(tmpdir(), 'aldis-admin-'));
let gateway: Gateway;
let port: number;
let account: string;

beforeAll(async () => {
  const test = createTestServices();
  ({ account } = await join(apiOver(test.services), operatorToken));
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

it('says by its exit code what was wrong', { timeout: 120_000 }, async () => {
  const nobody = '9d0652a3-dcc3-4d11-975f-74d61598733f';
  const unknown = await admin('account', 'show', nobody);
  expect([unknown.code, unknown.complained]).toEqual([1, 'There is no such account.\n']);
  expect((await admin('account', 'kind', account, 'king')).code).toBe(2);
  expect((await admin('account', 'show', '+12025550123')).code).toBe(2);
  expect((await admin('acount')).code).toBe(2);
});

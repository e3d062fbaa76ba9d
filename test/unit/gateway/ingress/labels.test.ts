// Registrations under labels: the id of an account is drawn to fit.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { AccountId } from '#protocol';
import { accountAddress, shardOf } from '#protocol';
import * as client from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const { ask, basic, registrationBody } = client;
const sessions = '/v1/verification/session';

function setUp(file: object) {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-labels-'));
  const path = join(folder, 'labels.json');
  writeFileSync(path, JSON.stringify(file));
  const test = createTestServices({ ALDIS_RESIDENCY_FILE: path });
  rmSync(folder, { recursive: true });
  return { ...test, api: apiOver(test.services) };
}

/** Registers a number, whoever had it. */
async function register({ api, codes }: ReturnType<typeof setUp>, number: string) {
  const begun = await ask(api, 'POST', sessions, { body: { number } });
  const sessionId = String(begun.json['id']);
  const path = `${sessions}/${sessionId}/code`;
  await ask(api, 'POST', path, { body: { transport: 'sms' } });
  await ask(api, 'PUT', path, { body: { code: codes.at(-1)?.code } });
  const told = await ask(api, 'POST', '/v1/registration', {
    authorization: basic(number, 'a password of sixteen'),
    body: { ...registrationBody(), sessionId },
  });
  expect(told.status).toBe(200);
  return String(told.json['uuid']);
}

const shardFor = (account: string) => shardOf(accountAddress(account as AccountId));

it('an account is of the label that its number begins like, and stays it', async () => {
  const labels = [
    { name: 'one', shards: [3, 3], numbers: ['+1202'] },
    { name: 'low', shards: [0, 2], numbers: ['+1'] },
    { name: 'high', shards: [4, 255] },
  ];
  const test = setUp({ labels, default: 'high' });
  const account = await register(test, '+12025550123');
  expect(shardFor(account)).toBe(3);
  expect(await register(test, '+12025550123')).toBe(account);
  expect(shardFor(await register(test, '+13035550123'))).toBeLessThan(3);
  expect(shardFor(await register(test, '+4915112345678'))).toBeGreaterThan(3);
  const { account: invited } = await client.join(test.api, operatorToken);
  expect(shardFor(invited)).toBeGreaterThan(3);
});

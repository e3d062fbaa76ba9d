// Relays for calls at the door: what is answered to whom, until when it holds, and how often.

import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { readTurnServers } from '#gateway';
import { limits } from '#protocol';
import { readConfig } from '#runtime';
import { ask, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const target = '/v2/calling/relays';
const secret = 'secret-of-the-tests-0123456789abcdef';
const urls = ['turn:turn.example.org:3478?transport=udp', 'turns:turn.example.org:443'];
const set = { ALDIS_TURN_URLS: urls.join(' , '), ALDIS_TURN_SECRET: secret };
const folder = mkdtempSync(joinPath(tmpdir(), 'aldis-turn-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function door(settings: Record<string, string>) {
  const test = createTestServices(settings);
  const api = apiOver(test.services);
  const ada = await join(api, operatorToken);
  return { test, api, ada, as: { authorization: ada.authorization } };
}

it('a device is told the servers and a credential that ends and names nobody', async () => {
  const { test, api, ada, as } = await door(set);
  const told = await ask(api, 'GET', target, as);
  expect(told.status).toBe(200);
  const untilSeconds = Math.floor(test.clock.now() / 1000) + limits.turnCredentialSeconds;
  const [relay, ...more] = told.json['relays'] as Record<string, unknown>[];
  expect(more).toEqual([]);
  const username = String(relay?.['username']);
  expect(username).toMatch(new RegExp(`^${untilSeconds}:[\\w-]{16}$`));
  expect(relay).toEqual({
    ...{ username, urls, urlsWithIps: [], hostname: null, ttl: limits.turnCredentialSeconds },
    password: createHmac('sha1', secret).update(username).digest('base64'),
  });
  for (const name of [ada.account, ada.pni]) expect(JSON.stringify(told.json)).not.toContain(name);
  const again = (await ask(api, 'GET', target, as)).json['relays'] as typeof more;
  expect(again[0]?.['username']).not.toBe(username);
});

it('where none is set up the refusal says so', async () => {
  const { api, as } = await door({});
  const told = await ask(api, 'GET', target, as);
  expect([told.status, told.headers['x-aldis-code']]).toEqual([404, 'call.no_relays']);
});

it('nobody else is told, neither without a name nor by a wrong password', async () => {
  const { api, ada } = await door(set);
  expect((await ask(api, 'GET', target)).status).toBe(401);
  const wrong = `Basic ${Buffer.from(`${ada.account}.1:wrong`).toString('base64')}`;
  expect((await ask(api, 'GET', target, { authorization: wrong })).status).toBe(401);
  const asked = { verb: 'GET', target, headers: {}, body: new Uint8Array(0), ip: '192.0.2.1' };
  const nameless = await api.answer({ ...asked, isAnonymous: true });
  expect([nameless.status, nameless.headers['x-aldis-code']]).toEqual([403, 'auth.forbidden']);
});

it('they are counted by account, in a bucket of their own', async () => {
  const { test, api, as } = await door(set);
  const { burst, onFailure } = test.services.limits.callRelays;
  expect(onFailure).toBe('closed');
  for (let n = 0; n < burst; n++) expect((await ask(api, 'GET', target, as)).status).toBe(200);
  const last = await ask(api, 'GET', target, as);
  expect([last.status, last.headers['x-aldis-code']]).toEqual([429, 'rate.limited']);
  expect((await ask(api, 'GET', '/v1/accounts/whoami', as)).status).toBe(200);
  const bob = await join(api, operatorToken);
  expect((await ask(api, 'GET', target, { authorization: bob.authorization })).status).toBe(200);
});

it('the secret may stand in a file, which has to hold one', () => {
  const file = joinPath(folder, 'secret');
  const given = readConfig({ ALDIS_TURN_URLS: 'turn:a.example', ALDIS_TURN_SECRET_FILE: file });
  expect(() => readTurnServers(given)).toThrow('ALDIS_TURN_SECRET_FILE');
  for (const wrong of ['', 'short', `${secret}\n${secret}`, `${secret} ${secret}`]) {
    writeFileSync(file, wrong);
    expect(() => readTurnServers(given)).toThrow('32 to 128 characters');
  }
  writeFileSync(file, `${secret}\n`);
  const { username, password } = readTurnServers(given)?.issue(0) ?? {};
  expect(password).toBe(createHmac('sha1', secret).update(String(username)).digest('base64'));
});

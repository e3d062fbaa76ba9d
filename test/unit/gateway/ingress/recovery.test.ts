// Promises of recovering an account, as its routes keep them.

import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { ask, basic, join, registrationBody } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const path = '/v1/accounts/recovery';
const newCredential = 'another of sixteen letters';
const weekMs = 7 * 24 * 60 * 60 * 1000;

async function setUp(environment: Record<string, string> = {}) {
  const test = createTestServices(environment);
  const api = apiOver(test.services);
  const ada = await join(api, operatorToken);
  const { authorization } = ada;
  const key = randomBytes(32);
  const keyHash = createHash('sha256').update(key).digest('hex');
  await ask(api, 'PUT', `${path}/key`, { authorization, body: { keyHash } });
  const approve = async () => {
    const made = await ask(api, 'POST', `${path}/approval`, { authorization });
    return String(made.json['approval']);
  };
  const begin = (shown: object, account = ada.account, ip = '192.0.2.1') =>
    ask(api, 'POST', '/v1/recovery', { body: { account, ...shown }, ip });
  const finish = (token: unknown, account = ada.account) =>
    ask(api, 'POST', '/v1/registration', {
      authorization: basic('recovery', newCredential),
      body: { ...registrationBody(), recovery: { account, token } },
    });
  return { ...test, api, ada, authorization, key: key.toString('base64'), approve, begin, finish };
}

const codeOf = ({ headers }: { headers: Readonly<Record<string, string>> }) =>
  headers['x-aldis-code'];

describe('a recovery', () => {
  it('by the key and a device’s approval waits a week, then takes the account over', async () => {
    const test = await setUp();
    const begun = await test.begin({ key: test.key, approval: await test.approve() });
    expect(begun.json).toEqual({
      token: expect.any(String),
      readyAtMs: test.clock.now() + weekMs,
    });
    const { token } = begun.json;
    const { authorization } = test;
    const read = await ask(test.api, 'GET', path, { authorization });
    expect(read.json).toMatchObject({ hasKey: true, pending: { factors: ['key', 'device'] } });
    const told = await ask(test.api, 'GET', '/v1/accounts/security', { authorization });
    expect(JSON.stringify(told.json)).toContain('recovery-began');
    const early = await test.finish(token);
    expect([early.status, codeOf(early)]).toEqual([425, 'recovery.waiting']);
    test.clock.advance(weekMs);
    expect((await test.finish(token)).json).toMatchObject({ uuid: test.ada.account });
    const whoami = (given: string) =>
      ask(test.api, 'GET', '/v1/accounts/whoami', { authorization: given });
    expect((await whoami(authorization)).status).toBe(401);
    expect((await whoami(basic(`${test.ada.account}.1`, newCredential))).status).toBe(200);
    expect(codeOf(await test.finish(token))).toBe('login.over');
  });

  it('whose answer was lost is carried out again by the same keys and password alone', async () => {
    const test = await setUp({ ALDIS_RECOVERY_WAIT_HOURS: '0' });
    const begun = await test.begin({ key: test.key, approval: await test.approve() });
    const { token } = begun.json;
    const body = { ...registrationBody(), recovery: { account: test.ada.account, token } };
    const finish = (password: string) =>
      ask(test.api, 'POST', '/v1/registration', {
        authorization: basic('recovery', password),
        body,
      });
    expect((await finish(newCredential)).status).toBe(200);
    expect((await finish(newCredential)).json).toMatchObject({ uuid: test.ada.account });
    expect(codeOf(await finish('a third of sixteen letters'))).toBe('login.over');
    expect(codeOf(await test.finish(token))).toBe('login.over');
  });

  it('is not begun by one factor, a wrong one beside a right one, or a used approval', async () => {
    const test = await setUp();
    const { key } = test;
    const [approval, wrong] = [await test.approve(), randomBytes(32).toString('base64')];
    const other = await join(test.api, operatorToken);
    const tries = [
      {},
      { key },
      { key: wrong, approval },
      { key, approval },
      { key, approval: `A${(await test.approve()).slice(1)}` },
      { key, sessionId: 'none' },
    ];
    for (const [at, shown] of tries.entries()) {
      const told = await test.begin(shown, test.ada.account, `198.51.100.${at}`);
      expect([told.status, codeOf(told)]).toEqual([401, 'auth.invalid']);
    }
    const elsewhere = await test.begin({ key, approval: await test.approve() }, other.account);
    const nobody = await test.begin({ key, approval: await test.approve() }, test.ada.pni);
    expect([codeOf(elsewhere), codeOf(nobody)]).toEqual(['auth.invalid', 'auth.invalid']);
  });

  it('is stopped by any device, and its token is void then', async () => {
    const test = await setUp({ ALDIS_RECOVERY_WAIT_HOURS: '0' });
    const begun = await test.begin({ key: test.key, approval: await test.approve() });
    const second = await test.begin({ key: test.key, approval: await test.approve() });
    expect([second.status, codeOf(second)]).toEqual([409, 'recovery.pending']);
    const { authorization } = test;
    expect((await ask(test.api, 'DELETE', path, { authorization })).status).toBe(204);
    expect(codeOf(await test.finish(begun.json['token']))).toBe('login.over');
    expect((await ask(test.api, 'GET', path, { authorization })).json).toEqual({ hasKey: true });
  });

  it('that was begun by a key is void once there is another key, or none', async () => {
    const test = await setUp({ ALDIS_RECOVERY_WAIT_HOURS: '0' });
    const { authorization } = test;
    for (const verb of ['PUT', 'DELETE'] as const) {
      const begun = await test.begin({ key: test.key, approval: await test.approve() });
      expect(begun.status).toBe(200);
      const body = { keyHash: createHash('sha256').update('another').digest('hex') };
      await ask(test.api, verb, `${path}/key`, {
        authorization,
        ...(verb === 'PUT' ? { body } : {}),
      });
      expect(codeOf(await test.finish(begun.json['token']))).toBe('login.over');
      const told = await ask(test.api, 'GET', '/v1/accounts/security', { authorization });
      expect(JSON.stringify(told.json)).toContain('recovery-ended');
      const keyHash = createHash('sha256').update(Buffer.from(test.key, 'base64')).digest('hex');
      await ask(test.api, 'PUT', `${path}/key`, { authorization, body: { keyHash } });
    }
  });

  it('a key is void once it was taken away', async () => {
    const test = await setUp({ ALDIS_RECOVERY_WAIT_HOURS: '0' });
    const approval = await test.approve();
    const { authorization } = test;
    await ask(test.api, 'DELETE', `${path}/key`, { authorization });
    expect(codeOf(await test.begin({ key: test.key, approval }))).toBe('auth.invalid');
  });
});

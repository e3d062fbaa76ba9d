// Consents: asked for by a file, told at registration, given by nobody but their owner.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stayingOf } from '../../../src/actors/account/takeOver.ts';
import { readConsents } from '../../../src/gateway/ingress/consentsFile.ts';
import type { Verb } from '../../../src/gateway/ingress/route.ts';
import { routes } from '../../../src/gateway/ingress/routes/all.ts';
import { registrationBody, ask, basic, invite, join } from '../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../support/gatewayServices.ts';
import { newAccount } from '../../support/storeSubjects.ts';

const folder = mkdtempSync(pathOf(tmpdir(), 'aldis-consents-'));
const file = pathOf(folder, 'consents.json');
const terms = { document: 'terms', version: '2', url: 'https://example.test/terms' };
const news = { document: 'news', version: '1' };
beforeAll(() => writeFileSync(file, JSON.stringify([terms, news])));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const requiredFile = pathOf(folder, 'required.json');
beforeAll(() => writeFileSync(requiredFile, JSON.stringify([{ ...terms, required: true }, news])));

const path = '/v1/accounts/consents';
/** What is left to those who have not agreed; deletion besides. */
const openRoutes = [
  'DELETE /v1/accounts/consents/:document',
  'DELETE /v1/accounts/recovery',
  'DELETE /v1/auth/sessions',
  'DELETE /v1/auth/sessions/:session',
  'GET /v1/accounts/consents',
  'GET /v1/accounts/export',
  'GET /v1/accounts/recovery',
  'GET /v1/accounts/security',
  'GET /v1/accounts/whoami',
  'GET /v1/auth/sessions',
  'POST /v1/auth/proof',
  'POST /v1/auth/token',
  'PUT /v1/accounts/consents/:document',
];

describe('consents', () => {
  it('are told at registration and assumed by nothing', async () => {
    const api = apiOver(createTestServices({ ALDIS_CONSENTS_FILE: file }).services);
    const invitation = await invite(api, operatorToken);
    const made = await ask(api, 'POST', '/v1/registration', {
      authorization: basic('invitation', 'a password of the tests, long'),
      body: { ...registrationBody(), invitation },
    });
    expect(made.json['consentsAsked']).toEqual([terms, { document: 'news', version: '1' }]);
    const silent = apiOver(createTestServices().services);
    const other = await ask(silent, 'POST', '/v1/registration', {
      authorization: basic('invitation', 'a password of the tests, long'),
      body: { ...registrationBody(), invitation: await invite(silent, operatorToken) },
    });
    expect(other.json).not.toHaveProperty('consentsAsked');
  });

  it('are kept with version and times; what was withdrawn stays on record', async () => {
    const test = createTestServices({ ALDIS_CONSENTS_FILE: file });
    const api = apiOver(test.services);
    const { authorization } = await join(api, operatorToken);
    const put = (body: unknown) => ask(api, 'PUT', `${path}/terms`, { authorization, body });
    const old = await put({ version: '1' });
    expect([old.status, old.headers['x-aldis-code']]).toEqual([409, 'consent.not_asked']);
    const given = test.clock.now();
    const once = await put({ version: '2' });
    expect(once.json['asked']).toEqual([{ document: 'news', version: '1' }]);
    test.clock.advance(1000);
    expect((await put({ version: '2' })).json).toEqual(once.json);
    const gone = await ask(api, 'DELETE', `${path}/terms`, { authorization });
    expect(gone.json['records']).toEqual([
      { document: 'terms', version: '2', given, withdrawn: given + 1000 },
    ]);
    expect(gone.json['asked']).toContainEqual(terms);
    await put({ version: '2' });
    const all = await ask(api, 'GET', path, { authorization });
    expect(all.json['records']).toHaveLength(2);
    expect(all.json['asked']).toEqual([{ document: 'news', version: '1' }]);
  });

  it('that are required come before everything but the way out', async () => {
    const test = createTestServices({ ALDIS_CONSENTS_FILE: requiredFile });
    const api = apiOver(test.services);
    const { authorization } = await join(api, operatorToken);
    const codeOf = async (verb: Verb, to: string) =>
      (await ask(api, verb, to, { authorization })).headers['x-aldis-code'];
    const open: string[] = [];
    for (const { verb, path: to, auth } of routes) {
      if (auth !== 'device' && auth !== 'password' && auth !== 'deviceOrAccess') continue;
      // The account is to outlive this.
      if (verb === 'DELETE' && to === '/v1/accounts/me') continue;
      const filled = to.replaceAll(/:[a-z]+(\([^)]*\))?/gi, 'x');
      if ((await codeOf(verb, filled)) !== 'consent.required') open.push(`${verb} ${to}`);
    }
    expect(open.sort()).toEqual(openRoutes);
    const refused = await ask(api, 'GET', '/v1/friends', { authorization });
    expect([refused.status, refused.json['detail']]).toEqual([403, 'Needs: terms 2.']);
    await ask(api, 'PUT', `${path}/terms`, { authorization, body: { version: '2' } });
    expect(await codeOf('GET', '/v1/friends')).toBeUndefined();
    await ask(api, 'DELETE', `${path}/terms`, { authorization });
    expect(await codeOf('GET', '/v1/friends')).toBe('consent.required');
    const gone = await ask(api, 'DELETE', '/v1/accounts/me', { authorization });
    expect(gone.status).toBe(204);
  });

  it('to a version that is no longer asked for count for nothing', async () => {
    const test = createTestServices({ ALDIS_CONSENTS_FILE: requiredFile });
    const { authorization } = await join(apiOver(test.services), operatorToken);
    const body = { version: '2' };
    await ask(apiOver(test.services), 'PUT', `${path}/terms`, { authorization, body });
    const newer = { ...test.services, consents: [{ ...terms, version: '3', required: true }] };
    const refused = await ask(apiOver(newer), 'GET', '/v1/friends', { authorization });
    expect(refused.json['detail']).toBe('Needs: terms 3.');
  });

  it('do not pass to who takes the account over by its number', () => {
    const consents = [{ document: 'terms', version: '2', givenAtMs: 1 }];
    const account = { ...newAccount('+491700000001'), consents };
    expect(stayingOf(account, 'number')).not.toHaveProperty('consents');
    expect(stayingOf(account, 'login')).toMatchObject({ consents });
  });

  it('of a file that cannot be read keep the worker from starting, with one sentence', () => {
    const bad = pathOf(folder, 'bad.json');
    for (const text of ['{', '[{"document": "terms"}]', JSON.stringify([terms, terms])]) {
      writeFileSync(bad, text);
      expect(() => readConsents({ ALDIS_CONSENTS_FILE: bad })).toThrow(/^ALDIS_CONSENTS_FILE/);
    }
  });
});

// Promises of the check of many identity keys at once.

import { createHash, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { limits } from '#protocol';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import { ask, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const path = '/v1/profile/identity_check/batch';
let test: ReturnType<typeof createTestServices>;
let api: Api;
let ada: Awaited<ReturnType<typeof join>>;
let bob: Awaited<ReturnType<typeof join>>;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
  bob = await join(api, operatorToken);
});

const keyOf = (person: typeof ada) => new Uint8Array(Buffer.from(person.aci.publicKey, 'base64'));
const fingerprintOf = (key: Uint8Array) =>
  createHash('sha256').update(key).digest().subarray(0, 4).toString('base64');
const element = (uuid: string, key: Uint8Array) => ({ uuid, fingerprint: fingerprintOf(key) });
const check = (elements: unknown, more: { authorization?: string } = {}) =>
  ask(api, 'POST', path, { ...more, body: { elements } });

describe('a check of identity keys', () => {
  it('tells those that are others, and no more', async () => {
    const answer = await check([
      element(ada.account, keyOf(ada)),
      element(bob.account, keyOf(ada)),
      element(randomUUID(), keyOf(ada)),
    ]);
    expect(answer.status).toBe(200);
    const identityKey = Buffer.from(keyOf(bob)).toString('base64');
    expect(answer.json).toEqual({ elements: [{ uuid: bob.account, identityKey }] });
  });

  it('takes a thousand and no more, in fingerprints of four bytes', async () => {
    const many = Array.from({ length: limits.identityChecksMax }, () =>
      element(randomUUID(), keyOf(ada)),
    );
    const all = await check([...many.slice(1), element(bob.account, keyOf(ada))]);
    expect([all.status, (all.json['elements'] as unknown[]).length]).toEqual([200, 1]);
    expect((await check([...many, ...many.slice(0, 1)])).status).toBe(422);
    const short = { uuid: bob.account, fingerprint: 'AAAA' };
    expect((await check([short])).status).toBe(422);
    expect((await check([{ ...short, fingerprint: 'AAAAAA==', uuid: 'bob' }])).status).toBe(422);
    expect((await check('bob')).status).toBe(422);
    expect((await check([])).json).toEqual({ elements: [] });
  });

  it('costs a permit for each account', async () => {
    const many = Array.from({ length: limits.identityChecksMax }, () =>
      element(randomUUID(), keyOf(ada)),
    );
    const statuses: number[] = [];
    for (let time = 0; time < 6; time++) statuses.push((await check(many)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 429]);
  });

  it('tells nothing of an account that was deleted', async () => {
    const { authorization } = bob;
    await ask(api, 'DELETE', '/v1/accounts/me', { authorization });
    expect((await check([element(bob.account, keyOf(ada))])).json).toEqual({ elements: [] });
  });
});

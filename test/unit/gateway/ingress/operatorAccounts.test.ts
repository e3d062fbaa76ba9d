// Promises of operators' routes about accounts.

import { beforeEach, expect, it } from 'vitest';
import { ask, basic, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

let test: ReturnType<typeof createTestServices>;
let api: ReturnType<typeof apiOver>;
let ada: Awaited<ReturnType<typeof join>>;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
});

const authorization = `Bearer ${operatorToken}`;
const of = (account: string) => `/v1/operator/accounts/${account}`;
const set = (body: object) => ask(api, 'PUT', of(ada.account), { authorization, body });
const whoami = (by = ada.authorization) =>
  ask(api, 'GET', '/v1/accounts/whoami', { authorization: by });

it('an operator suspends an account by its id, and lets it in again', async () => {
  const suspended = await set({ suspended: true });
  expect(suspended.json).toMatchObject({ suspendedAt: test.clock.now(), kind: 'new' });
  const refused = await whoami();
  expect([refused.status, refused.headers['x-aldis-code']]).toEqual([403, 'account.suspended']);
  const guess = await whoami(basic(`${ada.account}.1`, 'another'));
  expect(guess.headers['x-aldis-code']).toBe('auth.invalid');
  expect((await set({ suspended: false })).json).not.toHaveProperty('suspendedAt');
  expect((await whoami()).status).toBe(200);
});

it('an account that an operator trusts is measured as such', async () => {
  expect((await set({ kind: 'trusted' })).json).toMatchObject({ kind: 'trusted' });
  const shown = await ask(api, 'GET', of(ada.account), { authorization });
  expect(shown.json).toMatchObject({ kind: 'trusted', isKindGiven: true, hasNumber: false });
  for (const body of [{ kind: 'new' }, { kind: 'admin' }, { suspended: 'yes' }, { name: 'a' }]) {
    expect((await set(body)).status).toBe(422);
  }
});

it('what is not there is not found, and what is no id is no account', async () => {
  const nobody = '9d0652a3-dcc3-4d11-975f-74d61598733f';
  const told = await ask(api, 'GET', of(nobody), { authorization });
  expect([told.status, told.headers['x-aldis-code']]).toEqual([404, 'account.not_found']);
  expect((await ask(api, 'GET', of('+12025550123'), { authorization })).status).toBe(422);
});

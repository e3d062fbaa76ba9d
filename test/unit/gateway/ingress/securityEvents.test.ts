// Promises of what is counted for operators: what may be somebody who tries, and nobody's name.

import { beforeEach, expect, it } from 'vitest';
import { beginSecurityEvents, registry } from '#runtime';
import { ask, basic, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

let test: ReturnType<typeof createTestServices>;
let api: ReturnType<typeof apiOver>;
let ada: Awaited<ReturnType<typeof join>>;
let bob: typeof ada;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  [ada, bob] = [await join(api, operatorToken), await join(api, operatorToken)];
  registry.getSingleMetric('aldis_security_events_total')?.reset();
});

async function counted(): Promise<Record<string, number>> {
  const read = await registry.getSingleMetric('aldis_security_events_total')?.get();
  const all = read?.values.map(({ labels, value }) => [labels['kind'], value] as const) ?? [];
  return Object.fromEntries(all.filter(([, value]) => value > 0));
}

it('every kind begins at nothing', async () => {
  beginSecurityEvents();
  const read = await registry.getSingleMetric('aldis_security_events_total')?.get();
  expect(read?.values.length).toBeGreaterThan(7);
  expect(await counted()).toEqual({});
});

it('wrong credentials are counted by what they were for', async () => {
  const whoami = (authorization: string) =>
    ask(api, 'GET', '/v1/accounts/whoami', { authorization });
  await whoami(ada.authorization);
  expect(await counted()).toEqual({});
  await whoami(basic(`${ada.account}.1`, 'another'));
  await whoami(basic('nobody', 'another'));
  await whoami('Bearer what.is.this');
  expect(await counted()).toEqual({ login_failed: 2, token_forged: 1 });
  await ask(api, 'POST', '/v1/operator/invitations', { authorization: 'Bearer wrong', body: {} });
  expect(await counted()).toMatchObject({ operator_refused: 1 });
});

it('keys that are asked for by who may not have them are counted', async () => {
  const path = `/api/signal/keys/${bob.account}`;
  await ask(api, 'GET', path, { authorization: ada.authorization });
  expect(await counted()).toEqual({ keys_refused: 1 });
  const nameless = ask(api, 'GET', path, {
    headers: { 'unidentified-access-key': Buffer.alloc(16, 7).toString('base64') },
  });
  while (test.taken.filter((one) => one.startsWith('anonymous ')).length < 2) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  test.clock.advance(1000);
  expect((await nameless).status).toBe(401);
  expect(await counted()).toEqual({ keys_refused: 2 });
});

it('a wrong one-time code or verification code is counted', async () => {
  const began = await ask(api, 'POST', '/v1/verification/session', {
    body: { number: '+4915112345678' },
  });
  const { id } = began.json as { id: string };
  await ask(api, 'POST', `/v1/verification/session/${id}/code`, { body: { transport: 'sms' } });
  await ask(api, 'PUT', `/v1/verification/session/${id}/code`, { body: { code: '000000' } });
  expect(await counted()).toEqual({ code_wrong: 1 });
});

it('no account, address or name is in what is counted', async () => {
  await ask(api, 'GET', '/v1/accounts/whoami', {
    authorization: basic(`${ada.account}.1`, 'another'),
    ip: '192.0.2.77',
  });
  const text = await registry.metrics();
  expect(text).toContain('aldis_security_events_total{kind="login_failed"} 1');
  expect(text).not.toContain(ada.account);
  expect(text).not.toContain('192.0.2.77');
});

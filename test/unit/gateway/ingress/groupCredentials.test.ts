// Credentials for groups at the door: days, limits, and that what is handed out is accepted.

import { beforeEach, expect, it } from 'vitest';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import { ask, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';
import { dayOf, Person, SecretGroup } from '#lab/groupPeople.ts';

const daySeconds = 24 * 60 * 60;
let test: ReturnType<typeof createTestServices>;
let api: Api;
let ada: Awaited<ReturnType<typeof join>>;
let today: number;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
  today = dayOf(test.clock.now());
});

const credentials = (first: number, last: number, authorization = ada.authorization) => {
  const query = `redemptionStartSeconds=${first}&redemptionEndSeconds=${last}`;
  return ask(api, 'GET', `/v1/certificate/auth/group?${query}`, { authorization });
};

it('a credential is made for each day, and each is accepted on its own', async () => {
  const made = await credentials(today, today + 7 * daySeconds);
  expect(made.status).toBe(200);
  const list = made.json['credentials'] as { redemptionTime: number; credential: string }[];
  expect(list.map((one) => (one.redemptionTime - today) / daySeconds)).toEqual([
    0, 1, 2, 3, 4, 5, 6, 7,
  ]);
  expect(made.json['pni']).toBe(ada.pni);
  const config = (await ask(api, 'GET', '/v2/config')).json;
  const publicParams = Buffer.from(String(config['groupPublicParams']), 'base64');
  const person = new Person(ada.account, ada.pni.replace(/^PNI:/, ''));
  const group = new SecretGroup();
  for (const { redemptionTime, credential } of list) {
    const bytes = Buffer.from(credential, 'base64');
    const shown = group.present(publicParams, person, redemptionTime, bytes);
    const { groupKeys } = test.services;
    const proven = groupKeys.verifyMember(group.params, shown, redemptionTime * 1000);
    expect(proven?.userId).toEqual(group.nameOf(person));
  }
});

it('days are whole, not past, in order, and a week at the most', async () => {
  const wrong: [number, number][] = [
    [today - daySeconds, today],
    [today + daySeconds, today],
    [today, today + 8 * daySeconds],
    [today + 1, today + daySeconds],
    [today, today + daySeconds - 1],
    [Number.NaN, today],
    [1e300, 1e300],
  ];
  for (const [first, last] of wrong) expect((await credentials(first, last)).status).toBe(422);
  expect((await ask(api, 'GET', '/v1/certificate/auth/group')).status).toBe(401);
  expect((await credentials(today, today, 'Basic YTpi')).status).toBe(401);
});

it('they are counted by account, since each costs work', async () => {
  const { burst } = test.services.limits.groupCredentials;
  for (let n = 0; n < burst; n++) expect((await credentials(today, today)).status).toBe(200);
  expect((await credentials(today, today)).status).toBe(429);
});

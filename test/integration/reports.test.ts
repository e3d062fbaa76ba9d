// Reports on a real cluster: by the SDK and the command line, by a thief of a token, and what
// operators see.

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTown } from '../support/desks.ts';
import { profileFolder, TestPerson, until } from '../support/people.ts';

const testTimeoutMs = 120_000;
const operatorToken = 'operator-token-of-the-tests-0123456789';
const folder = profileFolder();
let town: Awaited<ReturnType<typeof startTown>>;

beforeAll(async () => {
  town = await startTown({ workers: 2, env: { ALDIS_OPERATOR_TOKEN: operatorToken } });
}, testTimeoutMs);
afterAll(async () => {
  await town?.stop();
  folder.drop();
}, testTimeoutMs);

it(
  'strangers are reported once by each, thieves and bots make nobody look worse',
  async () => {
    const { cluster } = town;
    const names = ['spammer', 'ann', 'ben', 'eve'];
    const people = await Promise.all(
      names.map((name) => TestPerson.register(cluster, folder.path(name))),
    );
    const [spammer, ann, ben, eve] = people as [TestPerson, TestPerson, TestPerson, TestPerson];
    for (const { client } of people) await client.connect();
    const { account } = spammer.client;
    for (const one of [ann, ben]) await spammer.client.send(one.client.account, 'buy this');
    await Promise.all([ann.hears(1), ben.hears(1)]);
    await expect(eve.client.contacts.report(account)).rejects.toMatchObject({
      code: 'report.unproved',
    });
    for (const { client } of [ann, ann, ben]) await client.contacts.report(account);
    const operator = { authorization: `Bearer ${operatorToken}` };
    const seen = async () => {
      const path = `${cluster.url}/v1/operator/accounts/${account}/reports`;
      const { reporters } = (await (await fetch(path, { headers: operator })).json()) as {
        reporters: number;
      };
      return reporters;
    };
    expect(await seen()).toBe(2);
    const all = await fetch(`${cluster.url}/v1/operator/reports`, { headers: operator });
    expect(await all.json()).toMatchObject({ accounts: [{ account, reporters: 2 }] });
    const nobody = await fetch(`${cluster.url}/v1/messages/report/${account}/${randomUUID()}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token: 'AAAA' }),
    });
    expect(nobody.status).toBe(401);
    await town.register('dan');
    const dan = JSON.parse(await town.as('dan', '--json', 'whoami')) as { account: string };
    await spammer.client.send(dan.account, 'buy this');
    await town.as('dan', 'fetch');
    expect(await town.as('dan', 'report', account)).toContain('is reported, without what was said');
    expect(await seen()).toBe(3);
    await spammer.client.deleteAccount();
    await until(async () => {
      const left = await fetch(`${cluster.url}/v1/operator/reports`, { headers: operator });
      return ((await left.json()) as { accounts: unknown[] }).accounts.length === 0;
    }, 'its reports end with it');
    await Promise.all(people.map((one) => one.offline()));
  },
  testTimeoutMs,
);

// Promises of reports: by the token of an envelope, without what was said, counted once a reporter;
// bots and thieves of tokens make nobody look worse.

import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '#protocol';
import { decodeEnvelope, EnvelopeType, limits } from '#protocol';
import { metrics } from '#runtime';
import { ask, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';
import { counted } from '../../../support/counted.ts';

type Person = Awaited<ReturnType<typeof join>>;
let test: ReturnType<typeof createTestServices>;
let api: ReturnType<typeof apiOver>;
let [spammer, ann, ben]: Person[] = [];

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  const people = Array.from({ length: 3 }, () => join(api, operatorToken));
  [spammer, ann, ben] = await Promise.all(people);
});

const secretWords = Buffer.from('what was said').toString('base64');
const write = (from: Person | undefined, to: Person | undefined, type = 1) =>
  ask(api, 'PUT', `/v1/messages/${to?.account}`, {
    authorization: from?.authorization ?? '',
    body: {
      messages: [
        { type, destinationDeviceId: 1, destinationRegistrationId: 11, content: secretWords },
      ],
      timestamp: 1_700_000_000_000,
    },
  });

/** The token of what came last. */
const token = () => {
  const { reportSpamToken } = decodeEnvelope(test.inserted.at(-1) ?? new Uint8Array());
  return Buffer.from(reportSpamToken ?? []).toString('base64');
};
const report = (by: Person | undefined, of: Person | undefined, shown: string) =>
  ask(api, 'POST', `/v1/messages/report/${of?.account}/${randomUUID()}`, {
    authorization: by?.authorization ?? '',
    body: { token: shown },
  });
const reporters = async (of: Person | undefined) =>
  (await test.reports.read(of?.account as AccountId, test.clock.now()))?.reporters ?? 0;

describe('a report', () => {
  it('counts by the token that came with what was written, once', async () => {
    await write(spammer, ann);
    const shown = token();
    const events = await counted(metrics.securityEvents, { kind: 'account_reported' });
    for (let n = 0; n < 3; n += 1) expect((await report(ann, spammer, shown)).status).toBe(202);
    expect(await reporters(spammer)).toBe(1);
    expect(await events()).toBe(3);
    await write(spammer, ben);
    await report(ben, spammer, token());
    expect(await reporters(spammer)).toBe(2);
  });

  it('of an account that is deleted just then leaves nothing behind', async () => {
    await write(spammer, ann);
    const { accounts } = test.services;
    let looks = 0;
    const isThere = async (id: AccountId) => (looks++ === 0 ? accounts.isThere(id) : false);
    const wrapped = new Proxy(accounts, {
      get: (of, name) => (name === 'isThere' ? isThere : Reflect.get(of, name).bind(of)),
    });
    const gone = apiOver({ ...test.services, accounts: wrapped });
    const answer = await ask(
      gone,
      'POST',
      `/v1/messages/report/${spammer?.account}/${randomUUID()}`,
      {
        authorization: ann?.authorization ?? '',
        body: { token: token() },
      },
    );
    expect(answer.status).toBe(202);
    expect(await reporters(spammer)).toBe(0);
  });

  it('takes more than what a device says by itself: that it could not open something', async () => {
    await write(ann, spammer, EnvelopeType.plaintextContent);
    expect(token()).toBe('');
    await write(ann, spammer);
    expect(token()).not.toBe('');
  });

  it('tells a woken device its token as well', async () => {
    await write(spammer, ann);
    const { json } = await ask(api, 'GET', '/v1/messages', {
      authorization: ann?.authorization ?? '',
    });
    const [first] = json['messages'] as { reportSpamToken: string }[];
    expect(first?.reportSpamToken).toBe(token());
  });

  it('is answered alike and counts for nothing without such a token', async () => {
    await write(spammer, ann);
    const stolen = token();
    await write(ben, ann);
    const ofBen = token();
    const events = await counted(metrics.securityEvents, { kind: 'report_unproved' });
    const bad: [Person | undefined, Person | undefined, string][] = [
      // A thief shows it as another's; a bot makes one up, or shows that of another sender.
      [ben, spammer, stolen],
      [ann, spammer, ofBen],
      [ann, spammer, Buffer.alloc(20, 7).toString('base64')],
      [spammer, ann, stolen],
    ];
    for (const [by, of, shown] of bad) {
      const answer = await report(by, of, shown);
      expect([answer.status, answer.json]).toEqual([202, {}]);
    }
    const [from, to] = [spammer?.account as AccountId, ann?.account as AccountId];
    const before = test.clock.now() - limits.reportTokenMs - 1000;
    const late = test.services.reportTokens.issue(from, to, before);
    await report(ann, spammer, Buffer.from(late).toString('base64'));
    expect(await events()).toBe(5);
    expect([await reporters(spammer), await reporters(ann), await reporters(ben)]).toEqual([
      0, 0, 0,
    ]);
  });

  it('holds nothing of what was said, and more of it is refused', async () => {
    await write(spammer, ann);
    const refused = await ask(
      api,
      'POST',
      `/v1/messages/report/${spammer?.account}/${randomUUID()}`,
      {
        authorization: ann?.authorization ?? '',
        body: { token: token(), content: secretWords },
      },
    );
    expect(refused.status).toBe(422);
    expect(JSON.stringify(test.taken)).not.toContain(secretWords);
  });

  it('is limited by account', async () => {
    await write(spammer, ann);
    const shown = token();
    const statuses = new Set<number>();
    for (let n = 0; n < 25; n += 1) statuses.add((await report(ann, spammer, shown)).status);
    expect([...statuses]).toEqual([202, 429]);
  });

  it('of an account that is gone begins nothing anew', async () => {
    await write(spammer, ann);
    const shown = token();
    await ask(api, 'DELETE', '/v1/accounts/me', { authorization: spammer?.authorization ?? '' });
    expect((await report(ann, spammer, shown)).status).toBe(202);
    expect(await reporters(spammer)).toBe(0);
  });
});

it('only what somebody has sent to another by name can be reported', async () => {
  await write(spammer, ann);
  expect(token()).not.toBe('');
  expect(decodeEnvelope(test.inserted.at(-1) ?? new Uint8Array()).sourceServiceId).toBeDefined();
});

it('an operator sees how many have reported whom, and the log says who looked', async () => {
  await write(spammer, ann);
  await report(ann, spammer, token());
  const authorization = `Bearer ${operatorToken}`;
  const all = await ask(api, 'GET', '/v1/operator/reports', { authorization });
  const lastAt = test.clock.now();
  expect(all.json).toEqual({ accounts: [{ account: spammer?.account, reporters: 1, lastAt }] });
  const path = (one: Person | undefined) => `/v1/operator/accounts/${one?.account}/reports`;
  const own = await ask(api, 'GET', path(spammer), { authorization });
  expect(own.json).toEqual({ reporters: 1, lastAt });
  const none = await ask(api, 'GET', path(ben), { authorization });
  expect(none.json).toEqual({ reporters: 0 });
  const { lines } = await test.audit.lines({ limit: 10 });
  expect(lines.map(({ act }) => act)).toEqual(
    expect.arrayContaining(['report.list', 'account.reports']),
  );
  expect(JSON.stringify(lines)).not.toContain(spammer?.account);
});

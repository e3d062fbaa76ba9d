// Leave to write to one account, as the members of a group have it: what it opens in the place of
// an access key, and that whoever shows another one learns nothing by it.

import { randomBytes } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId } from '#protocol';
import { decodeEnvelope } from '#protocol';
import { leaveToWrite, Person, SecretGroup } from '#lab/groupPeople.ts';
import { endorsementsEndMs } from '../../../../src/crypto/groupKeys.ts';
import { deniedAfterMs } from '../../../../src/gateway/ingress/anonymous.ts';
import type { Asked } from '../../../support/apiClient.ts';
import { ask, join, json } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';
import { testGroupKeys } from '../../../support/groupKeys.ts';
import { KeyOfProfile } from '../../../support/profiles.ts';

const ip = '192.0.2.7';
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const header = (token: Uint8Array) => ({ 'group-send-token': base64(token) });
/** Whoever asks, and somebody who was a member and is there no more. */
const [member, gone] = [new Person(), new Person()];
let group: SecretGroup;
let test: ReturnType<typeof createTestServices>;
let api: ReturnType<typeof apiOver>;
let bob: Awaited<ReturnType<typeof join>>;
let key: KeyOfProfile;

beforeAll(() => {
  group = new SecretGroup();
});

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  bob = await join(api, operatorToken);
  key = new KeyOfProfile(bob.account);
  const { authorization } = bob;
  await ask(api, 'PUT', '/v1/profile', { authorization, body: key.body() });
  test.taken.length = 0;
});

async function tokenFor(accounts: readonly string[], nowMs = test.clock.now()) {
  const people = accounts.map((account) => new Person(account as AccountId));
  return (await leaveToWrite(testGroupKeys, group, [member, ...people], nowMs)).token;
}

const body = json({
  messages: [
    {
      type: 6,
      destinationDeviceId: 1,
      destinationRegistrationId: 11,
      content: base64(randomBytes(9)),
    },
  ],
  timestamp: 1_700_000_000_000,
});
const requestHex = (one = key) => Buffer.from(one.asking().request).toString('hex');

/** All that is asked of an account without a name. */
const asksOf = (account: string) =>
  [
    ['GET', `/v2/keys/${account}/1`],
    ['GET', `/v2/keys/${account}/*`],
    ['GET', `/api/signal/keys/${account}`],
    ['GET', `/v1/profile/${account}/${key.version}`],
    [
      'GET',
      `/v1/profile/${account}/${key.version}/${requestHex()}?credentialType=expiringProfileKey`,
    ],
    ['PUT', `/v1/messages/${account}`],
  ] as const;

const asking = (verb: string, path: string, asked: Asked) =>
  ask(api, verb, path, { ...asked, ...(verb === 'PUT' ? { raw: body } : {}), ip });

/** The answer, with the time that whoever was not let in has waited. */
async function paced(verb: string, path: string, asked: Asked) {
  const from = test.clock.now();
  let waitedMs: number | undefined;
  const answered = asking(verb, path, asked).finally(() => {
    waitedMs = test.clock.now() - from;
  });
  while (waitedMs === undefined) {
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (waitedMs === undefined) test.clock.advance(10);
  }
  return { ...(await answered), waitedMs };
}

describe('leave to write to an account', () => {
  it('opens all that its access key opens, and names nobody', async () => {
    const token = await tokenFor([bob.account]);
    for (const [verb, path] of asksOf(bob.account)) {
      const { status, json: said } = await asking(verb, path, { headers: header(token) });
      expect([path, status]).toEqual([path, 200]);
      if (path.includes('credentialType')) expect(said['credential']).toEqual(expect.any(String));
    }
    expect(test.inserted).toHaveLength(1);
    const [stored] = test.inserted.map((bytes) => decodeEnvelope(bytes));
    expect(stored).not.toHaveProperty('sourceServiceId');
  });

  it('opens what has no access key at all', async () => {
    const token = await tokenFor([bob.account]);
    const { authorization } = bob;
    const attributes = { registrationId: 11, pniRegistrationId: 12, unidentifiedAccessKey: null };
    await ask(api, 'PUT', '/v1/accounts/attributes', { authorization, body: attributes });
    const [[verb, path]] = asksOf(bob.account);
    expect((await asking(verb, path, { headers: header(token) })).status).toBe(200);
  });

  it('opens no phone number’s identity, and no other route', async () => {
    const headers = header(await tokenFor([bob.account]));
    const pni = await ask(api, 'GET', `/v2/keys/PNI:${bob.account}/1`, { headers, ip });
    expect([pni.status, pni.headers['x-aldis-code']]).toEqual([401, 'auth.invalid']);
    for (const path of ['/v1/accounts/whoami', '/v1/devices', '/v1/friends']) {
      const own = await ask(api, 'GET', path, { headers, ip });
      expect([own.status, own.headers['x-aldis-code']]).toEqual([401, 'auth.required']);
    }
  });

  it('has permits of its own at the account', async () => {
    const token = await tokenFor([bob.account]);
    for (const [verb, path] of asksOf(bob.account)) {
      await asking(verb, path, { headers: header(token) });
    }
    const atAccount = test.taken.filter((one) => one.startsWith('sealed'));
    expect(new Set(atAccount)).toEqual(
      new Set([
        `sealedPreKeys ${bob.account} leave`,
        `sealedProfiles ${bob.account} leave`,
        `sealedMessages ${bob.account} leave`,
      ]),
    );
  });
});

describe('what is no leave', () => {
  it('is told from a wrong access key by nothing: status, body, time, permits', async () => {
    const other = (await join(api, operatorToken)).account;
    const early = test.clock.now() - 4 * 24 * 60 * 60 * 1000;
    const wrong = new Map<string, Readonly<Record<string, string>>>([
      ['key', { 'unidentified-access-key': base64(randomBytes(16)) }],
      ['foreign', header(await tokenFor([other]))],
      ['two', header(await tokenFor([bob.account, other]))],
      ['over', header(await tokenFor([bob.account], early))],
      ['random', header(randomBytes((await tokenFor([other])).length))],
    ]);
    expect(endorsementsEndMs(early)).toBeLessThan(test.clock.now());
    for (const [at] of asksOf(bob.account).entries()) {
      const seen = new Map<string, string>();
      for (const [name, headers] of wrong) {
        test.taken.length = 0;
        const [verb, path] = asksOf(bob.account)[at] ?? ['GET', ''];
        const { status, json: said, waitedMs } = await paced(verb, path, { headers });
        expect(waitedMs).toBe(deniedAfterMs);
        seen.set(
          name,
          JSON.stringify({ status, said: { ...said, requestId: '' }, taken: test.taken }),
        );
      }
      expect(new Set(seen.values()).size, [...seen.values()].join('\n')).toBe(1);
    }
  });

  it('opens nothing of a member who is there no more, which nobody can tell', async () => {
    const right = header(await tokenFor([gone.account]));
    const key16 = { 'unidentified-access-key': base64(randomBytes(16)) };
    for (const [verb, path] of asksOf(gone.account)) {
      const answers = [];
      for (const headers of [right, key16]) {
        const { status, json: said, waitedMs } = await paced(verb, path, { headers });
        answers.push({ status, waitedMs, said: { ...said, requestId: '' } });
      }
      expect(answers[0]).toEqual(answers[1]);
      expect(answers[0]).toMatchObject({ status: 401, waitedMs: deniedAfterMs });
    }
  });

  it('beside a name or an access key it is a request that cannot be read', async () => {
    const token = header(await tokenFor([bob.account]));
    const { authorization } = bob;
    for (const [verb, path] of asksOf(bob.account)) {
      const both = { headers: { ...token, 'unidentified-access-key': base64(key.accessKey) } };
      for (const asked of [both, { headers: token, authorization }]) {
        const { status, headers } = await asking(verb, path, asked);
        expect([status, headers['x-aldis-code']]).toEqual([400, 'request.malformed']);
      }
    }
  });

  it('is refused at once where it has not the form of one', async () => {
    for (const text of ['', 'x', base64(randomBytes(16))]) {
      const [[verb, path]] = asksOf(bob.account);
      const { status, headers } = await asking(verb, path, {
        headers: { 'group-send-token': text },
      });
      expect([status, headers['x-aldis-code']]).toEqual([401, 'auth.invalid']);
    }
  });
});

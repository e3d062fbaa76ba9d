// Promises of challenges that are pushed: who is sent one and how often, and what is taken for it.

import { beforeEach, describe, expect, it } from 'vitest';
import type { PushedChallenge } from '#ports';
import { limits } from '#protocol';
import { metrics } from '#runtime';
import { ask, join, json } from '../../../support/apiClient.ts';
import { counted } from '../../../support/counted.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const number = '+491701234567';
const path = '/v1/verification/session';
const fcmToken = 'fcm-token:APA91b';
const apnToken = 'ab'.repeat(32);

let test: ReturnType<typeof createTestServices>;
let api: ReturnType<typeof apiOver>;
const last = () => test.pushed.at(-1) as PushedChallenge;

describe('a verification session', () => {
  beforeEach(() => {
    test = createTestServices();
    api = apiOver(test.services);
  });

  const begin = async (body: object = {}, ip?: string) =>
    (await ask(api, 'POST', path, { body: { number, ...body }, ...(ip ? { ip } : {}) })).json;
  const code = (id: unknown) =>
    ask(api, 'POST', `${path}/${id}/code`, { body: { transport: 'sms' } });
  const patch = (id: unknown, body: object) => ask(api, 'PATCH', `${path}/${id}`, { body });
  const byFcm = { pushToken: fcmToken, pushTokenType: 'fcm' };
  /** Has the address use up what it may have sent to the number. */
  const useUp = async () => {
    for (let n = 0; n < 3; n += 1) expect((await code((await begin())['id'])).status).toBe(200);
  };

  it('asks a device in a burst alone, and goes on by what was pushed to it', async () => {
    await useUp();
    const { id, ...begun } = await begin(byFcm);
    expect(begun).toMatchObject({ allowedToRequestCode: true, requestedInformation: [] });
    expect(test.pushed).toEqual([]);
    const events = await counted(metrics.securityEvents, { kind: 'challenge_asked' });
    const asked = await code(id);
    expect(await events()).toBe(1);
    expect([asked.status, asked.json['requestedInformation']]).toEqual([409, ['pushChallenge']]);
    expect(last()).toEqual({
      ...{ kind: 'fcm', token: fcmToken, name: 'challenge', text: expect.any(String) },
      untilMs: expect.any(Number),
    });
    expect(last().text.length).toBeGreaterThanOrEqual(22);
    const wrong = await patch(id, { pushChallenge: 'made-up' });
    expect([wrong.status, wrong.headers['x-aldis-code']]).toEqual([403, 'challenge.invalid']);
    expect((await code(id)).status).toBe(409);
    const solved = await patch(id, { pushChallenge: last().text });
    expect(solved.json).toMatchObject({ allowedToRequestCode: true, requestedInformation: [] });
    expect((await code(id)).status).toBe(200);
  });

  it('takes a challenge for its own session alone, and ten tries', async () => {
    await useUp();
    const [one, two] = [await begin(byFcm), await begin(byFcm)];
    await code(one['id']);
    const ofOne = last().text;
    await code(two['id']);
    const ofTwo = last().text;
    expect((await patch(two['id'], { pushChallenge: ofOne })).status).toBe(403);
    for (let n = 0; n < 9; n += 1) await patch(two['id'], { pushChallenge: 'made-up' });
    expect((await patch(two['id'], { pushChallenge: ofTwo })).status).toBe(429);
    expect((await patch(one['id'], { pushChallenge: ofOne })).status).toBe(200);
  });

  it('may name its device later, and have another sent, which ends the former', async () => {
    await useUp();
    const { id } = await begin({ pushToken: apnToken, pushTokenType: 'apn' });
    await code(id);
    const first = last();
    expect(first).toMatchObject({ kind: 'apns', token: apnToken });
    await patch(id, byFcm);
    expect(last()).toMatchObject({ kind: 'fcm', token: fcmToken });
    expect((await patch(id, { pushChallenge: first.text })).status).toBe(403);
    expect((await patch(id, { pushChallenge: last().text })).status).toBe(200);
    // Nothing is asked any more.
    const before = test.pushed.length;
    await patch(id, byFcm);
    expect(test.pushed.length).toBe(before);
  });

  it('without a device, or with one that is not reached here, waits as before', async () => {
    const push = { ...test.services.push, kinds: new Set(['webpush'] as const) };
    api = apiOver({ ...test.services, push });
    await useUp();
    const { id } = await begin(byFcm);
    expect((await code(id)).status).toBe(429);
    expect((await code((await begin())['id'])).status).toBe(429);
    expect(test.pushed).toEqual([]);
  });

  it('pushes to one token ten times, whoever asks, and the rest wait', async () => {
    await useUp();
    for (let n = 0; n < 12; n += 1) await code((await begin(byFcm))['id']);
    expect(test.pushed.length).toBe(10);
    const { id } = await begin(byFcm);
    expect((await code(id)).status).toBe(429);
    // Another device's is not used up by that.
    const other = await begin({ pushToken: apnToken, pushTokenType: 'apn' });
    expect((await code(other['id'])).json['requestedInformation']).toEqual(['pushChallenge']);
  });

  it('knows a token again however its letters are written', async () => {
    await useUp();
    for (let n = 0; n < 12; n += 1) {
      const pushToken = `${'AB'.repeat(n)}${apnToken.slice(2 * n)}`;
      await code((await begin({ pushToken, pushTokenType: 'apn' }))['id']);
    }
    expect(test.pushed.length).toBe(10);
  });

  it('asks for a captcha or the device where both are there, and takes either', async () => {
    const captcha = {
      page: undefined,
      check: async (said: string) => (said === 'a person' ? 'solved' : 'refused') as never,
    };
    test = createTestServices({ ALDIS_CAPTCHA_WHEN: 'always' });
    api = apiOver({ ...test.services, captcha });
    const one = await begin(byFcm);
    expect(one['requestedInformation']).toEqual(['pushChallenge', 'captcha']);
    expect((await patch(one['id'], { pushChallenge: last().text })).json).toMatchObject({
      ...{ requestedInformation: [], allowedToRequestCode: true },
    });
    const two = await begin(byFcm);
    const solved = await patch(two['id'], { captcha: 'a person' });
    expect(solved.json['requestedInformation']).toEqual([]);
    expect((await patch(two['id'], { pushChallenge: 'made-up' })).status).toBe(200);
    expect((await begin())['requestedInformation']).toEqual(['captcha']);
  });

  it.each([
    { pushToken: fcmToken },
    { pushTokenType: 'fcm' },
    { pushToken: 'not hex', pushTokenType: 'apn' },
    { pushToken: 'with spaces', pushTokenType: 'fcm' },
    { pushToken: 'x'.repeat(4097), pushTokenType: 'fcm' },
    { pushToken: fcmToken, pushTokenType: 'webpush' },
  ])('takes no half of a target, nor one of another form: %o', async (body) => {
    const begun = await ask(api, 'POST', path, { body: { number, ...body } });
    expect(begun.status).toBe(422);
  });
});

describe('a new account', () => {
  const firstLetters = 1;
  type Person = Awaited<ReturnType<typeof join>>;
  let ada: Person;
  let others: Person[];

  beforeEach(async () => {
    test = createTestServices({ ALDIS_CHALLENGE_BITS: '3' });
    const strangers = { ...test.services.limits.strangers, burst: firstLetters };
    api = apiOver({ ...test.services, limits: { ...test.services.limits, strangers } });
    const people = Array.from({ length: firstLetters + 2 }, () => join(api, operatorToken));
    [ada, ...others] = (await Promise.all(people)) as [Person, ...Person[]];
    expect((await write(others[0])).status).toBe(200);
  });

  const write = (to: Person | undefined) =>
    ask(api, 'PUT', `/v1/messages/${to?.account}`, {
      authorization: ada.authorization,
      body: {
        messages: [
          { type: 1, destinationDeviceId: 1, destinationRegistrationId: 11, content: 'AQ==' },
        ],
        timestamp: 1_700_000_000_000,
      },
    });
  const reach = (by = ada) =>
    ask(api, 'PUT', '/v1/accounts/gcm', {
      authorization: by.authorization,
      body: { gcmRegistrationId: fcmToken },
    });
  const push = (by = ada) =>
    ask(api, 'POST', '/v1/challenge/push', { authorization: by.authorization });
  const solve = (challenge: string, by = ada) =>
    ask(api, 'PUT', '/v1/challenge', {
      authorization: by.authorization,
      raw: json({ type: 'rateLimitPushChallenge', challenge }),
    });

  it('may have what it is asked for pushed to its device, and goes on by it, once', async () => {
    const refused = await write(others[1]);
    expect([refused.status, refused.json['options']]).toEqual([
      428,
      ['pushChallenge', 'proofOfWork'],
    ]);
    await reach();
    expect((await push()).status).toBe(200);
    expect(last()).toMatchObject({ kind: 'fcm', token: fcmToken, name: 'rateLimitChallenge' });
    expect((await solve(last().text)).status).toBe(200);
    expect((await write(others[1])).status).toBe(200);
    expect((await solve(last().text)).status).toBe(403);
  });

  it('goes on by nothing but what was pushed, to it, and in time', async () => {
    const refused = await write(others[1]);
    await reach();
    await push();
    const { text } = last();
    // The refusal's own token was shown to whoever asks, and was pushed to nobody.
    expect((await solve(String(refused.json['token']))).status).toBe(403);
    expect((await solve(text, others[0])).status).toBe(403);
    const asCaptcha = { type: 'captcha', token: text, captcha: 'x' };
    const asWork = { type: 'proofOfWork', token: text, proof: 'x' };
    for (const body of [asCaptcha, asWork]) {
      const { authorization } = ada;
      const said = await ask(api, 'PUT', '/v1/challenge', { authorization, raw: json(body) });
      expect(said.status).toBe(403);
    }
    expect((await write(others[1])).status).toBe(428);
    test.clock.advance(limits.challengeLifetimeMs + 1000);
    expect((await solve(text)).status).toBe(403);
  });

  it('that no app of the operator’s is reached by has none pushed', async () => {
    expect((await push()).headers['x-aldis-code']).toBe('push.off');
    await ask(api, 'PUT', '/v1/accounts/webpush', {
      authorization: ada.authorization,
      body: { kind: 'unifiedpush', endpoint: 'https://push.example.org/up' },
    });
    expect((await push()).status).toBe(404);
    expect(test.pushed).toEqual([]);
  });

  it('has none pushed to a device that was sent ten, whichever accounts name it', async () => {
    const [ben, eve] = others as [Person, Person];
    for (const one of [ada, ben, eve]) await reach(one);
    const statuses: number[] = [];
    for (const one of [ada, ben, eve]) {
      for (let n = 0; n < 4; n += 1) statuses.push((await push(one)).status);
    }
    expect(statuses).toEqual([...Array(10).fill(200), 429, 429]);
    expect(test.pushed.length).toBe(10);
  });

  it('has ten pushed, and one more every 144 minutes', async () => {
    await reach();
    const statuses: number[] = [];
    for (let n = 0; n < 11; n += 1) statuses.push((await push()).status);
    expect(statuses).toEqual([...Array(10).fill(200), 429]);
    expect(test.pushed.length).toBe(10);
  });
});

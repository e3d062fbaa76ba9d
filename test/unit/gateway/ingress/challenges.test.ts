// Promises of challenges: who is asked for work, and what is taken for it.

import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { accountKinds } from '#actors';
import { createChallengeTokens } from '#crypto';
import type { AccountId, DeviceId } from '#protocol';
import { leadingZeros, limits, proofBitsOf, proofOfWork } from '#protocol';
import { Challenges } from '../../../../src/gateway/ingress/challenges.ts';
import { Strangers } from '../../../../src/gateway/ingress/strangers.ts';
import { ask, join, json } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const seed = 20261127;
const firstLetters = 2;
type Person = Awaited<ReturnType<typeof join>>;

let test: ReturnType<typeof createTestServices>;
let api: ReturnType<typeof apiOver>;
let ada: Person;
let others: Person[];

beforeEach(async () => {
  test = createTestServices({ ALDIS_CHALLENGE_BITS: '3' });
  const strangers = { ...test.services.limits.strangers, burst: firstLetters };
  const limits = { ...test.services.limits, strangers };
  api = apiOver({ ...test.services, limits });
  const people = Array.from({ length: firstLetters + 2 }, () => join(api, operatorToken));
  [ada, ...others] = (await Promise.all(people)) as [Person, ...Person[]];
});

const write = (to: Person | undefined, from = ada) =>
  ask(api, 'PUT', `/v1/messages/${to?.account}`, {
    authorization: from.authorization,
    body: {
      messages: [
        { type: 1, destinationDeviceId: 1, destinationRegistrationId: 11, content: 'AQ==' },
      ],
      timestamp: 1_700_000_000_000,
    },
  });

const solve = (token: string, proof: string, by = ada) =>
  ask(api, 'PUT', '/v1/challenge', {
    authorization: by.authorization,
    raw: json({ type: 'proofOfWork', token, proof }),
  });

/** Nonces that are enough, and one that is not. */
async function worked(token: string): Promise<{ good: string; bad: string }> {
  const tokens = test.services.challengeTokens;
  let [good, bad] = ['', ''];
  while (good === '' || bad === '') {
    const nonce = randomBytes(9).toString('base64url');
    if (await tokens.isProof(token, nonce)) good = nonce;
    else bad = nonce;
  }
  return { good, bad };
}

/** Writes to as many strangers as a new account may, and to one more. */
async function challenged(): Promise<string> {
  for (const one of others.slice(0, firstLetters)) expect((await write(one)).status).toBe(200);
  const refused = await write(others[firstLetters]);
  expect(refused.status).toBe(428);
  return String(refused.json['token']);
}

describe('a new account', () => {
  it('is asked for work once it has written to many strangers, and goes on after it', async () => {
    const token = await challenged();
    const refused = await write(others[firstLetters]);
    expect(refused.json).toEqual({
      token: expect.any(String),
      options: ['pushChallenge', 'proofOfWork'],
    });
    expect(refused.headers['x-aldis-code']).toBe('challenge.required');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    // Whom it has written to before it writes to all the same.
    expect((await write(others[0])).status).toBe(200);
    expect(proofBitsOf(token)).toBe(3);
    const { good } = await worked(token);
    expect((await solve(token, good)).status).toBe(200);
    expect((await write(others[firstLetters])).status).toBe(200);
  });

  it('may write to friends, and to whoever has written to it', async () => {
    await challenged();
    const other = others[firstLetters] as Person;
    const whole = await ask(api, 'PUT', `/v1/friends/${other.account}`, {
      authorization: ada.authorization,
    });
    expect(whole.status).toBeLessThan(300);
    expect((await write(other)).status).toBe(428);
    await ask(api, 'PUT', `/v1/friends/${ada.account}`, { authorization: other.authorization });
    expect((await write(other)).status).toBe(200);
  });

  it('alone is asked: accounts of other kinds write to whom they want', () => {
    const strangers = new Strangers(test.services);
    const id = (one: Person | undefined) => one?.account as AccountId;
    const device = {
      account: id(ada),
      device: 1 as DeviceId,
      credential: '',
      hasSiblings: false,
    };
    for (const kind of accountKinds) {
      const isAsked = strangers.hold({ ...device, kind }, id(others[0])) !== undefined;
      expect([kind, isAsked]).toEqual([kind, kind === 'new']);
    }
    expect(strangers.hold({ ...device, kind: 'new' }, id(ada))).toBeUndefined();
  });
});

describe('a challenge', () => {
  const code = async (answer: ReturnType<typeof solve>) => (await answer).headers['x-aldis-code'];

  it('takes enough work, once, of whom it was for, and in time', async () => {
    const token = await challenged();
    const { good, bad } = await worked(token);
    expect(await code(solve(token, bad))).toBe('challenge.invalid');
    expect(await code(solve(token, good, others[0]))).toBe('challenge.invalid');
    expect((await solve(token, good)).status).toBe(200);
    expect(await code(solve(token, good))).toBe('challenge.invalid');
    const later = await challengedAgain();
    const work = await worked(later);
    test.clock.advance(limits.challengeLifetimeMs);
    expect(await code(solve(later, work.good))).toBe('challenge.invalid');
  });

  it('may be tried ten times, and two solved in a row', async () => {
    const made = new Challenges(test.services);
    const subject = 'an account';
    const solved: string[] = [];
    for (let n = 0; n < 12; n++) {
      const refused = made.ask('strangers', subject, 1);
      const { token } = (!refused.ok && refused.refusal.challenge) || { token: '' };
      const { good: proof } = await worked(token);
      const done = await made.solve(subject, { type: 'proofOfWork', token, proof });
      solved.push(done.ok ? 'ok' : done.refusal.code);
    }
    expect(solved.filter((one) => one === 'ok')).toHaveLength(2);
    expect(test.taken.filter((one) => one.startsWith('challengeAttempts'))).toHaveLength(12);
    expect(test.taken.filter((one) => one.startsWith('rateLimitReset'))).toHaveLength(10);
    expect(new Set(solved)).toEqual(new Set(['ok', 'rate.limited']));
  });

  it('asks for more where many are asked, and for less once that is over', () => {
    const made = new Challenges(test.services);
    const bits = () => {
      const refused = made.ask('strangers', 'a', 1);
      return proofBitsOf((!refused.ok && refused.refusal.challenge?.token) || '') ?? 0;
    };
    expect(bits()).toBe(3);
    let most = 0;
    for (let n = 0; n < 2000; n++) most = Math.max(most, bits());
    expect(most).toBe(7);
    test.clock.advance(10 * 60_000);
    expect(bits()).toBe(3);
  });

  it('of this cluster alone is read, whatever somebody makes of it', async () => {
    const tokens = test.services.challengeTokens;
    const claims = { bucket: 'strangers', bits: 3, expiresAtMs: 1_700_000_600_000 };
    const token = tokens.issue(claims, 'ada');
    expect(tokens.read(token, 'ada')).toMatchObject({
      bucket: 'strangers',
      expiresAtMs: claims.expiresAtMs,
    });
    const elsewhere = createChallengeTokens({ indexKey: Buffer.alloc(32, 1).toString('base64') });
    expect(elsewhere.read(token, 'ada')).toBeUndefined();
    fc.assert(
      fc.property(fc.nat({ max: token.length - 1 }), fc.string({ maxLength: 3 }), (at, text) => {
        const forged = token.slice(0, at) + text + token.slice(at + 1);
        fc.pre(forged !== token);
        expect(tokens.read(forged, 'ada')).toBeUndefined();
      }),
      { seed, numRuns: 2000 },
    );
  });

  /** After a solution: as many strangers again, and one more. */
  async function challengedAgain(): Promise<string> {
    for (let n = 0; ; n++) {
      const answer = await write(await join(api, operatorToken));
      if (answer.status === 428) return String(answer.json['token']);
      expect(n).toBeLessThan(firstLetters + 1);
    }
  }
});

it('a digest’s zeros are counted from its first bit', () => {
  expect(leadingZeros(new Uint8Array([0x80]))).toBe(0);
  expect(leadingZeros(new Uint8Array([0, 0x01, 0xff]))).toBe(15);
  expect(leadingZeros(new Uint8Array([0, 0]))).toBe(16);
  expect(proofBitsOf(`1.${proofOfWork.bitsMax}.strangers.1.a.b`)).toBe(proofOfWork.bitsMax);
  expect(proofBitsOf('2.8.strangers.1.a.b')).toBeUndefined();
});

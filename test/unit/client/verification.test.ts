// Promises of a client that proves a phone number to a server which wants something first.

import { beforeEach, describe, expect, it } from 'vitest';
import type { PhoneProof } from '../../../client/verification.ts';
import { verify } from '../../../client/verification.ts';
import { ask as askApi } from '../../support/apiClient.ts';
import { apiOver, createTestServices } from '../../support/gatewayServices.ts';
import type { HttpAsk } from '../../../client/transport/transport.ts';

const number = '+491701234567';
const push = { type: 'fcm', token: 'fcm-token:APA91b' } as const;

let test: ReturnType<typeof createTestServices>;
let api: ReturnType<typeof apiOver>;
let patched: unknown[];

const page = 'https://aldis.example.org/captcha';
const captcha = {
  page,
  check: async (said: string) => (said === 'a person' ? ('solved' as const) : 'refused'),
};

beforeEach(() => {
  test = createTestServices({ ALDIS_CAPTCHA_WHEN: 'always' });
  api = apiOver({ ...test.services, captcha: captcha as never });
  patched = [];
});

const ask = async ({ verb, path, body }: HttpAsk) => {
  if (verb === 'PATCH') patched.push(body);
  const { status, headers, json } = await askApi(api, verb, path, { body: body as object });
  return { status, headers, body: json };
};
const prove = (more: Partial<PhoneProof> = {}) =>
  verify(ask, { number, code: async () => test.codes.at(-1)?.code ?? '', ...more });

describe('a client that proves a number', () => {
  it('brings what was pushed to its device, and asks nobody for a captcha', async () => {
    const challenge = async () => test.pushed.at(-1)?.text;
    const session = await prove({
      push: { ...push, challenge },
      captcha: () => Promise.reject(new Error('asked in vain')),
    });
    expect(session).toMatch(/^[\w-]+$/);
    expect(test.pushed).toMatchObject([{ kind: 'fcm', token: push.token, name: 'challenge' }]);
    expect(patched).toEqual([{ pushChallenge: test.pushed[0]?.text }]);
  });

  it('has a person solve a captcha where nothing came to its device', async () => {
    await prove({
      push: { ...push, challenge: async () => undefined },
      captcha: async (where) => (where === page ? 'a person' : 'a bot'),
    });
    expect(patched).toEqual([{ captcha: 'a person' }]);
  });

  it('is told what was not taken, and what there is nobody to ask for', async () => {
    const bot = prove({ captcha: async () => 'a bot' });
    await expect(bot).rejects.toMatchObject({ code: 'challenge.invalid' });
    await expect(prove()).rejects.toMatchObject({
      code: 'challenge.required',
      message: expect.stringContaining(page),
    });
    expect(test.codes).toEqual([]);
  });
});

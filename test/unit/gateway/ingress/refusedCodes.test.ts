// Codes that are not sent: a limit refuses, or the transport does not reach the number.

import { describe, expect, it } from 'vitest';
import type { CodeSender } from '../../../../src/gateway/ingress/codes/codeSender.ts';
import { readRateLimits } from '../../../../src/gateway/ingress/limitsFile.ts';
import { ask } from '../../../support/apiClient.ts';
import { apiOver, createTestServices } from '../../../support/gatewayServices.ts';

const number = '+12025550123';
const sessions = '/v1/verification/session';

function setUp() {
  const test = createTestServices();
  return { ...test, api: apiOver(test.services) };
}

describe('a guess', () => {
  it('heard while a code is refused takes neither the code before nor its place', async () => {
    const test = setUp();
    const begun = await ask(test.api, 'POST', sessions, { body: { number } });
    const path = `${sessions}/${String(begun.json['id'])}/code`;
    await ask(test.api, 'POST', path, { body: { transport: 'sms' } });
    const code = test.codes[0]?.code;
    const { limiter } = test.services;
    const { verificationCode } = readRateLimits(test.services.config);
    await limiter.take(verificationCode, number, verificationCode.burst - 1);
    test.clock.advance(30_000);
    const slow: typeof limiter = Object.create(limiter);
    slow.take = async (limit, ...more) => {
      if (limit.name === verificationCode.name) {
        const wrong = code === '000000' ? '000001' : '000000';
        await ask(test.api, 'PUT', path, { body: { code: wrong } });
      }
      return limiter.take(limit, ...more);
    };
    const api = apiOver({ ...test.services, limiter: slow });
    expect((await ask(api, 'POST', path, { body: { transport: 'sms' } })).status).toBe(429);
    const id = String(begun.json['id']);
    expect(await test.services.sessions.load(id)).toMatchObject({ codesSent: 1, attempts: 1 });
    const told = await ask(test.api, 'PUT', path, { body: { code } });
    expect(told.json['verified']).toBe(true);
  });
});

describe('a transport that does not reach the number', () => {
  it('costs it none of its codes', async () => {
    const test = setUp();
    const codes: CodeSender = {
      send: async (order) => {
        if (order.transport === 'voice') return 'otherTransport';
        return test.services.codes.send(order);
      },
      state: () => 'ready',
    };
    const api = apiOver({ ...test.services, codes });
    const begun = await ask(api, 'POST', sessions, { body: { number } });
    const path = `${sessions}/${String(begun.json['id'])}/code`;
    const by = (transport: string) => ask(api, 'POST', path, { body: { transport } });
    // It is asked for first, and the other one at once.
    const first = await by('voice');
    expect([first.status, first.json['nextSms']]).toEqual([418, 0]);
    expect((await by('sms')).status).toBe(200);
    test.clock.advance(60_000);
    expect((await by('voice')).status).toBe(418);
    const told = await ask(api, 'PUT', path, { body: { code: test.codes[0]?.code } });
    expect(told.json['verified']).toBe(true);
  });
});

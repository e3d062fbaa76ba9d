// Promises of a client that is asked for work.

import { describe, expect, it } from 'vitest';
import { createChallengeTokens } from '#crypto';
import { limits } from '#protocol';
import { ManualClock } from '#runtime';
import type { ChallengeAnswers } from '../../../../client/challenges/answers.ts';
import { Challenges } from '../../../../client/challenges/challenges.ts';
import { Chores } from '../../../../client/chores.ts';
import { Events } from '../../../../client/events.ts';
import type { HttpAsk } from '../../../../client/transport/transport.ts';

const tokens = createChallengeTokens({ indexKey: Buffer.alloc(32).toString('base64') });
const tokenOf = (bits: number) =>
  tokens.issue({ bucket: 'strangers', bits, expiresAtMs: 1_700_000_000_000 }, 'ada');

function open(status = 200, answers: ChallengeAnswers = {}) {
  const asked: HttpAsk[] = [];
  const troubles: Error[] = [];
  const events = new Events();
  events.on('trouble', (error) => void troubles.push(error));
  const chores = new Chores(events);
  const http = async (ask: HttpAsk) => {
    asked.push(ask);
    return { status, headers: {}, body: { code: 'challenge.invalid', message: 'No.' } };
  };
  const clock = new ManualClock();
  const challenges = new Challenges({ http, chores, clock }, answers);
  return { challenges, asked, troubles, chores, clock };
}

describe('a client that is asked for work', () => {
  it('does it, and shows what holds', async () => {
    const { challenges, asked, troubles } = open();
    const token = tokenOf(5);
    expect(await challenges.solve({ token, options: ['captcha', 'proofOfWork'] })).toBe(true);
    const { verb, path, body } = asked[0] as HttpAsk;
    expect([verb, path]).toEqual(['PUT', '/v1/challenge']);
    const { proof, ...rest } = body as { proof: string };
    expect(rest).toEqual({ type: 'proofOfWork', token });
    expect(await tokens.isProof(token, proof)).toBe(true);
    expect(troubles).toEqual([]);
  });

  it('does it once for all that wait for it', async () => {
    const { challenges, asked } = open();
    const all = [1, 2, 3].map(() =>
      challenges.solve({ token: tokenOf(3), options: ['proofOfWork'] }),
    );
    expect(await Promise.all(all)).toEqual([true, true, true]);
    expect(asked).toHaveLength(1);
  });

  it('leaves the event loop to others meanwhile', async () => {
    const { challenges, chores } = open();
    let isOver = false;
    // So much that no luck ends it before others had their turns.
    const solved = challenges.solve({ token: tokenOf(14), options: ['proofOfWork'] });
    void solved.then(() => {
      isOver = true;
    });
    for (let turns = 0; turns < 2; turns += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(isOver).toBe(false);
    }
    chores.stop();
    expect(await solved).toBe(false);
  });

  it('tells where it cannot: another kind, too much, or not taken', async () => {
    for (const challenge of [
      { token: tokenOf(3), options: ['captcha'] },
      { token: tokenOf(15), options: ['proofOfWork'] },
      { token: 'what', options: ['proofOfWork'] },
    ]) {
      const { challenges, asked, troubles } = open();
      expect(await challenges.solve(challenge)).toBe(false);
      expect(asked).toEqual([]);
      expect(troubles).toMatchObject([{ code: 'challenge.required' }]);
    }
    const { challenges, troubles } = open(403);
    expect(await challenges.solve({ token: tokenOf(3), options: ['proofOfWork'] })).toBe(false);
    expect(troubles).toMatchObject([{ code: 'challenge.invalid' }]);
  });

  it('works for nobody once it is closed', async () => {
    const { challenges, asked, chores, troubles } = open();
    chores.stop();
    expect(await challenges.solve({ token: tokenOf(14), options: ['proofOfWork'] })).toBe(false);
    expect([asked, troubles]).toEqual([[], []]);
  });
});

describe('a program that answers', () => {
  const token = tokenOf(3);
  const both = { token, options: ['pushChallenge', 'captcha'] };
  const answers = {
    pushChallenge: async () => 'what was pushed',
    captcha: async () => 'what its page gave',
  };
  const shown = (asked: HttpAsk[]) =>
    asked.map(({ verb, path, body }) => [verb, path, ...(body ? [body] : [])]);

  it('is asked for nothing that work does', async () => {
    const { challenges, asked } = open(200, answers);
    const options = [...both.options, 'proofOfWork'];
    expect(await challenges.solve({ token, options })).toBe(true);
    expect(asked).toHaveLength(1);
  });

  it('is asked for what the server pushes, which it sends for first', async () => {
    const { challenges, asked } = open(200, answers);
    expect(await challenges.solve(both)).toBe(true);
    expect(shown(asked)).toEqual([
      ['POST', '/v1/challenge/push'],
      ['PUT', '/v1/challenge', { type: 'rateLimitPushChallenge', challenge: 'what was pushed' }],
    ]);
  });

  it('is asked for a captcha where none came, or none is pushed', async () => {
    const body = { type: 'captcha', token, captcha: 'what its page gave' };
    const solved = ['PUT', '/v1/challenge', body];
    const none = open(200, { ...answers, pushChallenge: async () => undefined });
    expect(await none.challenges.solve(both)).toBe(true);
    expect(shown(none.asked).at(-1)).toEqual(solved);
    const { challenges, asked } = open(200, { captcha: answers.captcha });
    expect(await challenges.solve(both)).toBe(true);
    expect(shown(asked)).toEqual([solved]);
  });

  it.each([
    ['https://aldis.example.org/captcha', 'https://aldis.example.org/captcha'],
    ['javascript:alert(1)', undefined],
    ['no address', undefined],
    [`https://a.example.org/${'x'.repeat(1024)}`, undefined],
  ])(
    'is told where a captcha is solved, if that is an address of the web: %s',
    async (said, is) => {
      const told: unknown[] = [];
      const { challenges } = open(200, {
        async captcha(page) {
          told.push(page);
          return 'solved';
        },
      });
      await challenges.solve({ token, options: ['captcha'], captchaPage: said });
      expect(told).toEqual([is]);
    },
  );

  it('has no captcha to bring any more once none would be taken', async () => {
    const { challenges, asked, clock } = open();
    await challenges.solve({ token, options: ['captcha'] });
    clock.advance(limits.challengeLifetimeMs - 1);
    expect(challenges.captchaWanted).toEqual({ page: undefined });
    clock.advance(1);
    expect(challenges.captchaWanted).toBeUndefined();
    expect(await challenges.solveCaptcha('what its page gave')).toBe(false);
    expect(asked).toEqual([]);
  });

  it('that has no answer is told so, and nothing is asked of the server', async () => {
    const { challenges, asked, troubles } = open(200, { captcha: async () => undefined });
    const captchaPage = 'https://aldis.example.org/captcha';
    expect(await challenges.solve({ token, options: ['captcha'], captchaPage })).toBe(false);
    expect(asked).toEqual([]);
    const message = expect.stringContaining(captchaPage);
    expect(troubles).toMatchObject([{ code: 'challenge.required', message }]);
  });
});

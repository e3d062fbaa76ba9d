// Promises of a client that is asked for work.

import { describe, expect, it } from 'vitest';
import { createChallengeTokens } from '#crypto';
import { Challenges } from '../../../../client/challenges/challenges.ts';
import { Chores } from '../../../../client/chores.ts';
import { Events } from '../../../../client/events.ts';
import type { HttpAsk } from '../../../../client/transport/transport.ts';

const tokens = createChallengeTokens({ indexKey: Buffer.alloc(32).toString('base64') });
const tokenOf = (bits: number) =>
  tokens.issue({ bucket: 'strangers', bits, expiresAtMs: 1_700_000_000_000 }, 'ada');

function open(status = 200) {
  const asked: HttpAsk[] = [];
  const troubles: Error[] = [];
  const events = new Events();
  events.on('trouble', (error) => void troubles.push(error));
  const chores = new Chores(events);
  const http = async (ask: HttpAsk) => {
    asked.push(ask);
    return { status, headers: {}, body: { code: 'challenge.invalid', message: 'No.' } };
  };
  return { challenges: new Challenges({ http, chores }), asked, troubles, chores };
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
    const { challenges } = open();
    let turns = 0;
    const timer = setInterval(() => void (turns += 1), 1);
    await challenges.solve({ token: tokenOf(8), options: ['proofOfWork'] });
    clearInterval(timer);
    expect(turns).toBeGreaterThan(1);
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

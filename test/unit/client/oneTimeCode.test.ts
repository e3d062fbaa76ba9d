// One-time codes at the ways in: asked for only when the server wants one, and with nothing done
// twice that was done before it.

import { describe, expect, it } from 'vitest';
import type { HttpAnswer, HttpAsk, Network, Transport } from '#client';
import { AldisClient, ClientError } from '#client';
import { withCode } from '../../../client/login/oneTimeCode.ts';

const wants = ['totp.invalid', 'auth.fresh_proof'] as const;
const refusal = (code: (typeof wants)[number] | 'auth.invalid') => new ClientError(code, 'no');

describe('a code', () => {
  /** A door that lets `777777` in, and tells what it was shown. */
  function door() {
    const shown: (string | undefined)[] = [];
    const work = async (code: string | undefined) => {
      shown.push(code);
      if (code === undefined) throw refusal('auth.fresh_proof');
      if (code !== '777777') throw refusal('totp.invalid');
      return 'in';
    };
    return { shown, work };
  }

  it('that was given is shown at once, and once', async () => {
    const { shown, work } = door();
    expect(await withCode(' 777777 ', wants, work)).toBe('in');
    await expect(withCode('000000', wants, work)).rejects.toMatchObject({ code: 'totp.invalid' });
    await expect(withCode(undefined, wants, work)).rejects.toMatchObject({
      code: 'auth.fresh_proof',
    });
    expect(shown).toEqual(['777777', '000000', undefined]);
  });

  it('is asked for when it is wanted, after a wrong one again, three times at most', async () => {
    const { shown, work } = door();
    const typed = ['000000', '777777'];
    expect(await withCode(async () => typed.shift() ?? '', wants, work)).toBe('in');
    expect(shown).toEqual([undefined, '000000', '777777']);
    let asked = 0;
    const wrong = withCode(async () => `00000${(asked += 1)}`, wants, work);
    await expect(wrong).rejects.toMatchObject({ code: 'totp.invalid' });
    expect(asked).toBe(3);
  });

  it('is not asked for where none is wanted, nor for another refusal', async () => {
    let asked = 0;
    const ask = async () => String((asked += 1));
    expect(await withCode(ask, wants, async () => 'in')).toBe('in');
    const refused = withCode(ask, wants, async () => {
      throw refusal('auth.invalid');
    });
    await expect(refused).rejects.toMatchObject({ code: 'auth.invalid' });
    expect(asked).toBe(0);
  });
});

it('a registration that wants a one-time code goes on with the verified number', async () => {
  const asked: HttpAsk[] = [];
  const answerTo = ({ path, body }: HttpAsk): HttpAnswer => {
    const headers = {};
    const session = (verified: boolean) => ({
      ...{ status: 200, headers },
      body: { id: 'one', verified },
    });
    if (path === '/v1/verification/session') return session(false);
    if (path.endsWith('/code')) return session(body !== undefined && 'code' in Object(body));
    if ((body as { totp?: string }).totp !== '777777') {
      return { status: 441, headers, body: { code: 'registration.totp' } };
    }
    const [uuid, pni] = [1, 2].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
    return { status: 200, headers, body: { uuid, pni, number: '+12025550199' } };
  };
  const network = {
    async http(_server, request) {
      asked.push(request);
      return answerTo(request);
    },
    // Nobody connects here.
    transport: () => ({ close: () => undefined }) as Partial<Transport> as Transport,
  } as Partial<Network> as Network;
  const register = (totp?: () => Promise<string>) =>
    AldisClient.register({
      ...{ server: 'http://twin', profile: ':memory:', network },
      ...{ number: '+12025550199', code: async () => '123456' },
      ...(totp ? { totp } : {}),
    });
  await expect(register()).rejects.toMatchObject({ code: 'registration.totp' });
  asked.length = 0;
  const client = await register(async () => '777777');
  expect(client.number).toBe('+12025550199');
  const paths = asked.map(({ path }) => path);
  expect(paths.filter((path) => path.endsWith('/code'))).toHaveLength(2);
  expect(paths.filter((path) => path === '/v1/registration')).toHaveLength(2);
  await client.close();
});

// Credentials for groups, of a server that gives strange ones.

import { expect, it } from 'vitest';
import { GroupCredentials } from '../../../../client/groups/credentials.ts';
import { GroupSecrets } from '../../../../client/groups/secrets.ts';
import { Store } from '../../../../client/store/store.ts';
import { systemClock } from '../../../../client/clock.ts';
import { parseAccountId } from '#protocol';
import type { HttpAsk } from '../../../../client/transport/transport.ts';
import { testGroupKeys } from '../../../support/groupKeys.ts';

const uuid = '00000000-0000-4000-8000-000000000001';
const account = parseAccountId(uuid) ?? expect.fail('an account');
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

it.each([
  ['garbage', () => 'AAAA'],
  ['of another day', (day: number) => credential(uuid, day + 24 * 60 * 60)],
  ['of another account', (day: number) => credential(uuid.replace(/1$/, '2'), day)],
])('a credential that is %s is refused in words', async (_what, made) => {
  const http = async ({ path }: HttpAsk) => {
    if (path === '/v2/config') return ok({ groupPublicParams: base64(testGroupKeys.publicParams) });
    const day = Number(/Start\w+=(\d+)/.exec(path)?.[1]);
    return ok({ credentials: [{ redemptionTime: day, credential: made(day) }] });
  };
  const store = new Store(':memory:', 'either');
  store.profile.begin('http://127.0.0.1:1');
  store.profile.registered(account, `PNI:${uuid}`, undefined);
  const clock = systemClock;
  const credentials = new GroupCredentials({ store, clock, http, account });
  const shown = credentials.header(new GroupSecrets(Buffer.alloc(32, 7)));
  await expect(shown).rejects.toMatchObject({ code: 'server.unreadable' });
  store.close();
});

const ok = (body: object) => ({ status: 200, headers: {}, body });

const credential = (of: string, day: number) =>
  base64(testGroupKeys.issueCredential(of as never, `${uuid}` as never, day));

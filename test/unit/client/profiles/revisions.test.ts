// A profile that claims to be from a time that nobody's clock shows: whoever took it could never be
// told of another one.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseAccountId } from '#protocol';
import { systemClock } from '../../../../client/clock.ts';
import type { ClientContext } from '../../../../client/clientContext.ts';
import { OwnProfile } from '../../../../client/profiles/ownProfile.ts';
import { People } from '../../../../client/profiles/people.ts';
import type { ProfileRoutes } from '../../../../client/profiles/profileRoutes.ts';
import { openProfile, sealProfile } from '../../../../client/profiles/sealedProfile.ts';
import type { SealedProfile } from '../../../../client/profiles/sealedProfile.ts';
import { Store } from '../../../../client/store/store.ts';

const account = parseAccountId('00000000-0000-4000-8000-000000000001') ?? expect.fail('an id');
const words = { name: 'Ana', about: '', emoji: '' };
const lastRevision = 2 ** 48 - 1;

let store: Store;
let published: SealedProfile[];

beforeEach(() => {
  store = new Store(':memory:', 'either');
  published = [];
});
afterEach(() => store.close());

/** A server that shows this, and keeps what it is given. */
const showing = (profile: SealedProfile) => {
  const routes: Pick<ProfileRoutes, 'get' | 'put'> = {
    get: async () => ({ identityKey: randomBytes(33), profile }),
    put: async (_version, sealed) => ({ body: published.push(sealed) }),
  };
  return routes as ProfileRoutes;
};
const context = () => ({ store, account, clock: systemClock }) as unknown as ClientContext;

it('of the own account is written over', async () => {
  const key = store.sealed.profileKey();
  const far = sealProfile(key, { ...words, name: 'Eve', revision: lastRevision });
  const own = new OwnProfile(context(), showing(far));
  store.people.say(words, Date.now());
  expect(await own.settle()).toBe(true);
  expect(published.map((one) => openProfile(key, one)?.name)).toEqual(['Ana']);
  store.people.say({ ...words, about: 'lamps' }, Date.now());
  await own.settle();
  expect(published).toHaveLength(2);
});

it('of somebody else is not believed', async () => {
  const key = randomBytes(32);
  store.sealed.learn(account, key, Date.now());
  const far = sealProfile(key, { ...words, revision: lastRevision });
  const people = new People(context(), showing(far));
  await expect(people.look(account)).rejects.toMatchObject({ code: 'profile.untrue' });
  expect(people.known(account)).toBeUndefined();
});

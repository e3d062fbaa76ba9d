// Promises of user names at the door.

import { randomUUID } from 'node:crypto';
import { usernames } from '@signalapp/libsignal-client';
import { beforeEach, describe, expect, it } from 'vitest';
import { ask, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

const route = '/v1/accounts/username_hash';
const linkRoute = '/v1/accounts/username_link';
const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
const hashOf = (name: string) => base64url(usernames.hash(name));

let test = createTestServices();
let api = apiOver(test.services);
beforeEach(() => {
  test = createTestServices();
  api = apiOver(test.services);
});

const person = () => join(api, operatorToken);
type Person = Awaited<ReturnType<typeof person>>;
const as = ({ authorization }: Person) => ({ authorization });

const reserve = (who: Person, ...names: string[]) =>
  ask(api, 'PUT', `${route}/reserve`, { ...as(who), body: { usernameHashes: names.map(hashOf) } });
function confirm(who: Person, name: string, more: object = {}) {
  const zkProof = base64url(usernames.generateProof(name));
  const body = { usernameHash: hashOf(name), zkProof, ...more };
  return ask(api, 'PUT', `${route}/confirm`, { ...as(who), body });
}
const find = (name: string) => ask(api, 'GET', `${route}/${hashOf(name)}`);

describe('a user name', () => {
  it('is reserved, confirmed by proof, and found by anybody who knows it', async () => {
    const ada = await person();
    expect((await find('ada.42')).status).toBe(404);
    const reserved = await reserve(ada, 'ada.42', 'ada.43');
    expect([reserved.status, reserved.json['usernameHash']]).toEqual([200, hashOf('ada.42')]);
    expect((await find('ada.42')).status).toBe(404);
    expect((await confirm(ada, 'ada.42')).json).toEqual({
      usernameHash: hashOf('ada.42'),
      usernameLinkHandle: null,
    });
    expect((await find('ada.42')).json).toEqual({ uuid: ada.account });
  });

  it('of another is refused, and the proof of another name', async () => {
    const [ada, bob] = [await person(), await person()];
    await reserve(ada, 'ada.42');
    expect((await reserve(bob, 'ada.42')).headers['x-aldis-code']).toBe('username.taken');
    expect((await confirm(bob, 'ada.42')).headers['x-aldis-code']).toBe('username.taken');
    const zkProof = base64url(usernames.generateProof('bob.42'));
    const forged = await confirm(ada, 'ada.42', { zkProof });
    expect([forged.status, forged.headers['x-aldis-code']]).toEqual([422, 'username.proof']);
    test.clock.advance(5 * 60_000);
    expect((await confirm(ada, 'ada.42')).headers['x-aldis-code']).toBe('username.lapsed');
  });

  it('ends with DELETE, comes back to who had it, is free once the account is gone', async () => {
    const ada = await person();
    await reserve(ada, 'ada.42');
    await confirm(ada, 'ada.42');
    expect((await ask(api, 'DELETE', route, as(ada))).status).toBe(204);
    expect((await find('ada.42')).status).toBe(404);
    await confirm(ada, 'ada.42');
    expect((await find('ada.42')).status).toBe(200);
    expect((await ask(api, 'DELETE', '/v1/accounts/me', as(ada))).status).toBe(204);
    expect((await find('ada.42')).status).toBe(404);
    expect((await reserve(await person(), 'ada.42')).status).toBe(200);
  });

  it('has a link, which its holder of the secret half opens', async () => {
    const ada = await person();
    expect((await ask(api, 'DELETE', linkRoute, as(ada))).status).toBe(204);
    await reserve(ada, 'ada.42');
    const made = usernames.createUsernameLink('ada.42');
    const value = base64url(made.encryptedUsername);
    const { json } = await confirm(ada, 'ada.42', { encryptedUsername: value });
    const first = await ask(api, 'GET', `${linkRoute}/${String(json['usernameLinkHandle'])}`);
    expect(first.json).toEqual({ usernameLinkEncryptedValue: value });
    const body = { usernameLinkEncryptedValue: value };
    const next = await ask(api, 'PUT', linkRoute, { ...as(ada), body });
    expect(next.json['usernameLinkHandle']).not.toBe(json['usernameLinkHandle']);
    const gone = await ask(api, 'GET', `${linkRoute}/${String(json['usernameLinkHandle'])}`);
    expect(gone.headers['x-aldis-code']).toBe('username.not_found');
    expect((await ask(api, 'GET', `${linkRoute}/${randomUUID()}`)).status).toBe(404);
  });

  it.each(['', 'AAAA', '='.repeat(43), `${'A'.repeat(42)}B`, 'A'.repeat(44)])(
    'is looked up by a hash in its one form alone: %j',
    async (hash) => {
      const status = (await ask(api, 'GET', `${route}/${hash}`)).status;
      expect([404, 422]).toContain(status);
    },
  );
});

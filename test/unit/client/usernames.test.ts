// User names of the SDK, against the routes of the server.

import { beforeEach, describe, expect, it } from 'vitest';
import {
  confirmUsername,
  findUsername,
  removeUsername,
  renewLink,
  reserveUsername,
} from '../../../client/usernames.ts';
import type { HttpAnswer, HttpAsk } from '../../../client/transport/transport.ts';
import { ask, join } from '../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../support/gatewayServices.ts';

let api = apiOver(createTestServices().services);
beforeEach(() => {
  api = apiOver(createTestServices().services);
});

const asking =
  (authorization?: string) =>
  async ({ verb, path, body }: HttpAsk): Promise<HttpAnswer> => {
    const named = authorization === undefined ? {} : { authorization };
    const told = await ask(api, verb, path, { ...named, ...(body ? { body } : {}) });
    return { status: told.status, headers: told.headers, body: told.json };
  };

const setUsername = async (own: ReturnType<typeof asking>, nickname: string) =>
  confirmUsername(own, await reserveUsername(own, nickname));

describe('a user name', () => {
  it('is found by its words and by its link, without a name, until it is taken away', async () => {
    const ada = await join(api, operatorToken);
    const own = asking(ada.authorization);
    const { username, link } = await setUsername(own, 'ada');
    expect(username).toMatch(/^ada\.\d{2,}$/);
    expect(await findUsername(asking(), username)).toBe(ada.account);
    expect(await findUsername(asking(), username.toUpperCase())).toBe(ada.account);
    expect(await findUsername(asking(), link)).toBe(ada.account);
    const next = await renewLink(own, username);
    await expect(findUsername(asking(), link)).rejects.toMatchObject({
      code: 'username.not_found',
    });
    expect(await findUsername(asking(), next)).toBe(ada.account);
    await removeUsername(own);
    await expect(findUsername(asking(), username)).rejects.toMatchObject({
      code: 'username.not_found',
    });
  });

  it('is nobody’s until it is confirmed, and none that was not reserved is', async () => {
    const [ada, eve] = [await join(api, operatorToken), await join(api, operatorToken)];
    const username = await reserveUsername(asking(ada.authorization), 'ada');
    await expect(findUsername(asking(), username)).rejects.toMatchObject({
      code: 'username.not_found',
    });
    await expect(confirmUsername(asking(eve.authorization), username)).rejects.toMatchObject({
      code: 'username.taken',
    });
    await confirmUsername(asking(ada.authorization), username);
    expect(await findUsername(asking(), username)).toBe(ada.account);
  });

  it('is two people’s with other digits each', async () => {
    const people = [await join(api, operatorToken), await join(api, operatorToken)];
    const names = await Promise.all(
      people.map(({ authorization }) => setUsername(asking(authorization), 'ada')),
    );
    expect(new Set(names.map(({ username }) => username)).size).toBe(2);
  });

  it.each(['', 'a', '1ada', 'a da', 'ääää', 'x'.repeat(33)])('is none: %j', async (word) => {
    const refused = expect.objectContaining({ code: 'argument.invalid' });
    await expect(setUsername(asking(), word)).rejects.toEqual(refused);
    await expect(findUsername(asking(), word)).rejects.toEqual(refused);
  });

  it.each(['aldis://user', 'aldis://link?handle=x&key=y', 'aldis://user?handle=x&key=AAAA'])(
    'has no such link: %s',
    async (link) => {
      await expect(findUsername(asking(), link)).rejects.toMatchObject({
        code: 'argument.invalid',
      });
    },
  );
});

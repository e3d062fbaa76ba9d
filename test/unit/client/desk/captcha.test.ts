// A captcha that the server wants of an account, as the page knows of it.

import { beforeEach, expect, test } from 'vitest';
import { Captcha } from '../../../../client/desk/page/model/captcha.ts';
import { Rpc, RpcFailure } from '../../../../client/desk/page/rpc.ts';

const page = 'https://aldis.example.org/captcha';
let isWanted: boolean;
let asked: object[];
let told: Map<string, (params: object) => void>;
let captcha: Captcha;

beforeEach(() => {
  [isWanted, asked, told] = [true, [], new Map()];
  const rpc = new Rpc(
    { secret: () => undefined, entered: () => undefined },
    () => ({}) as WebSocket,
  );
  rpc.call = async (method, params = {}) => {
    expect(method).toBe('captcha');
    asked.push(params);
    const { token } = params as { token?: string };
    if (token === 'wrong') throw new RpcFailure('challenge.invalid', 'No.');
    if (token !== undefined) isWanted = false;
    return { profile: 'ana', isWanted, ...(isWanted ? { page } : {}) } as never;
  };
  rpc.on = (name, listener) => {
    told.set(name, listener as (params: object) => void);
    return () => true;
  };
  captcha = new Captcha(rpc);
});

const refused = () =>
  told.get('event.trouble')?.({ code: 'challenge.required', message: 'Solve.' });

test('is asked for once something was refused, however much was', async () => {
  told.get('event.trouble')?.({ code: 'rate.limited', message: 'Later.' });
  refused();
  refused();
  await expect.poll(() => captcha.wanted.value).toEqual({ page });
  expect(asked).toEqual([{}]);
});

test('stays until what its page gave is right', async () => {
  await captcha.read();
  const wrong = captcha.solve('wrong');
  await expect(wrong).rejects.toMatchObject({ code: 'challenge.invalid' });
  expect(captcha.wanted.value).toEqual({ page });
  await captcha.solve(' right\n');
  expect(captcha.wanted.value).toBeUndefined();
  expect(asked.at(-1)).toEqual({ token: 'right' });
});

test('goes once it was brought elsewhere, or the wait is over', async () => {
  told.get('event.sent')?.({});
  expect(captcha.wanted.value).toBeUndefined();
  await captcha.read();
  isWanted = false;
  told.get('event.sent')?.({});
  await expect.poll(() => captcha.wanted.value).toBeUndefined();
  expect(asked).toEqual([{}, {}]);
});

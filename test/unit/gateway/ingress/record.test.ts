// Promises of the account's record, over HTTP as any client would ask.

import { beforeEach, expect, it } from 'vitest';
import type { AccountId } from '#protocol';
import { limits, refuse } from '#protocol';
import type { Api } from '../../../../src/gateway/ingress/api.ts';
import { ask, join } from '../../../support/apiClient.ts';
import { apiOver, createTestServices, operatorToken } from '../../../support/gatewayServices.ts';

let test: ReturnType<typeof createTestServices>;
let api: Api;
let ada: Awaited<ReturnType<typeof join>>;
let bob: Awaited<ReturnType<typeof join>>;

beforeEach(async () => {
  test = createTestServices();
  api = apiOver(test.services);
  ada = await join(api, operatorToken);
  bob = await join(api, operatorToken);
});

const base64 = (text: string) => Buffer.from(text).toString('base64');
const key = (n: number) => Buffer.alloc(16, n).toString('base64');
const item = (n: number, text: string) => ({ key: key(n), value: base64(text) });
const get = (path: string, { authorization } = ada) => ask(api, 'GET', path, { authorization });
const put = (path: string, body: object, { authorization } = ada) =>
  ask(api, 'PUT', path, { authorization, body });
const change = (version: number, more: object = {}) =>
  put('/v1/storage', { manifest: { version, value: base64(`manifest ${version}`) }, ...more });

it('an account has no record until it writes one', async () => {
  expect((await get('/v1/storage/manifest')).json).toEqual({ manifest: null });
  expect((await get('/v1/storage/manifest/version/0')).status).toBe(204);
  const insertItem = [item(1, 'one'), item(2, 'two')];
  expect((await change(1, { insertItem })).status).toBe(204);
  const manifest = { version: 1, value: base64('manifest 1') };
  expect((await get('/v1/storage/manifest')).json).toEqual({ manifest });
  expect((await get('/v1/storage/manifest/version/0')).json).toEqual({ manifest });
  expect((await get('/v1/storage/manifest/version/1')).status).toBe(204);
  const read = await put('/v1/storage/read', { keys: [key(2), key(3)] });
  expect(read.json).toEqual({ items: [item(2, 'two')] });
});

it('nobody reads or changes the record of another account', async () => {
  await change(1, { insertItem: [item(1, 'one')] });
  expect((await get('/v1/storage/manifest', bob)).json).toEqual({ manifest: null });
  const read = await put('/v1/storage/read', { keys: [key(1)] }, bob);
  expect(read.json).toEqual({ items: [] });
  expect((await ask(api, 'GET', '/v1/storage/manifest')).status).toBe(401);
});

it('whoever comes second learns what the first has made of it', async () => {
  await change(1, { insertItem: [item(1, 'one')] });
  const late = await change(1, { insertItem: [item(2, 'late')] });
  expect(late.status).toBe(409);
  expect(late.json).toEqual({ manifest: { version: 1, value: base64('manifest 1') } });
  const unknown = await put('/v1/storage', { manifest: { version: 5, value: base64('x') } }, bob);
  expect([unknown.status, unknown.json]).toEqual([409, { manifest: null }]);
  expect((await change(2, { deleteKey: [key(1)] })).status).toBe(204);
  expect((await put('/v1/storage/read', { keys: [key(1)] })).json).toEqual({ items: [] });
});

it('a record has limits, each with a code', async () => {
  const large = { key: key(1), value: base64('x'.repeat(limits.recordItemBytesMax + 1)) };
  expect((await change(1, { insertItem: [large] })).status).toBe(422);
  const keys = Array.from({ length: limits.recordReadMax + 1 }, (_, n) => key(n));
  expect((await put('/v1/storage/read', { keys })).status).toBe(422);
  const short = Buffer.alloc(15).toString('base64');
  expect((await change(1, { deleteKey: [short] })).status).toBe(422);
  const value = 'x'.repeat(limits.recordItemBytesMax);
  const perChange = 64;
  const changesMax = limits.recordBytesMax / limits.recordItemBytesMax / perChange;
  for (let version = 1; version <= changesMax + 1; version++) {
    const insertItem = Array.from({ length: perChange }, (_, n) => {
      const name = Buffer.alloc(16);
      name.writeUInt32BE(version * perChange + n);
      return { key: name.toString('base64'), value: base64(value) };
    });
    const answer = await change(version, { insertItem });
    const isFull = version > changesMax;
    expect(answer.status).toBe(isFull ? 413 : 204);
    if (isFull) expect(answer.headers['x-aldis-code']).toBe('record.full');
  }
});

it('and friendships change under the leave that a device loses when it is removed', async () => {
  const late = apiOver(test.services, undefined, { under: async () => refuse('auth.invalid') });
  const { authorization } = ada;
  const body = { manifest: { version: 1, value: base64('manifest 1') } };
  const friend = `/v1/friends/${bob.account}`;
  expect((await ask(late, 'PUT', '/v1/storage', { authorization, body })).status).toBe(401);
  expect((await ask(late, 'PUT', friend, { authorization })).status).toBe(401);
  expect((await ask(late, 'DELETE', friend, { authorization })).status).toBe(401);
  expect((await get('/v1/storage/manifest')).json).toEqual({ manifest: null });
  expect((await get('/v1/friends')).json).toEqual({ friends: [] });
});

it('does not stay behind when it is written while its account is deleted', async () => {
  const { records } = test.services;
  const write = records.write.bind(records);
  records.write = async (of, change) => {
    const { authorization } = ada;
    expect((await ask(api, 'DELETE', '/v1/accounts/me', { authorization })).status).toBe(204);
    return write(of, change);
  };
  expect((await change(1, { insertItem: [item(1, 'one')] })).status).toBe(401);
  expect(await records.manifest(ada.account as AccountId)).toBeUndefined();
});

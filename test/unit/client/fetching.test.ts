// What waits is read over HTTPS as a connection would bring it: told once, stored before it is
// acknowledged, to its end.

import { afterEach, beforeEach, expect, it } from 'vitest';
import type { HttpAsk } from '#client';
import { AldisClient, NoAnswer } from '#client';
import { type Person, Scene, talk } from './people.ts';

let scene: Scene;
let ana: Person;
let ben: Person;

beforeEach(async () => {
  scene = new Scene();
  scene.server.waitingPageMax = 2;
  ana = await scene.person('ana');
  ben = await scene.person('ben');
  await talk(ana, ben, 'hello');
  ben.heard.length = 0;
});
afterEach(() => scene.end());

/** His program begins again, and connects to nothing. */
async function wake(): Promise<void> {
  const { server, clock } = scene;
  await ben.client.close();
  ben.client = AldisClient.open(ben.profile, { network: server, clock });
  ben.client.on('message', (message) => ben.heard.push(message));
}

const waiting = () => scene.server.device(ben.id).queue;
const fetched = () => scene.ended(ben.client.fetch());

async function write(texts: readonly string[]): Promise<void> {
  for (const text of texts) await scene.ended(ana.client.send(ben.id, text));
}

it('tells all that waited in its order, and leaves nothing at the server', async () => {
  await wake();
  const texts = ['1', '2', '3', '4', '5'];
  await write(texts);
  const waited = waiting().size;
  expect(await fetched()).toBe(waited);
  expect(ben.texts).toEqual(texts);
  expect(waiting().size).toBe(0);
  expect([ben.connection, ben.client.state]).toEqual([undefined, 'idle']);
  expect(await fetched()).toBe(0);
});

it('brings nothing again that a connection follows, and goes on with the ratchet', async () => {
  await wake();
  await write(['1', '2', '3']);
  await fetched();
  await ben.client.connect();
  await talk(ana, ben, 'later');
  expect(ben.texts).toEqual(['1', '2', '3', 'later a']);
});

it('tells nothing twice whose acknowledgement was lost', async () => {
  await wake();
  await write(['1', '2', '3']);
  scene.server.cuts.request = ({ path }: HttpAsk) => {
    if (path === '/v1/messages/acknowledge') throw new NoAnswer('the line broke');
    return undefined;
  };
  await expect(fetched()).rejects.toMatchObject({ code: 'server.unreachable' });
  expect(waiting().size).toBeGreaterThan(0);
  scene.server.cuts = {};
  await wake();
  await fetched();
  expect(ben.texts).toEqual(['1', '2', '3']);
  expect(waiting().size).toBe(0);
});

it('asks over HTTPS what it takes to read it, of a device that nobody had heard of', async () => {
  await wake();
  const further = await scene.link(ana, 'ana-too');
  await scene.ended(further.client.send(ben.id, 'from my other device'));
  await fetched();
  expect(ben.texts).toEqual(['from my other device']);
  expect(ben.connection).toBeUndefined();
});

it('is one work however often it is asked for at once', async () => {
  await wake();
  await write(['1', '2']);
  let pages = 0;
  scene.server.cuts.request = ({ path }: HttpAsk) => {
    if (path === '/v1/messages') pages += 1;
    return undefined;
  };
  const all = await scene.ended(Promise.all([ben.client.fetch(), ben.client.fetch()]));
  expect(all[0]).toBe(all[1]);
  expect(ben.texts).toEqual(['1', '2']);
  expect(pages).toBeLessThan(4);
});

it('is refused with a code where there is no server, no account, sense or client', async () => {
  await wake();
  const cut = (answer: { status: number; body?: unknown } | undefined) => {
    scene.server.cuts.request = () => {
      if (!answer) throw new NoAnswer('nobody is there');
      return { headers: {}, body: undefined, ...answer };
    };
  };
  cut(undefined);
  await expect(fetched()).rejects.toMatchObject({ code: 'server.unreachable' });
  cut({ status: 401 });
  await expect(fetched()).rejects.toMatchObject({ code: 'auth.invalid' });
  cut({ status: 200, body: { messages: [{ guid: 'x' }], more: true } });
  await expect(fetched()).rejects.toMatchObject({ code: 'server.unreadable' });
  scene.server.cuts = {};
  await ben.client.close();
  await expect(ben.client.fetch()).rejects.toMatchObject({ code: 'client.closed' });
});

it('says how the device is woken', async () => {
  const asked: unknown[] = [];
  scene.server.cuts.request = ({ verb, path, body }: HttpAsk) => {
    if (!path.startsWith('/v1/accounts/')) return undefined;
    asked.push([verb, path, body]);
    const state = { publicKey: 'BA', kinds: ['unifiedpush', 'webpush'], kind: 'unifiedpush' };
    return { status: verb === 'GET' ? 200 : 204, headers: {}, body: state };
  };
  const { push } = ben.client.ownAccount;
  const endpoint = 'https://push.example.org/x';
  await push.set({ kind: 'unifiedpush', endpoint });
  await push.set({ kind: 'fcm', token: 't' });
  expect((await push.show()).kind).toBe('unifiedpush');
  await push.off();
  expect(asked).toEqual([
    ['PUT', '/v1/accounts/webpush', { kind: 'unifiedpush', endpoint }],
    ['PUT', '/v1/accounts/gcm', { gcmRegistrationId: 't' }],
    ['GET', '/v1/accounts/webpush', undefined],
    ['DELETE', '/v1/accounts/webpush', undefined],
    ['DELETE', '/v1/accounts/gcm', undefined],
    ['DELETE', '/v1/accounts/apn', undefined],
  ]);
});

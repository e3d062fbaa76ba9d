// What touched the security of an account, as the SDK tells its program: once each in the life of
// a profile, however often the server says it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpAnswer, Network, TransportHandlers } from '#client';
import { AldisClient, NoAnswer } from '#client';
import type { AccountId, DeviceId } from '#protocol';
import { Store } from '../../../client/store/store.ts';

const self = '00000000-0000-4000-8000-000000000001' as AccountId;

let folder: string;
let profile: string;
let handlers: TransportHandlers;
let answer: HttpAnswer;
let client: AldisClient;
let told: number[];

const silence = () => Promise.reject(new NoAnswer('not asked'));
let request: () => Promise<HttpAnswer>;
const network: Network = {
  http: (_server, { path }) =>
    path === '/v1/accounts/security' ? Promise.resolve(answer) : silence(),
  transport: () => ({
    open(given) {
      handlers = given;
      given.state('connected');
    },
    connected: true,
    member: undefined,
    serverMs: () => undefined,
    send: silence,
    sendGroup: silence,
    ack: silence,
    topic: silence,
    request: () => request(),
    restart: () => undefined,
    close: () => undefined,
  }),
};

async function open(): Promise<void> {
  client = AldisClient.open(profile, { network });
  client.on('security', ({ at }) => told.push(at));
  await client.connect();
}

const event = (at: number) => ({ kind: 'session-began', at });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-security-'));
  profile = join(folder, 'ana.aldis');
  const store = new Store(profile, 'create');
  store.profile.begin('http://twin');
  store.profile.registered(self, self, '+12025550123');
  store.close();
  request = silence;
  told = [];
  await open();
});

afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true });
});

it('a lost number is told of once it is known here, or cannot be', async () => {
  const said = Promise.withResolvers<HttpAnswer>();
  request = () => said.promise;
  const seen: (string | undefined)[] = [];
  client.on('security', () => seen.push(client.number));
  handlers.security([{ kind: 'number-lost', at: 30 }]);
  expect([seen, client.number]).toEqual([[], '+12025550123']);
  said.resolve({ status: 200, headers: {}, body: { uuid: self, pni: self, number: null } });
  await expect.poll(() => seen).toEqual([undefined]);
  request = silence;
  handlers.security([{ kind: 'number-lost', at: 31 }]);
  await expect.poll(() => told).toEqual([30, 31]);
});

describe('an event', () => {
  it('is told once, though the server tells of all that it keeps at each connection', () => {
    handlers.security([event(10), event(11)]);
    handlers.security([event(12)]);
    handlers.security([event(10), event(11), event(12), event(15)]);
    expect(told).toEqual([10, 11, 12, 15]);
  });

  it('is not told again by the same profile, opened later', async () => {
    handlers.security([event(10)]);
    await client.close();
    await open();
    handlers.security([event(10), event(20)]);
    expect(told).toEqual([10, 20]);
  });
});

describe('the list', () => {
  it('is what the server keeps, its words made printable', async () => {
    const events = [
      { kind: 'new\u0007kind', at: 30, device: 900 },
      { kind: 'device-linked', at: 20, device: 2 },
    ];
    answer = { status: 200, headers: {}, body: { events } };
    const [unknown, linked] = await client.security.events();
    expect(unknown?.kind).not.toContain('\u0007');
    expect(unknown).not.toHaveProperty('device');
    expect(linked).toEqual({ kind: 'device-linked', at: 20, device: 2 as DeviceId });
  });

  it('is refused where it is none', async () => {
    answer = { status: 200, headers: {}, body: { events: [{ kind: 'a', at: 1e300 }] } };
    await expect(client.security.events()).rejects.toMatchObject({ code: 'server.refused' });
    answer = { status: 429, headers: {}, body: { code: 'rate.limited' } };
    await expect(client.security.events()).rejects.toMatchObject({ code: 'rate.limited' });
  });
});

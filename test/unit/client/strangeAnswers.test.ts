// Answers of a server that have not their form: refused by the client's own error, or not told.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AldisClient } from '#client';
import type { Network, TransportHandlers } from '#client';
import { Store } from '../../../client/store/store.ts';
import { Scene } from './people.ts';
import type { Person } from './people.ts';

const self = '00000000-0000-4000-8000-000000000001';
const other = '00000000-0000-4000-8000-000000000002';

describe('with a scene', () => {
  let scene: Scene;
  let ana: Person;

  beforeEach(async () => {
    scene = new Scene();
    ana = await scene.person('ana');
  });

  afterEach(() => scene.end());

  test.each([undefined, null, 7, 'accepted', [], {}, { friendship: 'enemies', friends: {} }])(
    'friends that are %j',
    async (body) => {
      scene.server.cuts.request = ({ path }) =>
        path.startsWith('/v1/friends') ? { status: 200, headers: {}, body } : undefined;
      const refused = { name: 'ClientError', code: 'server.refused' };
      await expect(ana.client.friend(other)).rejects.toMatchObject(refused);
      await expect(ana.client.friends()).rejects.toMatchObject(refused);
    },
  );

  test.each([
    { uuid: 'me', pni: other },
    { uuid: self, pni: '\u001b[2J' },
    { uuid: self, pni: other, number: '\u001b]0;x\u0007' },
    { uuid: self, pni: other, number: '+1'.padEnd(100, '5') },
    { uuid: self, pni: other, number: 15550100 },
  ])('a registration as %j', async (body) => {
    scene.server.cuts.request = () => ({ status: 200, headers: {}, body });
    const registering = AldisClient.register({
      server: 'http://twin',
      profile: ':memory:',
      invitation: 'welcome',
      network: scene.server,
      clock: scene.clock,
    });
    await expect(registering).rejects.toMatchObject({ code: 'server.refused' });
  });

  test.each([-1, 0.5, 1e300, '9', null])('keys that are %j in number', async (count) => {
    await scene.settle();
    const troubles: Error[] = [];
    ana.client.on('trouble', (error) => troubles.push(error));
    scene.server.cuts.request = ({ verb, path }) =>
      verb === 'GET' && path.startsWith('/v2/keys?')
        ? { status: 200, headers: {}, body: { count, pqCount: 100 } }
        : undefined;
    await ana.client.publishKeys();
    expect(troubles).toHaveLength(1);
  });
});

test('a notice is told when it has a kind and an account', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-notice-'));
  const profile = join(folder, 'ana.aldis');
  const store = new Store(profile, 'create');
  store.profile.begin('http://twin');
  store.profile.registered(self as never, self, undefined);
  store.close();
  let handlers: TransportHandlers | undefined;
  const nothing = () => undefined;
  const network: Network = {
    http: () => Promise.reject(new Error('not asked')),
    transport: () => ({
      open: (given) => {
        handlers = given;
        given.state('connected');
      },
      connected: false,
      member: undefined,
      serverMs: nothing,
      send: () => Promise.reject(new Error('not asked')),
      sendGroup: () => Promise.reject(new Error('not asked')),
      ack: () => Promise.reject(new Error('not asked')),
      topic: () => Promise.resolve({}),
      request: () => Promise.reject(new Error('not asked')),
      restart: nothing,
      close: nothing,
    }),
  };
  const client = AldisClient.open(profile, { network });
  try {
    const told: unknown[] = [];
    client.on('notice', (notice) => told.push(notice));
    await client.connect();
    handlers?.notice({ kind: 'friend.requested', account: '\u001b[2J' });
    handlers?.notice({ kind: 'friend\u0007', account: other });
    handlers?.notice({ kind: '', account: other });
    handlers?.notice({ kind: 'friend.accepted', account: other.toUpperCase() });
    handlers?.notice({ kind: 'of.a.newer_server', account: other });
    expect(told).toEqual([
      { kind: 'friend.accepted', account: other },
      { kind: 'of.a.newer_server', account: other },
    ]);
  } finally {
    await client.close();
    rmSync(folder, { recursive: true });
  }
});

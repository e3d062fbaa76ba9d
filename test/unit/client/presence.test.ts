// The SDK's presence: off until somebody turns it on, kept in the profile, mutual, and never a
// server's word about who is not watched.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Network, TopicAsk, TransportHandlers } from '#client';
import { AldisClient, NoAnswer } from '#client';
import type { AccountId, ErrorCode } from '#protocol';
import { presenceTopic } from '#protocol';
import { Store } from '../../../client/store/store.ts';

const self = '00000000-0000-4000-8000-000000000001' as AccountId;
const friend = '00000000-0000-4000-8000-000000000002' as AccountId;
const other = '00000000-0000-4000-8000-000000000003' as AccountId;
const settle = () => new Promise((resolve) => setImmediate(resolve));

let folder: string;
let profile: string;
let asked: string[];
let refusing: ErrorCode | undefined;
let silent: boolean;
let connected: boolean;
let restarts: unknown[];
let handlers: TransportHandlers;
let client: AldisClient;

const network: Network = {
  http: () => Promise.reject(new Error('not asked')),
  transport: () => ({
    open(given) {
      handlers = given;
      connected = true;
      given.state('connected');
    },
    get connected() {
      return connected;
    },
    member: undefined,
    serverMs: () => undefined,
    send: () => Promise.reject(new NoAnswer('not asked')),
    sendGroup: () => Promise.reject(new NoAnswer('not asked')),
    ack: () => Promise.reject(new NoAnswer('not asked')),
    topic({ type, topic }: TopicAsk) {
      asked.push(`${type} ${topic}`);
      if (silent) return Promise.reject(new NoAnswer('silence'));
      const refusal = refusing && { code: refusing };
      return Promise.resolve(refusal ? { refusal } : {});
    },
    request: () => Promise.reject(new NoAnswer('not asked')),
    restart: () => {
      restarts.push(1);
    },
    close: () => undefined,
  }),
};

function drop(): void {
  connected = false;
  handlers.state('waiting');
}

function comeBack(): void {
  connected = true;
  handlers.state('connected');
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aldis-presence-'));
  profile = join(folder, 'ana.aldis');
  const store = new Store(profile, 'create');
  store.profile.begin('http://twin');
  store.profile.registered(self, self, undefined);
  store.close();
  [asked, refusing, silent, connected, restarts] = [[], undefined, false, false, []];
  client = AldisClient.open(profile, { network });
});

afterEach(async () => {
  await client.close();
  rmSync(folder, { recursive: true });
});

describe('presence', () => {
  it('is off: nothing is shown, watched or published, over connections as well', async () => {
    await client.connect();
    drop();
    comeBack();
    expect(client.presence.isShown).toBe(false);
    await expect(client.presence.watch(friend)).rejects.toMatchObject({ code: 'presence.off' });
    const publishing = client.presence.publish(new Uint8Array(1));
    await expect(publishing).rejects.toMatchObject({ code: 'presence.off' });
    expect(asked).toEqual([]);
  });

  it('is switched with what else others are told, and follows at once', async () => {
    await client.connect();
    client.privacy.set({ presence: true });
    await settle();
    expect(client.presence.isShown).toBe(true);
    await client.presence.watch(friend);
    client.privacy.set({ typing: false });
    client.privacy.set({ presence: false });
    await settle();
    expect(client.presence.isShown).toBe(false);
    const [own, theirs] = [presenceTopic(self), presenceTopic(friend)];
    expect(asked).toEqual([`subscribe ${own}`, `subscribe ${theirs}`, `unsubscribe ${own}`]);
    await expect(client.presence.watch(friend)).rejects.toMatchObject({ code: 'presence.off' });
  });

  it('once on stays on with the profile, and its own topic comes first', async () => {
    await client.presence.show();
    expect(asked).toEqual([]);
    await client.close();
    client = AldisClient.open(profile, { network });
    expect(client.presence.isShown).toBe(true);
    await client.connect();
    await client.presence.watch(friend);
    drop();
    comeBack();
    await settle();
    const both = [`subscribe ${presenceTopic(self)}`, `subscribe ${presenceTopic(friend)}`];
    expect(asked).toEqual([...both, ...both]);
  });

  it('tells changes of who is watched alone, and of nobody without a connection', async () => {
    const told: unknown[] = [];
    client.on('presence', ({ account, devices }) => told.push([account, devices]));
    await client.connect();
    await client.presence.show();
    await client.presence.watch(friend);
    handlers.presence({ account: friend, devices: [1, 0, 1e9] });
    handlers.presence({ account: friend, devices: [1] });
    handlers.presence({ account: other, devices: [1] });
    handlers.presence({ account: 'nobody', devices: [1] });
    expect(client.presence.isHere(friend)).toBe(true);
    expect(client.presence.isHere(other)).toBe(false);
    drop();
    expect(client.presence.isHere(friend)).toBe(false);
    expect(told).toEqual([
      [friend, [1]],
      [friend, []],
    ]);
  });

  it('turned off is off at once, and for certain where the server does not answer', async () => {
    await client.connect();
    await client.presence.show();
    await client.presence.watch(friend);
    handlers.presence({ account: friend, devices: [1] });
    silent = true;
    await client.presence.hide();
    expect(client.presence.isShown).toBe(false);
    expect(client.presence.isHere(friend)).toBe(false);
    expect(restarts).toHaveLength(1);
    expect(asked.at(-1)).toBe(`unsubscribe ${presenceTopic(self)}`);
  });

  it('forgets a watch that was refused', async () => {
    await client.connect();
    await client.presence.show();
    refusing = 'relation.required';
    await expect(client.presence.watch(friend)).rejects.toMatchObject({ code: refusing });
    handlers.presence({ account: friend, devices: [1] });
    expect(client.presence.isHere(friend)).toBe(false);
  });
});

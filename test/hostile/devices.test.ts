// Attacks on an account's devices: tokens that are stolen or shown by many, lists that are
// replayed, forged or leave the primary out, addresses that are guessed, crowds that wait, and a
// linked device that reaches for what is its primary's.

import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { limits, linkAddressEvent, linkMessageEvent } from '#protocol';
import { Household } from '#lab/household.ts';
import { until } from '../support/people.ts';
import { HostileScene } from './scene/scene.ts';

const racers = 100;
/** Devices of one address that may wait on a worker; see waitingDevices.ts. There are two. */
const waitingMax = 2 * 16;

let scene: HostileScene;
let home: Household;
const sockets: Socket[] = [];

beforeAll(async () => {
  const ample = { burst: 10_000, refillMs: 1 };
  scene = await HostileScene.open({ linking: ample, linkWait: ample });
  home = await Household.register(scene.cluster.url, scene.cluster.invitation);
});

afterEach(() => {
  for (const socket of sockets.splice(0)) socket.disconnect();
});

afterAll(async () => {
  expect(scene.defects()).toEqual([]);
  expect(await scene.close()).toBe(0);
});

const idsOf = async () => {
  const { json } = await home.ask('GET', '/v1/devices');
  return (json['devices'] as { id: number }[]).map(({ id }) => id);
};

function waiting(localAddress = '127.0.0.1') {
  const socket = io(`${scene.cluster.url}/link`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    localAddress,
  } as object);
  sockets.push(socket);
  return new Promise<{ socket: Socket; address: string }>((resolve, reject) => {
    socket.once('link:address', (bytes: Uint8Array) => {
      const { address } = linkAddressEvent.body.decode(new Uint8Array(bytes));
      resolve({ socket, address });
    });
    socket.once('connect_error', reject);
  });
}

const provide = (address: string, bytes: Uint8Array) =>
  home.ask('PUT', `/v1/provisioning/${address}`, { body: Buffer.from(bytes).toString('base64') });

describe('a token', () => {
  it(`that ${racers} show at once makes one device`, async () => {
    const { id, token } = await home.announce();
    const answers = await Promise.all(Array.from({ length: racers }, () => home.show(id, token)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    const refused = answers.filter(({ code }) => code === 'link.token_invalid');
    expect(refused).toHaveLength(racers - 1);
    expect(await idsOf()).toEqual([1, id]);
    await home.remove({ id });
    expect(await idsOf()).toEqual([1]);
  });

  it('that was stolen is worth nothing after the next list, or the next announcement', async () => {
    const stolen = await home.announce();
    expect((await home.ask('PUT', '/v1/devices/list', home.list())).status).toBe(204);
    expect((await home.show(stolen.id, stolen.token)).code).toBe('link.token_invalid');
    const second = await home.announce();
    await home.announce();
    expect((await home.show(second.id, second.token)).code).toBe('link.token_invalid');
    expect(await idsOf()).toEqual([1]);
  });

  it('makes no device of other keys, or of another account', async () => {
    const other = await Household.register(scene.cluster.url, scene.cluster.invitation);
    const { id, token } = await home.announce();
    expect((await other.show(id, token)).code).toBe('link.token_invalid');
    const forged = await home.show(id, token, undefined, other);
    expect([forged.status, forged.code]).toEqual([422, 'key.signature']);
    expect(await idsOf()).toEqual([1]);
  });
});

describe('a list', () => {
  it('that is replayed, foreign, without the primary or with a stranger is refused', async () => {
    const set = async (body: object) => (await home.ask('PUT', '/v1/devices/list', body)).code;
    const other = await Household.register(scene.cluster.url, scene.cluster.invitation);
    const older = home.list();
    const newer = home.list();
    expect(await set(newer)).toBe('');
    expect(await set(older)).toBe('devices.list_stale');
    expect(await set(other.list())).toBe('devices.list_invalid');
    const next = home.list();
    expect(await set({ ...next, listSignature: older.listSignature })).toBe('devices.list_invalid');
    expect(await set({ ...other.list(), list: next.list })).toBe('devices.list_invalid');
    expect(await set(home.list([Household.entry(2)]))).toBe('devices.list_invalid');
    expect(await set(home.list([Household.entry(1), Household.entry(2)]))).toBe(
      'devices.list_invalid',
    );
    const list = Buffer.alloc(limits.deviceListBytesMax + 1).toString('base64');
    expect(await set({ ...next, list })).toBe('request.invalid');
    expect(await idsOf()).toEqual([1]);
  });
});

describe('a linked device', () => {
  it('reaches nothing that is its primary’s, and nothing at all once it is removed', async () => {
    const linked = await home.link();
    const socket = io(scene.cluster.url, {
      transports: ['websocket'],
      auth: { protocol: 1, username: linked.username, password: linked.password },
      reconnection: false,
      forceNew: true,
    });
    sockets.push(socket);
    await new Promise((resolve) => socket.once('server:hello', resolve));
    const reached = [
      ['PUT', '/v1/devices/list', home.list()],
      ['POST', '/v1/devices/linking', { ...home.list(), registrationId: 1, pniRegistrationId: 1 }],
      ['PUT', '/v1/provisioning/somewhere', { body: 'AAAA' }],
      ['DELETE', '/v1/devices/1', undefined],
      ['DELETE', '/v1/accounts/me', undefined],
    ] as const;
    for (const [verb, path, body] of reached) {
      const { status, code } = await home.ask(verb, path, body, linked);
      expect([path, status, code]).toEqual([path, 403, 'auth.forbidden']);
    }
    // Answer and ending come over connections of their own, in either order.
    const ended = new Promise<Socket.DisconnectReason>((resolve) =>
      socket.once('disconnect', resolve),
    );
    await home.remove(linked);
    expect(await ended).toMatch(/^(io server disconnect|transport close)$/);
    const gone = [...reached, ['GET', '/v1/accounts/whoami', undefined]] as const;
    for (const [verb, path, body] of gone) {
      const { status, code } = await home.ask(verb, path, body, linked);
      expect([path, status, code]).toEqual([path, 401, 'auth.invalid']);
    }
  });
});

describe('new identity keys', () => {
  it('are refused to a thief, and leave nothing to the device that was stolen', async () => {
    const own = await Household.register(scene.cluster.url, scene.cluster.invitation);
    const stolen = await own.link();
    const byThief = own.replacement();
    const path = '/v1/devices/identity';
    expect((await own.ask('PUT', path, byThief.body, stolen)).code).toBe('auth.forbidden');
    const { body, replaced } = own.replacement();
    const foreign = { ...body, pniSignedPreKey: byThief.body.pniSignedPreKey };
    expect((await own.ask('PUT', path, foreign)).code).toBe('key.signature');
    const { list, listSignature, listKey, listKeySignature } = byThief.body;
    const listed = { ...body, list, listSignature, listKey, listKeySignature };
    expect((await own.ask('PUT', path, listed)).code).toBe('devices.list_invalid');
    expect((await own.ask('GET', '/v1/accounts/whoami', undefined, stolen)).status).toBe(200);

    expect((await own.ask('PUT', path, body)).status).toBe(204);
    expect((await own.ask('PUT', path, body)).status).toBe(204);
    replaced();
    const { code } = await own.ask('GET', '/v1/accounts/whoami', undefined, stolen);
    expect(code).toBe('auth.invalid');
    // The account goes on under them: it links devices again.
    expect((await own.link()).id).toBe(2);
  });
});

describe('/link', () => {
  it('brings one message to the device that waits, whichever worker is asked', async () => {
    const body = new Uint8Array(limits.provisioningBytesMax).fill(3);
    for (let n = 0; n < 4; n++) {
      const { socket, address } = await waiting();
      const heard = new Promise<Uint8Array>((resolve) => socket.once('link:message', resolve));
      expect((await provide(address, body)).status).toBe(204);
      const told = linkMessageEvent.body.decode(new Uint8Array(await heard)).body;
      expect(Buffer.compare(told, body)).toBe(0);
      expect((await provide(address, body)).code).toBe('link.address_unknown');
    }
  });

  it('tells nobody who guesses, and lets them guess a few times', async () => {
    const other = await Household.register(scene.cluster.url, scene.cluster.invitation);
    const { address, socket } = await waiting();
    let heard = 0;
    socket.on('link:message', () => heard++);
    const guess = (n: number) => `${address.slice(0, -4)}${String(n).padStart(4, '0')}`;
    const codes = await Promise.all(
      Array.from({ length: 30 }, async (_, n) => {
        const path = `/v1/provisioning/${guess(n)}`;
        return (await other.ask('PUT', path, { body: 'AAAA' })).code;
      }),
    );
    expect(codes.filter((code) => code === 'link.address_unknown')).toHaveLength(12);
    expect(codes.filter((code) => code === 'rate.limited')).toHaveLength(18);
    const large = Buffer.alloc(limits.provisioningBytesMax + 1).toString('base64');
    const third = await Household.register(scene.cluster.url, scene.cluster.invitation);
    const tooLarge = await third.ask('PUT', `/v1/provisioning/${address}`, { body: large });
    expect(tooLarge.code).toBe('request.invalid');
    expect(heard).toBe(0);
  });

  it('has so many places for an address, and gives them back', async () => {
    const crowd = await Promise.allSettled(Array.from({ length: 80 }, () => waiting()));
    const letIn = crowd.filter(({ status }) => status === 'fulfilled').length;
    expect(letIn).toBeGreaterThanOrEqual(waitingMax / 2);
    expect(letIn).toBeLessThanOrEqual(waitingMax);
    for (const socket of sockets.splice(0)) socket.disconnect();
    await until(
      () =>
        waiting().then(
          () => true,
          () => false,
        ),
      'a place is free again',
    );
  });
});

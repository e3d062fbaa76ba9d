// The Socket.IO door with real sockets: handshake, events, deliveries, moves, drain, and sessions
// that are reached through any member.

import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountId, ConnectionId, DeviceId } from '#protocol';
import {
  decodeAckAnswer,
  decodeAuthExpiring,
  decodeClosing,
  decodeDeliver,
  decodeEnvelope,
  decodeHello,
  decodeResponse,
  decodeSendAnswer,
  encodeAck,
  encodeAuthRefresh,
  encodeRequest,
} from '#protocol';
import type { Socket } from 'socket.io-client';
import { accountOf, password, sendTo, SocketRig } from '../support/socketRig.ts';

const ann = accountOf(1);
const bob = accountOf(2);
let rig: SocketRig;

interface Inbox {
  readonly events: string[];
  readonly contents: string[];
  readonly guids: Uint8Array[];
}

/** Notes everything a client is told, from its first event on. */
function inboxOf(socket: Socket): Inbox {
  const inbox: Inbox = { events: [], contents: [], guids: [] };
  socket.onAny((event: string, body?: Uint8Array) => {
    inbox.events.push(event);
    if (event !== 'deliver' || !body) return;
    for (const bytes of decodeDeliver(body)) {
      const envelope = decodeEnvelope(bytes);
      inbox.contents.push(Buffer.from(envelope.content).toString());
      inbox.guids.push(Buffer.from(envelope.serverGuid));
    }
  });
  return inbox;
}

const send = async (from: Socket, to: AccountId, text: string, guid = randomBytes(16)) =>
  decodeSendAnswer(
    await from.timeout(5000).emitWithAck('send', sendTo(to, guid, Buffer.from(text))),
  );

const ack = async (socket: Socket, guids: readonly Uint8Array[]) =>
  decodeAckAnswer(await socket.timeout(5000).emitWithAck('ack', encodeAck(guids)));

const once = (socket: Socket, event: string): Promise<unknown[]> =>
  new Promise((resolve) => socket.once(event, (...args: unknown[]) => resolve(args)));

const until = async (condition: () => boolean, withinMs = 5000) => {
  const deadline = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not happen in time');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const refusalOf = async (socket: Socket) => {
  const [error] = (await once(socket, 'connect_error')) as [Error & { data: { code: string } }];
  return error.data;
};

afterEach(() => rig.stop());

describe('the Socket.IO door of one member', () => {
  beforeEach(async () => {
    rig = await SocketRig.start();
    rig.cluster.register(ann, password);
    rig.cluster.register(bob, password);
  });

  it('says hello, then what waited in order, then that nothing waits, then the new', async () => {
    const from = rig.client(ann);
    await once(from, 'connect');
    for (const text of ['one', 'two', 'three']) {
      expect(await send(from, bob, text)).toEqual({ serverTimestamp: 5, needsSync: false });
    }
    const to = rig.client(bob);
    const inbox = inboxOf(to);
    const [hello] = (await once(to, 'server:hello')) as [Uint8Array];
    expect(decodeHello(hello)).toMatchObject({ protocol: 1, member: 'alpha-1' });
    await until(() => inbox.events.includes('queue-empty'));
    expect(inbox.events).toEqual(['server:hello', 'deliver', 'queue-empty']);
    expect(inbox.contents).toEqual(['one', 'two', 'three']);
    await send(from, bob, 'four');
    await until(() => inbox.contents.length === 4);
    expect(await ack(to, inbox.guids)).toEqual({});
    expect(rig.cluster.devices.get(bob)?.queue.size).toBe(0);
  });

  it('delivers all of a long queue as acknowledgements come', async () => {
    const from = rig.client(ann);
    await once(from, 'connect');
    const texts = Array.from({ length: 600 }, (_, n) => `m${n}`);
    await Promise.all(texts.map((text) => send(from, bob, text)));
    const to = rig.client(bob);
    const inbox = inboxOf(to);
    to.on('deliver', (body: Uint8Array) => {
      const guids = decodeDeliver(body).map((bytes) => decodeEnvelope(bytes).serverGuid);
      to.emit('ack', encodeAck(guids), () => {});
    });
    await until(() => inbox.events.includes('queue-empty'));
    await until(() => inbox.contents.length === 600);
    expect(inbox.contents).toEqual(texts);
  });

  it('carries any request to the API and back', async () => {
    const socket = rig.client(ann);
    await once(socket, 'connect');
    const body = Buffer.from('{"a":1}');
    const request = { verb: 'PUT', path: '/v1/x?y=1', headers: ['X-Test: yes'], body };
    const answer = await socket.timeout(5000).emitWithAck('request', encodeRequest(request));
    expect(decodeResponse(answer)).toMatchObject({ status: 207, headers: ['x-length: 7'] });
    expect(rig.requests).toEqual(['PUT /v1/x?y=1 yes']);
    for (const wrong of [
      { ...request, path: 'v1' },
      { ...request, path: '/a b' },
      { ...request, headers: ['no header'] },
      { ...request, headers: Array.from({ length: 65 }, () => 'a: b') },
    ]) {
      const refused = await socket.timeout(5000).emitWithAck('request', encodeRequest(wrong));
      const { status, headers, body: problem } = decodeResponse(refused);
      expect(headers).toContain('x-aldis-code: request.malformed');
      expect(status).toBe(400);
      expect(JSON.parse(Buffer.from(problem).toString())).toMatchObject({
        code: 'request.malformed',
      });
    }
  });

  it('answers every event that it does not know or cannot read', async () => {
    const socket = rig.client(ann);
    await once(socket, 'connect');
    const garbage = Buffer.from([0xff, 0xff, 0xff]);
    const cases: [unknown[], string][] = [
      [['nothing', Buffer.alloc(0)], 'event.unknown'],
      [['__proto__'], 'event.unknown'],
      [['constructor', { x: 1 }], 'event.unknown'],
      [['error', {}], 'event.unknown'],
      [['message'], 'event.unknown'],
      [['send'], 'event.malformed'],
      [['send', 'text'], 'event.malformed'],
      [['send', garbage], 'event.malformed'],
      [['send', Buffer.alloc(1), Buffer.alloc(1)], 'event.malformed'],
      [['ack', { guids: [] }], 'event.malformed'],
      [['ack', garbage], 'event.malformed'],
      [['ack', encodeAck([])], 'request.invalid'],
      [['ack', encodeAck([Buffer.alloc(15)])], 'request.invalid'],
      [['ack', encodeAck(Array.from({ length: 257 }, () => Buffer.alloc(16)))], 'request.invalid'],
      [['request', garbage], 'event.malformed'],
    ];
    for (const [args, code] of cases) {
      const [name, ...rest] = args as [string, ...unknown[]];
      const answer = await socket.timeout(5000).emitWithAck(name, ...rest);
      expect(decodeAckAnswer(answer).refusal?.code, name).toBe(code);
    }
    socket.emit('nothing');
    socket.emit('send', garbage);
    expect((await send(socket, bob, 'still here')).refusal).toBeUndefined();
  });

  it('refuses a handshake with the code that says what to do', async () => {
    const auth = (auth: object) => rig.client(ann, undefined, { auth });
    const basic = { username: `${ann}.1`, password };
    expect(await refusalOf(auth({}))).toMatchObject({ code: 'handshake.protocol' });
    expect(await refusalOf(auth({ protocol: 2, ...basic }))).toMatchObject({
      code: 'handshake.protocol',
    });
    expect(await refusalOf(auth({ protocol: 1 }))).toMatchObject({ code: 'auth.required' });
    expect(await refusalOf(auth({ protocol: 1, token: 7 }))).toMatchObject({
      code: 'auth.invalid',
    });
    expect(await refusalOf(auth({ protocol: 1, ...basic, password: 'x' }))).toMatchObject({
      code: 'auth.invalid',
      retryable: false,
    });
    rig.cluster.refusing = 'server.unavailable';
    expect(await refusalOf(rig.client(ann))).toMatchObject({
      code: 'server.unavailable',
      retryable: true,
    });
    await until(() => rig.first.door.connections === 0);
  });

  it('keeps the newest connection of a device and tells the older', async () => {
    const older = rig.client(ann);
    await once(older, 'connect');
    const told = once(older, 'server:closing') as Promise<[Uint8Array]>;
    const gone = once(older, 'disconnect');
    const newer = rig.client(ann);
    await once(newer, 'connect');
    expect(decodeClosing((await told)[0])).toEqual({
      code: 'device.replaced',
      reconnectAfterMs: 0,
    });
    expect((await gone)[0]).toBe('io server disconnect');
    expect((await send(newer, bob, 'mine')).refusal).toBeUndefined();
    await until(() => rig.first.door.connections === 1);
  });

  it.each([['websocket'], ['polling']])(
    'tells whoever is evicted why, told twice and by %s',
    async (transport) => {
      const socket = rig.client(ann, undefined, { transports: [transport] });
      const heard: string[] = [];
      socket.onAny((event: string) => heard.push(event));
      const empty = once(socket, 'queue-empty');
      const told = once(socket, 'server:closing') as Promise<[Uint8Array]>;
      const gone = once(socket, 'disconnect');
      await empty;
      const { cluster, first } = rig;
      const device = { account: ann, device: 1 as DeviceId };
      const { credential } = cluster.whoIs(ann);
      const notice = { kind: 'devices.changed', account: ann } as const;
      const at = cluster.devices.get(ann)?.connection;
      // Of an event of two parts the second waits for the next turn.
      if (at && transport === 'websocket') cluster.deliver(at, { type: 'notice', device, notice });
      const worker = { member: first.id, connection: '' as ConnectionId };
      const evict = { type: 'evict', device, credential, code: 'device.removed' } as const;
      cluster.deliver(worker, evict);
      cluster.deliver(worker, evict);
      await gone;
      expect(heard.at(-1)).toBe('server:closing');
      expect(decodeClosing((await told)[0])).toMatchObject({ code: 'device.removed' });
    },
  );

  it('ends a socket with the access token that opened it, unless it is renewed', async () => {
    const device = rig.cluster.whoIs(ann);
    const endsAtMs = Date.now() + 3000;
    rig.tokens.set('short', { device, expiresAtMs: endsAtMs });
    rig.tokens.set('longer', { device, expiresAtMs: endsAtMs + 2500 });
    rig.tokens.set('foreign', { device: rig.cluster.whoIs(bob), expiresAtMs: endsAtMs + 60_000 });
    const socket = rig.client(ann, undefined, { auth: { protocol: 1, token: 'short' } });
    const gone = once(socket, 'disconnect');
    const told = once(socket, 'server:closing') as Promise<[Uint8Array]>;
    const [expiring] = (await once(socket, 'auth:expiring')) as [Uint8Array];
    expect(decodeAuthExpiring(expiring)).toEqual({ expiresAtMs: endsAtMs });
    const refresh = async (accessToken: string) =>
      decodeAckAnswer(
        await socket.timeout(5000).emitWithAck('auth:refresh', encodeAuthRefresh({ accessToken })),
      ).refusal?.code;
    expect(await refresh('foreign')).toBe('auth.invalid');
    expect(await refresh('longer')).toBeUndefined();
    await until(() => Date.now() > endsAtMs + 1500);
    expect(socket.connected).toBe(true);
    expect(decodeClosing((await told)[0])).toEqual({ code: 'auth.expired', reconnectAfterMs: 0 });
    expect(Date.now()).toBeGreaterThanOrEqual(endsAtMs + 2500);
    await gone;
    await until(() => rig.cluster.devices.get(ann)?.connection === undefined);
  });

  it('shows nothing twice when the shard moves, and goes on', async () => {
    const from = rig.client(ann);
    const to = rig.client(bob);
    const inbox = inboxOf(to);
    await once(to, 'server:hello');
    if (!from.connected) await once(from, 'connect');
    await send(from, bob, 'one');
    await send(from, bob, 'two');
    await until(() => inbox.contents.length === 2);
    rig.cluster.move(bob);
    await until(() => rig.cluster.devices.get(bob)?.underWay.size === 2);
    await send(from, bob, 'three');
    await until(() => inbox.contents.length >= 3);
    expect(inbox.contents).toEqual(['one', 'two', 'three']);
    expect(inbox.events.filter((event) => event === 'queue-empty')).toHaveLength(1);
    await ack(to, inbox.guids);
    expect(rig.cluster.devices.get(bob)?.queue.size).toBe(0);
  });

  it('attaches again until the new owner answers, and ends what it refuses for good', async () => {
    const socket = rig.client(ann);
    await once(socket, 'server:hello');
    const attaches = () => rig.cluster.asked.filter(({ type }) => type === 'attach').length;
    rig.cluster.refusing = 'server.unavailable';
    rig.cluster.move(ann);
    await until(() => attaches() >= 3);
    rig.cluster.refusing = undefined;
    await until(() => rig.cluster.devices.get(ann)?.connection !== undefined);
    expect(socket.connected).toBe(true);
    const told = once(socket, 'server:closing') as Promise<[Uint8Array]>;
    rig.cluster.devices.delete(ann);
    rig.cluster.move(ann);
    expect(decodeClosing((await told)[0]).code).toBe('account.not_found');
  });

  it('tells the actor of a connection that is gone', async () => {
    const socket = rig.client(ann);
    await once(socket, 'server:hello');
    socket.disconnect();
    await until(() => rig.cluster.devices.get(ann)?.connection === undefined);
    const before = rig.cluster.asked.length;
    const stray = { member: rig.first.id, connection: 'nobody' as never };
    const device = { account: ann, device: 1 as never };
    const number = { attempt: 1, token: 1 as never, index: 0 };
    rig.cluster.deliver(stray, { type: 'queueEmpty', device, number });
    await until(() => rig.cluster.asked.length > before);
    expect(rig.cluster.asked.at(-1)).toMatchObject({ type: 'detach', connection: stray });
  });

  it('drains: answers what is under way, sends clients away, refuses newcomers', async () => {
    const socket = rig.client(ann);
    await once(socket, 'server:hello');
    let open = () => {};
    rig.cluster.sendGate = new Promise((resolve) => {
      open = resolve;
    });
    const underWay = send(socket, bob, 'under way');
    await until(() => rig.cluster.asked.some(({ type }) => type === 'send'));
    const told = once(socket, 'server:closing') as Promise<[Uint8Array]>;
    const gone = once(socket, 'disconnect');
    const drained = rig.first.door.drain();
    expect((await send(socket, bob, 'too late')).refusal?.code).toBe('server.draining');
    open();
    expect((await underWay).refusal).toBeUndefined();
    const closing = decodeClosing((await told)[0]);
    expect(closing.code).toBe('server.draining');
    expect(closing.reconnectAfterMs).toBeGreaterThan(0);
    expect(closing.reconnectAfterMs).toBeLessThanOrEqual(2000);
    expect((await gone)[0]).toBe('transport close');
    await drained;
    const url = `http://127.0.0.1:${rig.first.port}/socket.io/?EIO=4&transport=polling`;
    expect((await fetch(url)).status).toBe(503);
  });
});

describe.each([
  ['of one machine', []],
  ['of three hosts', ['127.0.0.1', '127.0.0.2', '127.0.0.3']],
])('sessions of several members %s behind one port', (_where, hosts) => {
  const count = 30;

  beforeEach(async () => {
    rig = await SocketRig.start({ members: ['alpha-1', 'beta-2', 'gamma-3'], hosts });
    for (let n = 1; n <= count; n++) rig.cluster.register(accountOf(n), password);
  });

  const all = (transports: string[]) =>
    Array.from({ length: count }, (_, n) => {
      const socket = rig.client(accountOf(n + 1), rig.frontPort, { transports });
      return { socket, inbox: inboxOf(socket), n };
    });

  it('serves clients that only poll, whichever member a poll lands on', async () => {
    const errors: string[] = [];
    const clients = all(['polling']);
    for (const { socket } of clients) {
      socket.on('connect_error', (error) => errors.push(error.message));
      socket.on('disconnect', (reason) => errors.push(reason));
    }
    await until(() => clients.every(({ inbox }) => inbox.events.includes('queue-empty')), 20_000);
    await Promise.all(
      clients.map(({ socket, n }) => send(socket, accountOf(((n + 1) % count) + 1), `from ${n}`)),
    );
    await until(() => clients.every(({ inbox }) => inbox.contents.length === 1), 20_000);
    expect(errors).toEqual([]);
    expect(rig.members.map(({ door }) => door.connections)).not.toContain(0);
  });

  it('lets clients go on from polling to WebSocket across members', async () => {
    const clients = all(['polling', 'websocket']);
    const transportOf = (socket: Socket) => socket.io.engine.transport.name;
    await until(() => clients.every(({ inbox }) => inbox.events.includes('queue-empty')), 20_000);
    await until(() => clients.every(({ socket }) => transportOf(socket) === 'websocket'), 20_000);
    await Promise.all(clients.map(({ socket, n }) => send(socket, accountOf(n + 1), `self ${n}`)));
    await until(() => clients.every(({ inbox }) => inbox.contents.length === 1), 20_000);
    expect(clients.every(({ socket }) => socket.connected)).toBe(true);
  });

  it('says that a session is unknown when its member is gone or never was', async () => {
    const ids = [
      `delta-4.${'a'.repeat(24)}`,
      `alpha-1.${'a'.repeat(24)}`,
      'junk',
      '__proto__',
      `beta-2.${'a'.repeat(24)}`,
    ];
    for (const id of ids) {
      const query = `EIO=4&transport=polling&sid=${id}`;
      const url = `http://127.0.0.1:${rig.frontPort}/socket.io/?${query}`;
      const answer = await fetch(url, { headers: { connection: 'close' } });
      expect(answer.status, id).toBe(400);
      expect(await answer.json()).toMatchObject({ code: 1 });
    }
  });
});

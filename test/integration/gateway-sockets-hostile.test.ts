// What hostile and broken clients say to the Socket.IO door, byte for byte. Each costs its own
// connection and nothing else: a bystander keeps sending all the while.

import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket as TcpSocket } from 'node:net';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EnvelopeGuid } from '#protocol';
import { decodeSendAnswer, limits } from '#protocol';
import { ManualClock } from '#runtime';
import type { Socket } from 'socket.io-client';
import { frame, RawWebSocket } from '../support/rawWebSocket.ts';
import { accountOf, password, sendTo, SocketRig } from '../support/socketRig.ts';

const ann = accountOf(1);
const bob = accountOf(2);
const eve = accountOf(3);
const clock = new ManualClock();
let rig: SocketRig;
let bystander: Socket;

const joining = `40${JSON.stringify({ protocol: 1, username: `${eve}.1`, password })}`;

/** An engine session that has joined the namespace as eve. */
async function joined(): Promise<RawWebSocket> {
  const raw = await RawWebSocket.open(rig.first.port);
  raw.send(joining);
  expect(await raw.until(() => raw.texts.some((text) => text.includes('server:hello')))).toBe(true);
  return raw;
}

const stillServes = async () => {
  const bytes = sendTo(bob, randomBytes(16), Buffer.from('well'));
  const answer = await bystander.timeout(3000).emitWithAck('send', bytes);
  expect(decodeSendAnswer(answer).refusal).toBeUndefined();
};

const nest = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

beforeAll(async () => {
  rig = await SocketRig.start({ clock, origins: 'https://app.example' });
  for (const account of [ann, bob, eve]) rig.cluster.register(account, password);
  bystander = rig.client(ann);
  await new Promise<void>((resolve) => bystander.once('connect', resolve));
});

afterAll(() => rig.stop());

describe('packets no client of good will sends', () => {
  const closed: [string, (string | Buffer)[]][] = [
    [
      'a placeholder that names a method',
      ['451-["m",{"_placeholder":true,"num":"splice"}]', Buffer.alloc(1)],
    ],
    ['a placeholder out of range', ['451-["m",{"_placeholder":true,"num":1}]', Buffer.alloc(1)]],
    ['an object for an event name', ['42[{"toString":"foo"}]']],
    ['a null for an event name', ['42[null,1]']],
    ['a reserved event name, disconnecting', ['42["disconnecting","x"]']],
    ['a reserved event name, newListener', ['42["newListener"]']],
    ['a reserved event name, connect', ['42["connect"]']],
    ['a connect error from a client', ['44["x"]']],
    ['billions of attachments', ['45999999999-["m",{"_placeholder":true,"num":0}]']],
    ['eleven attachments', ['4511-["m"]']],
    ['a binary event without anything', ['45']],
    ['a binary event without attachments', ['451']],
    ['attachments that are no number', ['45a-["m"]']],
    ['attachments that are a fraction', ['451.23-["m"]']],
    ['a packet type that does not exist', ['49["m"]']],
    ['JSON that ends too soon', ['42["m"']],
    ['binary without a header', [Buffer.from('x')]],
    ['text amid a binary event', ['451-["m",{"_placeholder":true,"num":0}]', '42["m"]']],
    ['20,000 nested lists', [`42["m",${nest(20_000)}]`]],
    ['lists nested a little too deep', [`42["m",${nest(limits.jsonDepthMax)}]`]],
    ['an acknowledgement id of 400 digits', [`42${'9'.repeat(400)}["m"]`]],
    ['an acknowledgement nobody asked for', ['431[]']],
    ['a second handshake', [joining]],
    ['an event for another namespace', ['42/admin,["m"]']],
    ['a text packet of 20 KiB', [`42["${'m'.repeat(20_000)}"]`]],
    ['a ping in the wrong direction', ['2']],
    ['an event of more than a MiB', [Buffer.alloc(limits.frameBytesMax + 1)]],
  ];

  it.each(closed)('%s: ends that connection only', async (_name, packets) => {
    const raw = await joined();
    for (const packet of packets) raw.send(packet);
    expect(await raw.ended()).toBe(true);
    await stillServes();
  });

  it('says why to a client that has joined and to one that has not', async () => {
    const raw = await joined();
    raw.send('49["m"]');
    expect(await raw.ended()).toBe(true);
    expect(raw.texts.some((text) => text.includes('server:closing'))).toBe(true);
    const stranger = await RawWebSocket.open(rig.first.port);
    stranger.send('49["m"]');
    expect(await stranger.ended()).toBe(true);
    expect(stranger.texts.some((text) => /^44.*frame\.malformed/.test(text))).toBe(true);
  });

  it('answers names that would reach a prototype, and pollutes nothing', async () => {
    const raw = await joined();
    const names = ['__proto__', 'constructor', 'toString', 'error', 'hasOwnProperty'];
    names.forEach((name, id) => {
      raw.send(`42${id}["${name}",{"__proto__":{"polluted":1},"constructor":{"x":1}}]`);
    });
    const answers = () => raw.texts.filter((text) => text.startsWith('461-')).length;
    expect(await raw.until(() => answers() === names.length)).toBe(true);
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(raw.closed).toBe(false);
    raw.end();
  });

  it('ends a flood of handshakes for namespaces that do not exist', async () => {
    const raw = await RawWebSocket.open(rig.first.port);
    for (let n = 0; n < 1000; n++) raw.send(`40/ns${n},`);
    expect(await raw.ended()).toBe(true);
    expect(raw.texts.filter((text) => text.startsWith('44/ns')).length).toBeLessThan(10);
    await stillServes();
  });

  it('admits one of many handshakes sent at once, and ends the rest', async () => {
    const attachesBefore = rig.cluster.asked.filter(({ type }) => type === 'attach').length;
    const raw = await RawWebSocket.open(rig.first.port);
    for (let n = 0; n < 100; n++) raw.send(joining);
    expect(await raw.ended()).toBe(true);
    const attaches = rig.cluster.asked.filter(({ type }) => type === 'attach').length;
    expect(attaches - attachesBefore).toBeLessThanOrEqual(1);
    await stillServes();
  });

  it('ends half a packet after its time', async () => {
    const raw = await joined();
    raw.send('4510-["m",{"_placeholder":true,"num":0}]');
    raw.send(Buffer.from('one of ten'));
    await stillServes();
    clock.advance(limits.halfPacketTimeoutMs - 1);
    expect(raw.closed).toBe(false);
    clock.advance(1);
    expect(await raw.ended()).toBe(true);
    await stillServes();
  });
});

describe('WebSocket frames no library sends', () => {
  const cases: [string, Buffer, number][] = [
    ['reserved bits', frame('42["m"]', { reserved: 4 }), 1002],
    ['an unmasked frame', frame('42["m"]', { masked: false }), 1002],
    ['an opcode that does not exist', frame('x', { opcode: 11 }), 1002],
    ['text that is no UTF-8', frame(Buffer.from([0xff, 0xfe]), { opcode: 1 }), 1007],
    ['more than a MiB', frame(Buffer.alloc(limits.frameBytesMax + 100)), 1009],
  ];

  it.each(cases)('%s: closed with its code', async (_name, bytes, code) => {
    const raw = await joined();
    raw.socket.write(bytes);
    expect(await raw.until(() => raw.closeCode !== undefined || raw.closed)).toBe(true);
    expect(raw.closeCode).toBe(code);
    await stillServes();
  });

  it('ends a storm of empty fragments', async () => {
    const raw = await joined();
    const empty = frame('', { opcode: 0, fin: false });
    raw.socket.write(frame('4', { fin: false }));
    for (let n = 0; n < 200; n++) raw.socket.write(Buffer.concat(Array(1000).fill(empty)));
    expect(await raw.ended(5000)).toBe(true);
    await stillServes();
  });
});

describe('requests that should reach no session', () => {
  const refused: [string, string, string[], RegExp][] = [
    ['a transport that is a method', 'EIO=4&transport=toString', [], / 400 /],
    ['a session named like a prototype', 'EIO=4&transport=websocket&sid=__proto__', [], / 400 /],
    ['two session ids', 'EIO=4&transport=websocket&sid=a&sid=b', [], / 400 /],
    [
      'a page of another origin',
      'EIO=4&transport=websocket',
      ['Origin: https://evil.example'],
      / 403 /,
    ],
    ['an opaque origin', 'EIO=4&transport=websocket', ['Origin: null'], / 403 /],
    [
      '2,100 headers',
      'EIO=4&transport=websocket',
      Array.from({ length: 2100 }, (_, n) => `x${n}:`),
      / 4\d\d /,
    ],
    [
      'a blank protocol list',
      'EIO=4&transport=websocket',
      [`Sec-WebSocket-Protocol: a${' '.repeat(15_000)}b`],
      / 400 /,
    ],
  ];

  it.each(refused)('%s: refused', async (_name, query, headers, status) => {
    const raw = await RawWebSocket.open(rig.first.port, query, headers);
    expect(raw.status).toMatch(status);
    raw.end();
    await stillServes();
  });

  it('speaks no older engine protocol', async () => {
    const raw = await RawWebSocket.open(rig.first.port, 'EIO=3&transport=websocket');
    expect(await raw.ended()).toBe(true);
    expect(raw.texts).toEqual([]);
  });

  it('lets in the own origin and those of the list', async () => {
    for (const origin of [`http://127.0.0.1:${rig.first.port}`, 'https://app.example']) {
      const query = 'EIO=4&transport=websocket';
      const raw = await RawWebSocket.open(rig.first.port, query, [`Origin: ${origin}`]);
      expect(raw.status).toContain(' 101 ');
      raw.end();
    }
  });

  it('lives through a client that resets the connection right after a bad upgrade', async () => {
    const socket: TcpSocket = connect(rig.first.port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write('GET /socket.io/?EIO=4&transport=websocket&sid=x HTTP/1.1\r\nHost: x\r\n');
    socket.write('Connection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.resetAndDestroy();
    const other = connect(rig.first.port, '127.0.0.1');
    await once(other, 'connect');
    other.write('GET /elsewhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n');
    const [answer] = (await once(other, 'data')) as [Buffer];
    expect(answer.toString()).toContain(' 404 ');
    await stillServes();
  });

  it('refuses long-polling bodies that are too large or of the wrong type', async () => {
    const url = `http://127.0.0.1:${rig.first.port}/socket.io/?EIO=4&transport=polling`;
    const open = async () => /"sid":"([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? '';
    const post = async (body: string, type = 'text/plain') => {
      const target = `${url}&sid=${await open()}`;
      const sent = fetch(target, { method: 'POST', body, headers: { 'content-type': type } });
      // The server may hang up before it has read everything.
      return sent.then((answer) => answer.status).catch(() => 413);
    };
    expect(await post('x'.repeat(limits.frameBytesMax + 1))).toBe(413);
    expect(await post('40', 'application/octet-stream')).toBe(400);
    expect(await post('40')).toBe(200);
    await stillServes();
  });
});

describe('clients that cost too much', () => {
  it('refuses events over the rate, and ends a client that does not slow down', async () => {
    const raw = await joined();
    const answers = () => raw.texts.filter((text) => text.startsWith('461-')).length;
    for (let n = 0; n < 6000; n++) raw.send(`42${n}["nothing"]`);
    expect(await raw.until(() => answers() === 6000, 8000)).toBe(true);
    expect(raw.closed).toBe(false);
    for (let n = 0; n < 3000; n++) raw.send('42["nothing"]');
    expect(await raw.ended()).toBe(true);
    expect(raw.texts.some((text) => text.includes('server:closing'))).toBe(true);
    await stillServes();
  });

  it('cuts a client that reads nothing, and keeps its queue', async () => {
    const queue = rig.cluster.devices.get(eve)?.queue;
    const content = randomBytes(limits.envelopeBytesMax);
    for (let n = 0; n < 200; n++)
      queue?.set(randomBytes(16).toString('hex') as EnvelopeGuid, content);
    const raw = await RawWebSocket.open(rig.first.port);
    const start = rig.cluster.asked.length;
    const asked = (type: string) =>
      rig.cluster.asked.slice(start).some((command) => command.type === type);
    raw.socket.pause();
    raw.send(joining);
    const deadline = Date.now() + 5000;
    while (!asked('detach') && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect([asked('attach'), asked('detach')]).toEqual([true, true]);
    expect(queue?.size).toBe(200);
    raw.end();
    queue?.clear();
    await stillServes();
  });

  it('ends a session that never shows credentials in ten seconds', async () => {
    const raw = await RawWebSocket.open(rig.first.port);
    const began = Date.now();
    expect(await raw.ended(12_000)).toBe(true);
    expect(Date.now() - began).toBeGreaterThan(8_000);
  });
});

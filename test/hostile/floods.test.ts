// Clients that send too much, too slowly, or what costs the reader more than the writer, all at
// once with an honest conversation, which must not notice; afterwards the workers hold what they
// held before.

import { randomBytes } from 'node:crypto';
import { connect, type Socket as TcpSocket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeAckAnswer, decodeClosing, decodeSendAnswer, limits } from '#protocol';
import type { Socket } from 'socket.io-client';
import { frame, RawWebSocket } from '../support/rawWebSocket.ts';
import { until } from '../support/people.ts';
import { plainSend, repeat, unacceptable, unreadable } from './scene/bombs.ts';
import { Bystanders } from './scene/bystanders.ts';
import type { Citizen, Footprint } from './scene/scene.ts';
import { HostileScene } from './scene/scene.ts';

/** What the conversation may wait while the flood lasts: more is a stall. Not a bar of speed. */
const bystanderP99MaxMs = 10_000;
/** Heap that a worker may use at all in this test: whoever keeps more than that dies of it. */
const heapMaxMiB = 256;
/** Resident memory of a worker after all floods, above what it was before them. */
const growthMaxMiB = 256;
/** What the second flood of large events may add to what the first left. */
const repeatedGrowthMaxMiB = 64;
const descriptorGrowthMax = 8;
/** What the server ends after ten seconds has ended by then, on a busy machine too. */
const endedWithinMs = 60_000;
/** Sessions without credentials of one address in one worker. */
const pendingMax = 64;
/** They are hung up on as well, but not as long as this test lasts; and do not hear of it. */
const neverRead = 'never read';
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let scene: HostileScene;
let bystanders: Bystanders;
let eve: Citizen;
let before: Footprint[];
let pids: number[];
/** Connections made before everything else, to see how long they last. */
let lingering: { name: string; sockets: SlowClient[] }[];

/** A TCP connection that knows when it was ended. */
interface SlowClient {
  readonly socket: TcpSocket;
  readonly openedAtMs: number;
  closedAtMs?: number;
  text: string;
}

/** A WebSocket without credentials, from one of several addresses. */
const stranger = (n: number) =>
  RawWebSocket.open(scene.port, undefined, [], `127.0.0.${32 + (n % 8)}`);

function slowClient(from: string, first: string, reads = true): SlowClient {
  const socket = connect({ port: scene.port, host: '127.0.0.1', localAddress: from });
  const client: SlowClient = { socket, openedAtMs: performance.now(), text: '' };
  socket.on('error', () => {});
  socket.on('close', () => {
    client.closedAtMs = performance.now();
  });
  if (reads) socket.on('data', (bytes) => (client.text += bytes.toString('latin1').slice(0, 400)));
  else socket.pause();
  if (first) socket.write(first);
  return client;
}

const many = <T>(count: number, make: (n: number) => T): T[] =>
  Array.from({ length: count }, (_, n) => make(n));

/** Runs a flood and says how the conversation went meanwhile. */
async function besides(flood: () => Promise<void>): Promise<void> {
  await bystanders.ledger();
  await flood();
  const ledger = await bystanders.ledger();
  const { currentTestName } = expect.getState();
  const figures = `p50 ${ledger.p50Ms.toFixed(0)} ms, p99 ${ledger.p99Ms.toFixed(0)} ms`;
  console.log(
    `${currentTestName}: ${ledger.delivered} delivered, ${ledger.repeated} again, ${figures}`,
  );
  expect(ledger).toMatchObject({ refused: [], wrong: [], lost: 0 });
  if (ledger.delivered > 20) expect(ledger.p99Ms).toBeLessThan(bystanderP99MaxMs);
}

beforeAll(async () => {
  const roomy = { burst: 1_000_000, refillMs: 1 };
  scene = await HostileScene.open(
    { messages: roomy, connectAccount: roomy },
    { NODE_OPTIONS: `--max-old-space-size=${heapMaxMiB}` },
  );
  pids = scene.workerPids;
  eve = await scene.register();
  bystanders = await Bystanders.begin(scene);
  // Warm: what a worker needs for its first requests is no leak.
  await Promise.all(many(200, () => scene.ask('GET', '/openapi.json')));
  await pause(1000);
  before = scene.footprints();
  const host = 'Host: x\r\n';
  const asks = `GET /openapi.json HTTP/1.1\r\n${host}\r\n`.repeat(500);
  const post = `POST /v1/verification/session HTTP/1.1\r\n${host}Content-Length: 900\r\n\r\n{`;
  lingering = [
    { name: 'never say a word', sockets: many(100, () => slowClient('127.0.0.21', '')) },
    { name: neverRead, sockets: many(40, () => slowClient('127.0.0.22', asks, false)) },
    { name: 'never end a body', sockets: many(100, () => slowClient('127.0.0.23', post)) },
  ];
});

afterAll(async () => {
  bystanders?.kill();
  for (const { sockets } of lingering ?? []) for (const { socket } of sockets) socket.destroy();
  expect(await scene?.close()).toBe(0);
});

describe('an honest conversation goes on besides', () => {
  it('400 clients that send their headers byte by byte, 700 that never show credentials', () =>
    besides(async () => {
      const head = 'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nx: ';
      const slow = many(400, () => slowClient('127.0.0.24', head));
      const drip = setInterval(() => {
        for (const { socket } of slow) if (socket.writable) socket.write('x');
      }, 500);
      const path = '/socket.io/?EIO=4&transport=polling';
      const answers = await Promise.all(
        many(400, () => scene.ask('GET', path, { from: '127.0.0.31' })),
      );
      const polling = answers.filter(({ status }) => status === 200);
      expect(polling.length).toBeLessThanOrEqual(pids.length * pendingMax);
      expect(answers.filter(({ status }) => status === 429).length).toBe(400 - polling.length);
      const sockets = await Promise.all(many(300, (n) => stranger(n)));
      await until(
        () => slow.every((one) => one.closedAtMs),
        'slow headers were ended',
        endedWithinMs,
      );
      clearInterval(drip);
      const told = slow.filter(({ text }) => / 408 [\s\S]*handshake\.timeout/.test(text));
      expect(told.length).toBe(slow.length);
      const ended = await Promise.all(sockets.map((socket) => socket.ended(endedWithinMs)));
      expect(ended.every(Boolean)).toBe(true);
      // Who does not answer the close keeps the connection for half a minute more.
      for (const socket of sockets) socket.end();
      const sid = /"sid":"([^"]+)"/.exec(polling[0]?.text ?? '')?.[1];
      const late = await scene.ask('GET', `/socket.io/?EIO=4&transport=polling&sid=${sid}`);
      // Gone, or Engine.IO's packet that closes it.
      expect(late.status === 400 ? '1' : late.text).toMatch(/(^|\x1e)1$/);
    }));

  it('garbage of every kind from 200 connections', () =>
    besides(async () => {
      const packets = ['49["m"]', '42["m"', '451.5-["m"]', '44["x"]'];
      const frames = [
        ...packets.map((text) => frame(text)),
        frame(Buffer.from([0xff, 0xfe]), { opcode: 1 }),
        frame('x', { opcode: 11 }),
        frame('42["m"]', { masked: false }),
        frame('42["m"]', { reserved: 4 }),
        frame(`42["${'m'.repeat(20_000)}"]`),
        frame(`42["m",${'['.repeat(5_000)}`),
      ];
      const sockets = await Promise.all(many(200, (n) => stranger(n)));
      sockets.forEach((raw, n) => raw.socket.write(frames[n % frames.length] ?? ''));
      const ended = await Promise.all(sockets.map((raw) => raw.ended(endedWithinMs)));
      const lasting = frames.filter((_, n) =>
        sockets.some((__, at) => at % frames.length === n && !ended[at]),
      );
      expect(lasting.map((bytes) => bytes.subarray(0, 40).toString('latin1'))).toEqual([]);
      for (const raw of sockets) raw.end();
    }));

  it('guesses of session ids that name a worker', () =>
    besides(async () => {
      const [member] = scene.cluster.facts().workers.map((worker) => worker.member);
      const names = [member, 'w0-0000000000', '__proto__', '../../x', 'x'.repeat(300)];
      const guesses = many(300, (n) => {
        const sid = `${names[n % names.length]}.${randomBytes(18).toString('base64url')}`;
        const verb = n % 2 ? 'GET' : 'POST';
        const body = n % 2 ? {} : { body: Buffer.from('40') };
        return scene.ask(verb, `/socket.io/?EIO=4&transport=polling&sid=${sid}`, body);
      });
      const answers = await Promise.all(guesses);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([400]));
    }));

  it('bodies of a MiB that are all commas, from somebody without credentials', () =>
    besides(async () => {
      const commas = Buffer.from(`["\\u0041"${',1'.repeat(520_000)}]`);
      const packets = Buffer.from('6\u001e'.repeat(limits.frameBytesMax / 2 - 1));
      for (let n = 0; n < 10; n++) {
        const path = '/v1/verification/session';
        const answer = await scene.ask('POST', path, { body: commas, from: '127.0.0.25' });
        expect([answer.status, answer.code]).toEqual([400, 'request.malformed']);
        const query = '/socket.io/?EIO=4&transport=polling';
        const opened = await scene.ask('GET', query);
        const sid = /"sid":"([^"]+)"/.exec(opened.text)?.[1];
        const posted = await scene.ask('POST', `${query}&sid=${sid}`, { body: packets });
        expect([200, 400]).toContain(posted.status);
        const after = await scene.ask('GET', `${query}&sid=${sid}`);
        expect(after.status).toBe(400);
      }
    }));

  it('bombs in every event', () =>
    besides(async () => {
      const socket = await scene.socketOf(eve);
      for (const [name, bytes] of unreadable) {
        for (const event of ['send', 'ack', 'request']) {
          const answer = await socket.timeout(5000).emitWithAck(event, bytes);
          expect(refusalOf(event, answer), `${name} to ${event}`).toMatch(
            /^(event\.malformed|request\.(invalid|malformed|not_found|too_large)|message\.type)$/,
          );
        }
      }
      for (const [name, bytes] of unacceptable) {
        const answer = await socket.timeout(5000).emitWithAck('send', bytes);
        const { refusal } = decodeSendAnswer(answer as Uint8Array);
        expect(refusal?.code, name).toMatch(
          /^(request\.invalid|message\.(type|too_large)|account\.not_found|event\.malformed)$/,
        );
      }
      expect(Reflect.get({}, 'polluted')).toBeUndefined();
      socket.disconnect();
    }));

  it('20,000 events of one device, and of another some of a MiB, twice', () =>
    besides(async () => {
      const flood = async (count: number, send: (socket: Socket) => void) => {
        const socket = await scene.socketOf(eve);
        const closing = new Promise((resolve) => socket.once('server:closing', resolve));
        for (let n = 0; n < count; n++) send(socket);
        const bytes = await Promise.race([closing, pause(10_000)]);
        expect(decodeClosing(bytes as Uint8Array).code).toBe('frame.too_many');
      };
      const bomb = repeat([0x22, 0x00], limits.frameBytesMax - 64);
      await flood(20_000, (socket) => socket.emit('nothing', 1));
      await flood(100, (socket) => socket.emit('send', bomb));
      // What is kept grows each time; what waits to be collected does not.
      let grownMiB = Number.POSITIVE_INFINITY;
      for (let again = 0; again < 3 && grownMiB >= repeatedGrowthMaxMiB; again++) {
        const between = scene.footprints();
        await flood(100, (socket) => socket.emit('send', bomb));
        const now = scene.footprints();
        grownMiB = Math.max(
          ...now.map(({ residentMiB }, n) => residentMiB - (between[n]?.residentMiB ?? 0)),
        );
      }
      expect(grownMiB).toBeLessThan(repeatedGrowthMaxMiB);
    }));

  it('a recipient who is written to without end and reads nothing', () =>
    besides(async () => {
      const victim = await scene.register();
      const socket = await scene.socketOf(eve);
      const content = randomBytes(2000);
      const codes = new Set<string>();
      await Promise.all(
        many(2000, async () => {
          const bytes = plainSend(victim.account, content);
          bytes.set(randomBytes(16), 2);
          const answer = await socket.timeout(10_000).emitWithAck('send', bytes);
          codes.add(decodeSendAnswer(answer as Uint8Array).refusal?.code ?? 'stored');
        }),
      );
      // Sent under a registration id that is not the device's: told apart, and nothing stored.
      expect([...codes].every((code) => /stale|rate|busy/.test(code))).toBe(true);
      socket.disconnect();
    }));
});

const refusalOf = (event: string, answer: unknown): string | undefined => {
  const bytes = answer as Uint8Array;
  if (event === 'send') {
    return decodeSendAnswer(bytes).refusal?.code ?? decodeAckAnswer(bytes).refusal?.code;
  }
  const code = /x-aldis-code: ([\w.]+)/.exec(Buffer.from(bytes).toString('latin1'))?.[1];
  return code ?? decodeAckAnswer(bytes).refusal?.code;
};

describe('after the floods', () => {
  it('clients who keep a connection busy with nothing have been hung up on', async () => {
    for (const { name, sockets } of lingering) {
      if (name === neverRead) continue;
      const ended = () => sockets.every((one) => one.closedAtMs !== undefined);
      await until(ended, `those who ${name} were ended`, 60_000);
      const longest = Math.max(...sockets.map((one) => (one.closedAtMs ?? 0) - one.openedAtMs));
      console.log(`clients who ${name}: ended within ${(longest / 1000).toFixed(1)} s`);
    }
  });

  it('the conversation lost nothing, and got nothing twice or changed', async () => {
    const ledger = await bystanders.finish();
    expect(ledger).toMatchObject({ missing: 0, refused: [], wrong: [], lost: 0 });
  });

  it('the workers are the same processes, and hold what they held', async () => {
    for (const { sockets } of lingering) for (const { socket } of sockets) socket.destroy();
    await pause(1500);
    const after = scene.footprints();
    after.forEach((now, n) => {
      const then = before[n] as Footprint;
      const memory = `${then.residentMiB.toFixed(0)} → ${now.residentMiB.toFixed(0)} MiB`;
      const files = `${then.descriptors} → ${now.descriptors} descriptors`;
      console.log(`worker ${n}: ${memory}, ${files}`);
      expect(now.residentMiB - then.residentMiB).toBeLessThan(growthMaxMiB);
      expect(now.descriptors - then.descriptors).toBeLessThanOrEqual(descriptorGrowthMax);
    });
    expect(scene.workerPids).toEqual(pids);
    expect(scene.defects()).toEqual([]);
  });
});

// A server that means harm, behind a real socket: its numbers, codes and lengths are taken like a
// stranger's.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocketServer } from 'ws';
import type { WebSocket } from 'ws';
import type { ConnectionState, Transport } from '#client';
import {
  encodeAckAnswer,
  encodeClosing,
  encodeEventFrame,
  encodeHello,
  encodeNotice,
  encodeResponse,
  encodeSendAnswer,
  limits,
  readEventFrame,
} from '#protocol';
import type { Notice } from '#protocol';
import { systemClock } from '../../../client/clock.ts';
import { waitMaxMs } from '../../../client/transport/backoff.ts';
import { refusalOf } from '../../../client/transport/http.ts';
import { socketNetwork } from '../../../client/transport/network.ts';

interface State {
  readonly state: ConnectionState;
  readonly code?: string;
  readonly retryInMs?: number;
}

const hello = encodeHello({
  protocol: 1,
  serverTime: 1,
  member: 'alpha-1',
  envelopeBytesMax: 1,
  unacknowledgedMax: 1,
  frameBytesMax: 1,
});

/** Speaks Engine.IO and Socket.IO by hand, and lies where the test wants it to. */
class Liar {
  readonly http = createServer((_request, response) => this.page(response));
  readonly #sockets = new WebSocketServer({ server: this.http });
  /** Says what it wants once somebody has given credentials. */
  greet: (say: (text: string | Uint8Array) => void) => void = (say) => {
    say('40{"sid":"s"}');
    say(encodeEventFrame('server:hello', undefined, hello));
  };
  answer: (name: string) => Uint8Array = () => new Uint8Array(0);
  page: (response: import('node:http').ServerResponse) => void = (response) => response.end();
  connections = 0;

  constructor() {
    this.#sockets.on('connection', (socket) => this.#serve(socket));
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  #serve(socket: WebSocket): void {
    this.connections += 1;
    const say = (text: string | Uint8Array) => socket.send(text);
    say('0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}');
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary && data.toString().startsWith('40')) this.greet(say);
      if (!isBinary) return;
      const frame = readEventFrame(new Uint8Array(data));
      if (!frame?.name || frame.number === undefined) return;
      say(encodeEventFrame(undefined, frame.number, this.answer(frame.name)));
    });
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#sockets.close();
    this.http.close();
    this.http.closeAllConnections();
  }
}

let liar: Liar;
let transport: Transport;
let states: State[];
let notices: Notice[];
let url: string;

beforeEach(async () => {
  liar = new Liar();
  url = await liar.listen();
  states = [];
  notices = [];
  const credentials = { username: 'nobody.1', password: 'x' };
  const network = socketNetwork({ transports: ['websocket'] });
  transport = network.transport(url, credentials, systemClock);
});

afterEach(() => {
  transport.close();
  liar.close();
});

function open(): void {
  transport.open({
    state: (state, more) => states.push({ state, ...more }),
    deliver: () => undefined,
    queueEmpty: () => undefined,
    security: () => undefined,
    signal: () => undefined,
    presence: () => undefined,
    notice: (notice) => notices.push(notice),
  });
}

const until = (isSo: () => boolean) =>
  expect.poll(isSo, { timeout: 10_000, interval: 10 }).toBe(true);
const of = (wanted: ConnectionState) => states.filter(({ state }) => state === wanted);
const refusal = (data: object) => `44${JSON.stringify({ message: 'no', data })}`;

describe('a refused handshake', () => {
  test.each([
    ['endless', 1e300],
    ['above every time', 2 ** 60],
    ['of a month', 2_592_000_000],
    ['negative', -5],
    ['a fraction', 0.25],
    ['a text', '9'],
  ])(
    'names a wait that is %s: nobody waits longer than an hour, nor runs in circles',
    async (_what, wait) => {
      liar.greet = (say) => say(refusal({ code: 'rate.limited', retryAfterMs: wait }));
      open();
      await until(() => of('waiting').length > 0);
      const { code, retryInMs = Number.NaN } = of('waiting')[0] ?? {};
      expect(code).toBe('rate.limited');
      expect(retryInMs).toBeGreaterThanOrEqual(0);
      expect(retryInMs).toBeLessThanOrEqual(waitMaxMs);
    },
  );

  test('names a code that is none', async () => {
    liar.greet = (say) => say(refusal({ code: '\u001b[2J you have won' }));
    open();
    await until(() => of('waiting').length > 0);
    expect(of('waiting')[0]?.code).toBe('server.refused');
  });
});

test('a server that sends away and asks back at once is not run after', async () => {
  liar.greet = (say) => {
    say('40{"sid":"s"}');
    say(encodeEventFrame('server:hello', undefined, hello));
    const closing = { code: 'server.draining', reconnectAfterMs: 1 };
    say(encodeEventFrame('server:closing', undefined, encodeClosing(closing)));
    say('41');
  };
  open();
  await until(() => liar.connections >= 2);
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(liar.connections).toBeLessThan(25);
  expect(of('waiting')[0]?.retryInMs).toBeLessThan(10);
});

test('a closing with a code that is none ends with one of ours', async () => {
  liar.greet = (say) => {
    say('40{"sid":"s"}');
    const closing = { code: 'x\n\u009b', reconnectAfterMs: 0 };
    say(encodeEventFrame('server:closing', undefined, encodeClosing(closing)));
    say('41');
  };
  open();
  await until(() => of('closed').length > 0);
  expect(of('closed')[0]?.code).toBe('server.refused');
});

test('a worker that has no name is none', async () => {
  const named = encodeHello({
    protocol: 1,
    serverTime: 1,
    member: '\u001b]0;x\u0007',
    envelopeBytesMax: 1,
    unacknowledgedMax: 1,
    frameBytesMax: 1,
  });
  liar.greet = (say) => {
    say('40{"sid":"s"}');
    say(encodeEventFrame('server:hello', undefined, named));
    say(encodeEventFrame('notice', undefined, encodeNotice({ kind: 'k', account: 'a' })));
  };
  open();
  await until(() => of('connected').length > 0 && notices.length > 0);
  expect(transport.member).toBeUndefined();
});

describe('an answer that cannot be', () => {
  beforeEach(async () => {
    open();
    await until(() => transport.connected);
  });

  test.each([1, 99, 600, 2 ** 32 - 1])('of the status %d is none', async (status) => {
    liar.answer = () => encodeResponse({ status, headers: [], body: new Uint8Array(0) });
    await expect(transport.request({ verb: 'GET', path: '/' })).rejects.toThrow('refused');
  });

  test('with a time that no clock shows is none', async () => {
    liar.answer = () => encodeSendAnswer({ serverTimestamp: 2 ** 60, needsSync: false });
    const frame = { guid: new Uint8Array(16), destination: 'x', contents: [], timestamp: 1 };
    const sent = transport.send({ ...frame, ephemeral: false, urgent: true });
    await expect(sent).rejects.toThrow('cannot be read');
  });

  test('with a wait that no clock shows is none', async () => {
    liar.answer = () => encodeAckAnswer({ code: 'rate.limited', retryAfterMs: 2 ** 60 });
    await expect(transport.ack([new Uint8Array(16)])).rejects.toThrow('cannot be read');
  });

  test('of more bytes than any event ends the connection', async () => {
    liar.answer = () => new Uint8Array(limits.deliverEnvelopesMax * limits.envelopeBytesMax * 2);
    await expect(transport.ack([new Uint8Array(16)])).rejects.toThrow('No answer');
    await until(() => of('waiting').length > 0);
  });
});

test('a page without end is no answer', async () => {
  let written = 0;
  liar.page = (response) => {
    const chunk = Buffer.alloc(64 * 1024, 0x20);
    const more = () => {
      while (!response.destroyed && response.write(chunk)) written += chunk.length;
      if (!response.destroyed) response.once('drain', more);
    };
    more();
  };
  await expect(socketNetwork().http(url, { verb: 'GET', path: '/' })).rejects.toThrow(
    'did not answer',
  );
  expect(written).toBeLessThan(64 * limits.frameBytesMax);
});

test.each([
  ['7', 7_000],
  ['0', 0],
  ['3601', waitMaxMs],
  ['999999999', waitMaxMs],
  ['-1', undefined],
  ['1e9', undefined],
  ['Infinity', undefined],
  ['99999999999999999999', undefined],
  ['0x10', undefined],
  ['', undefined],
])('Retry-After: %s is a wait of %s ms', (header, wait) => {
  const answer = { status: 429, headers: { 'retry-after': header }, body: undefined };
  expect(refusalOf(answer, 'Asking').retryAfterMs).toBe(wait);
});

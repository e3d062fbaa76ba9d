// A coturn of a test, on loopback and without privileges, and a device that asks it for a place.

import { spawn } from 'node:child_process';
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { on } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '#lab/freePort.ts';
import { ServerProcess } from '#lab/serverProcess.ts';
import { answersStun } from '../../cluster/turn.ts';

const host = '127.0.0.1';
const startTimeoutMs = 20_000;
const pollMs = 100;
const askTimeoutMs = 5_000;
const repeatMs = 500;
const magicCookie = 0x2112a442;
const allocateRequest = 0x0003;
const refreshRequest = 0x0004;
/** The class of a message, and what makes it a success. */
const classBits = 0x0110;
const successBits = 0x0100;
const refreshSeconds = 600;
const attributes = {
  username: 0x0006,
  messageIntegrity: 0x0008,
  errorCode: 0x0009,
  lifetime: 0x000d,
  realm: 0x0014,
  nonce: 0x0015,
  requestedTransport: 0x0019,
} as const;
const integrityBytes = 24;
const udp = 17;

export interface Coturn {
  readonly url: string;
  readonly port: number;
  kill9(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one that takes credentials made with this secret. */
export async function startCoturn(secret: string): Promise<Coturn> {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-coturn-'));
  const port = await freePort();
  const settings = join(folder, 'turnserver.conf');
  const lines = [
    ...['use-auth-secret', `static-auth-secret=${secret}`, 'realm=aldis.test'],
    ...[`listening-ip=${host}`, `relay-ip=${host}`, `listening-port=${port}`],
    // Nobody beyond this machine is reached, so that this machine may be.
    ...['allow-loopback-peers', 'no-cli', 'no-tls', 'no-dtls'],
    ...[`userdb=${join(folder, 'turndb')}`, `pidfile=${join(folder, 'pid')}`],
    `log-file=${join(folder, 'log')}`,
  ];
  writeFileSync(settings, `${lines.join('\n')}\n`, { mode: 0o600 });
  const server = new ServerProcess({
    name: 'coturn',
    spawn: () => spawn('turnserver', ['-c', settings], { cwd: folder, stdio: 'ignore' }),
    asks: () => answersStun({ host, port }, pollMs),
    ...{ startTimeoutMs, pollMs },
  });
  await server.start();
  return {
    url: `turn:${host}:${port}?transport=udp`,
    port,
    kill9: () => server.kill9(),
    async stop() {
      await server.kill9();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export interface TurnLogin {
  readonly username: string;
  readonly credential: string;
}

/** What a device asks of coturn, from one port: each answers with the code of a refusal, or 200. */
export class TurnDevice {
  readonly #port: number;
  readonly #socket = createSocket('udp4');
  #login: readonly Buffer[] = [];
  #key = Buffer.alloc(0);

  constructor(port: number) {
    this.#port = port;
  }

  /** Asks for a place as RFC 8656 has it. */
  async allocate({ username, credential }: TurnLogin): Promise<number> {
    const transport = attribute(attributes.requestedTransport, Buffer.from([udp, 0, 0, 0]));
    const asked = await this.#ask(message(allocateRequest, [transport]));
    const [realm, nonce] = [valueOf(asked, attributes.realm), valueOf(asked, attributes.nonce)];
    if (codeOf(asked) !== 401 || !realm || !nonce) throw new Error('It asks for no credentials.');
    this.#login = [
      attribute(attributes.username, Buffer.from(username)),
      attribute(attributes.realm, realm),
      attribute(attributes.nonce, nonce),
    ];
    this.#key = createHash('md5').update(`${username}:${realm}:${credential}`).digest();
    return this.#signed(allocateRequest, [transport]);
  }

  /** Keeps the place for longer. */
  refresh(): Promise<number> {
    const lifetime = Buffer.alloc(4);
    lifetime.writeUInt32BE(refreshSeconds);
    return this.#signed(refreshRequest, [attribute(attributes.lifetime, lifetime)]);
  }

  close(): void {
    this.#socket.close();
  }

  async #signed(type: number, parts: readonly Buffer[]): Promise<number> {
    const unsigned = message(type, [...parts, ...this.#login], integrityBytes);
    return codeOf(await this.#ask(signed(unsigned, this.#key)));
  }

  async #ask(request: Buffer): Promise<Buffer> {
    const send = () => this.#socket.send(request, this.#port, host);
    const over = new AbortController();
    const repeat = setInterval(send, repeatMs);
    try {
      const signal = AbortSignal.any([over.signal, AbortSignal.timeout(askTimeoutMs)]);
      send();
      for await (const [answer] of on(this.#socket, 'message', { signal })) {
        if (answer.subarray(4, 20).equals(request.subarray(4, 20))) return answer;
      }
      throw new Error('coturn does not answer');
    } finally {
      clearInterval(repeat);
      over.abort();
    }
  }
}

function message(type: number, parts: readonly Buffer[], moreBytes = 0): Buffer {
  const body = Buffer.concat(parts);
  const head = Buffer.alloc(20);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(body.length + moreBytes, 2);
  head.writeUInt32BE(magicCookie, 4);
  randomBytes(12).copy(head, 8);
  return Buffer.concat([head, body]);
}

function signed(request: Buffer, key: Buffer): Buffer {
  const tag = createHmac('sha1', key).update(request).digest();
  return Buffer.concat([request, attribute(attributes.messageIntegrity, tag)]);
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(value.length, 2);
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)]);
}

function valueOf(answer: Buffer, type: number): Buffer | undefined {
  for (let at = 20; at + 4 <= answer.length; ) {
    const bytes = answer.readUInt16BE(at + 2);
    if (answer.readUInt16BE(at) === type) return answer.subarray(at + 4, at + 4 + bytes);
    at += 4 + Math.ceil(bytes / 4) * 4;
  }
  return undefined;
}

function codeOf(answer: Buffer): number {
  if ((answer.readUInt16BE(0) & classBits) === successBits) return 200;
  const error = valueOf(answer, attributes.errorCode);
  return error ? (error.readUInt8(2) & 7) * 100 + error.readUInt8(3) : 0;
}

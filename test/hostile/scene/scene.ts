// A cluster for hostile clients to try their worst on: real processes, plain accounts, and requests
// of any shape from any loopback address, so that limits by address meet those who deserve them.

import { readdirSync, readFileSync } from 'node:fs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { io, type Socket } from 'socket.io-client';
import type { LaunchedCluster } from '../../support/cluster.ts';
import { launchCluster } from '../../support/cluster.ts';
import type { PlainDevice } from '#lab/plainDevice.ts';
import { registerPlainDevice } from '#lab/plainDevice.ts';

const answerTimeoutMs = 20_000;

/** A registered account that has turned bad, or one that has not. */
export interface Citizen extends Omit<PlainDevice, 'registrationId'> {
  readonly authorization: string;
}

export interface Asked {
  readonly headers?: Readonly<Record<string, string>>;
  readonly authorization?: string;
  /** Bytes as they are, anything else as JSON. */
  readonly body?: unknown;
  /** The loopback address the request comes from. */
  readonly from?: string;
}

export interface Answered {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  readonly tookMs: number;
}

/** Token buckets by name, as in the limits file. */
export type Buckets = Readonly<Record<string, { burst?: number; refillMs?: number }>>;

/** What one worker holds. */
export interface Footprint {
  readonly residentMiB: number;
  readonly descriptors: number;
}

export const basicOf = (username: string, password: string): string =>
  `Basic ${Buffer.from(`${username}:${password}`, 'latin1').toString('base64')}`;

export class HostileScene {
  readonly cluster: LaunchedCluster;
  readonly port: number;
  readonly operatorToken: string;
  readonly #folder: string;
  readonly #sockets: Socket[] = [];

  private constructor(cluster: LaunchedCluster, folder: string) {
    this.cluster = cluster;
    this.port = Number(new URL(cluster.url).port);
    this.#folder = folder;
    const secrets = JSON.parse(readFileSync(join(cluster.dataDir, 'secrets.json'), 'utf8'));
    this.operatorToken = (secrets as { operatorToken: string }).operatorToken;
  }

  /** Starts two workers with the production limits but for those given. */
  static async open(
    buckets: Buckets = {},
    more: Readonly<Record<string, string>> = {},
  ): Promise<HostileScene> {
    const folder = mkdtempSync(join(tmpdir(), 'aldis-hostile-'));
    const limits = join(folder, 'limits.json');
    writeFileSync(limits, JSON.stringify(buckets));
    const env = {
      ALDIS_LIMITS_FILE: limits,
      ALDIS_LOG: 'info',
      ALDIS_PENDING_PER_ADDRESS: '64',
      ...more,
    };
    return new HostileScene(await launchCluster({ workers: 2, env }), folder);
  }

  async register(): Promise<Citizen> {
    const device = await registerPlainDevice(this.cluster.url, this.cluster.invitation);
    return { ...device, authorization: basicOf(device.username, device.password) };
  }

  /** One request by the rules of HTTP. */
  ask(verb: string, path: string, asked: Asked = {}): Promise<Answered> {
    const began = performance.now();
    const { body, from = '127.0.0.1' } = asked;
    const bytes =
      body === undefined || body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
    const headers = {
      ...(asked.authorization ? { authorization: asked.authorization } : {}),
      ...(bytes ? { 'content-type': 'application/json', 'content-length': bytes.length } : {}),
      ...asked.headers,
    };
    return new Promise((resolve, reject) => {
      const options = { host: '127.0.0.1', port: this.port, localAddress: from, agent: false };
      const sent = request({ ...options, method: verb, path, headers }, (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => {
          text += chunk;
        });
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            code: String(answer.headers['x-aldis-code'] ?? ''),
            headers: answer.headers,
            text,
            tookMs: performance.now() - began,
          }),
        );
      });
      sent.setTimeout(answerTimeoutMs, () => sent.destroy(new Error('no answer')));
      sent.on('error', reject);
      sent.end(bytes);
    });
  }

  /** Bytes that no HTTP library would send; resolves with what came until the server hung up. */
  raw(bytes: string | Uint8Array, withinMs = 3000, from = '127.0.0.1'): Promise<string> {
    return new Promise((resolve) => {
      let text = '';
      const socket = connect({ port: this.port, host: '127.0.0.1', localAddress: from });
      const timer = setTimeout(() => socket.destroy(), withinMs);
      socket.on('connect', () => socket.write(bytes));
      socket.on('data', (chunk) => {
        text += chunk.toString('latin1');
      });
      socket.on('error', () => {});
      socket.on('close', () => {
        clearTimeout(timer);
        resolve(text);
      });
    });
  }

  /** A Socket.IO client with these credentials; resolves when it is in, or with the refusal. */
  async join(auth: object, from = '127.0.0.1'): Promise<Socket | { code: string }> {
    const socket = io(this.cluster.url, {
      auth,
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      // Passed through to ws.
      ...{ localAddress: from },
    });
    this.#sockets.push(socket);
    return new Promise((resolve) => {
      socket.once('connect', () => resolve(socket));
      socket.once('connect_error', (error: Error & { data?: { code: string } }) => {
        resolve(error.data ?? { code: `none: ${error.message}` });
      });
    });
  }

  /** The socket of a citizen, who must be let in. */
  async socketOf(citizen: Citizen): Promise<Socket> {
    const { username, password } = citizen;
    const joined = await this.join({ protocol: 1, username, password });
    if ('code' in joined) throw new Error(`refused: ${joined.code}`);
    return joined;
  }

  /** What each worker holds just now. */
  footprints(): Footprint[] {
    return this.cluster.facts().workers.map(({ pid }) => ({
      residentMiB:
        Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024,
      descriptors: readdirSync(`/proc/${pid}/fd`).length,
    }));
  }

  get workerPids(): number[] {
    return this.cluster.facts().workers.map(({ pid }) => pid);
  }

  /** Lines of the log that tell of defects. */
  defects(): string[] {
    return readFileSync(this.cluster.logFile, 'utf8')
      .split('\n')
      .filter((line) => /"level":(50|60)/.test(line));
  }

  async close(): Promise<number | null> {
    for (const socket of this.#sockets) socket.disconnect();
    const code = await this.cluster.stop();
    rmSync(this.#folder, { recursive: true, force: true });
    return code;
  }
}

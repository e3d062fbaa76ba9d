// Socket.IO doors of several members in one process, each with its port and its private relay, and
// one front port that gives each connection to the next member, as a plain balancer does.

import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer as createFront } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMemoryStores } from '#persistence';
import type { RateLimiter } from '#ports';
import type { AccountId, MemberId } from '#protocol';
import {
  accountAddress,
  encodeSend,
  guidFromBytes,
  ok,
  parseDeviceAddress,
  refuse,
} from '#protocol';
import type { Clock } from '#runtime';
import { silentLog, systemClock } from '#runtime';
import type { Socket as ClientSocket } from 'socket.io-client';
import { io } from 'socket.io-client';
import { shareServer } from '../../src/gateway/gateway.ts';
import type { Relay } from '#gateway';
import { openRelay } from '#gateway';
import { Onward } from '../../src/gateway/relay/onward.ts';
import { SocketDoor } from '../../src/gateway/sockets/door.ts';
import { WaitingDevices } from '../../src/gateway/sockets/waitingDevices.ts';
import type { Proof } from '../../src/gateway/ingress/authenticate.ts';
import { MemoryCluster } from './memoryCluster.ts';
import { noCallDoor } from './topics.ts';
import { freePermits } from './permits.ts';
import { nobodyNameless } from './anonymous.ts';

export const password = 'correct horse battery';

export interface RigMember {
  readonly id: MemberId;
  readonly port: number;
  readonly door: SocketDoor;
  readonly waiting: WaitingDevices;
  readonly server: Server;
  readonly relay: Relay;
}

export interface RigOptions {
  readonly members?: readonly string[];
  readonly clock?: Clock;
  readonly origins?: string;
  readonly proxies?: string;
  /** Sessions of one address that may wait for credentials. */
  readonly pending?: number;
  readonly limiter?: RateLimiter;
  /** Permits of an address to begin sessions. */
  readonly handshakes?: number;
  /** Addresses of the members' hosts; absent: all are on one machine. */
  readonly hosts?: readonly string[];
  readonly relayPorts?: string;
}

/** What the members of a rig share as the hosts of a cluster do. */
const relayKey = randomBytes(32);

/** The n-th account of a test. */
export const accountOf = (n: number): AccountId =>
  `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as AccountId;

/** A `send` of one content to device 1. */
export function sendTo(account: AccountId, guid: Uint8Array, content: Uint8Array): Uint8Array {
  const contents = [{ deviceId: 1, registrationId: 1, type: 1, content }];
  const flags = { ephemeral: false, urgent: true, timestamp: 1 };
  return encodeSend({ guid, destination: account, contents, ...flags });
}

export class SocketRig {
  readonly cluster = new MemoryCluster();
  readonly members: RigMember[] = [];
  readonly relations = openMemoryStores(undefined, systemClock).relations;
  /** Requests that reached the API over a socket. */
  readonly requests: string[] = [];
  /** Access tokens that are believed. */
  readonly tokens = new Map<string, Proof>();
  frontPort = 0;
  #folder = '';
  #front: ReturnType<typeof createFront> | undefined;
  readonly #clients: ClientSocket[] = [];
  #turn = 0;

  static async start(options: RigOptions = {}): Promise<SocketRig> {
    const rig = new SocketRig();
    rig.#folder = await mkdtemp(join(tmpdir(), 'aldis-rig-'));
    for (const name of options.members ?? ['alpha-1']) await rig.#join(name as MemberId, options);
    rig.#front = createFront((socket) => rig.#balance(socket));
    rig.frontPort = await new Promise((resolve) => {
      const front = rig.#front;
      front?.listen(0, '127.0.0.1', () => resolve((front.address() as AddressInfo).port));
    });
    return rig;
  }

  /** The first member. */
  get first(): RigMember {
    const member = this.members[0];
    if (!member) throw new Error('no member');
    return member;
  }

  /** A client of this account, connecting; it is closed with the rig. */
  client(account: AccountId, port = this.first.port, more: object = {}): ClientSocket {
    const socket = io(`http://127.0.0.1:${port}`, {
      auth: { protocol: 1, username: `${account}.1`, password },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      ...more,
    });
    this.#clients.push(socket);
    return socket;
  }

  async stop(): Promise<void> {
    for (const client of this.#clients) client.disconnect();
    this.#front?.close();
    for (const member of this.members) {
      await member.door.stop();
      await member.relay.close();
      member.server.close();
      member.server.closeAllConnections();
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #join(id: MemberId, options: RigOptions): Promise<void> {
    const { cluster, tokens } = this;
    const router = cluster.router(id);
    const host = options.hosts?.[this.members.length];
    const relay = await openRelay({
      config: {
        dataDir: this.#folder,
        ALDIS_RELAY_HOST: host,
        ALDIS_RELAY_PORTS: options.relayPorts ?? '17400-17499',
      },
      member: id,
      key: relayKey,
    });
    const generous = { name: 'connect', burst: 1, refillMs: 1, onFailure: 'open' } as const;
    const clock = options.clock ?? systemClock;
    const limiter = options.limiter ?? { take: async () => ({ allowed: true }) };
    const limits = { linkWait: { ...generous, name: 'linkWait' } };
    const waiting = new WaitingDevices({ router, clock, limiter, limits });
    const door = new SocketDoor({
      clock,
      log: silentLog,
      waiting,
      router,
      permits: freePermits,
      callDoor: noCallDoor,
      consents: [],
      late: { told: async (refusal) => refusal },
      relations: this.relations,
      limiter,
      limits: {
        connect: generous,
        connectAccount: generous,
        handshake: {
          name: 'handshake',
          burst: options.handshakes ?? 100_000,
          refillMs: 60_000,
          onFailure: 'open',
        },
      },
      config: {
        ALDIS_ORIGINS: options.origins ?? '',
        ALDIS_TRUSTED_PROXIES: options.proxies ?? '',
        ALDIS_PENDING_PER_ADDRESS: options.pending ?? 64,
        ALDIS_ANONYMOUS_PER_ADDRESS: 64,
      },
      authenticator: {
        async authenticate(credentials) {
          if (credentials.scheme !== 'basic') {
            const proof = tokens.get(credentials.token);
            return proof ? ok(proof) : refuse('auth.invalid');
          }
          const account = parseDeviceAddress(credentials.username)?.account;
          const known = account && cluster.devices.get(account);
          if (!account || known?.password !== credentials.password) return refuse('auth.invalid');
          return ok({ device: cluster.whoIs(account) });
        },
      },
      api: {
        answer: async ({ verb, target, headers, body }) => {
          this.requests.push(`${verb} ${target} ${headers['x-test'] ?? ''}`);
          return { status: 207, headers: { 'x-length': String(body.length) }, body };
        },
      },
      anonymous: nobodyNameless,
      async acceptSend(device, frame) {
        const guid = guidFromBytes(frame.guid);
        if (!guid) return refuse('request.invalid');
        const answer = await router.ask(accountAddress(frame.destination as AccountId), {
          type: 'send',
          source: { account: device.account, device: device.device },
          guid,
          identity: 'aci',
          contents: frame.contents,
          ephemeral: false,
          urgent: true,
          clientTimestamp: frame.timestamp,
          serverTimestamp: 5,
        });
        return answer.ok ? ok({ ...answer.value, needsSync: false }) : answer;
      },
    });
    const server = createServer((_request, response) => response.writeHead(404).end());
    const onward = new Onward({ log: silentLog, router, relay }, door);
    shareServer(server, onward);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    relay.serve(onward.relayed);
    Object.assign(cluster.members.get(id) ?? {}, { relayAddress: relay.address });
    const { port } = server.address() as AddressInfo;
    this.members.push({ id, port, door, server, relay, waiting });
  }

  #balance(socket: Socket): void {
    const member = this.members[this.#turn++ % this.members.length];
    if (!member) return;
    const onward = connect(member.port, '127.0.0.1');
    socket.pipe(onward).pipe(socket);
    socket.on('error', () => onward.destroy());
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  }
}

// One simulated worker: the real router, actors and connections, with the store and the bus behind
// wires that can fail. What is missing is Socket.IO, and the signature of access tokens.

import type { EntityHost } from '#actors';
import { createEntityHost } from '#actors';
import type { AccessTokens } from '#crypto';
import type { GroupKeys } from '#crypto';
import { createChallengeTokens, createGroupKeys, createMac, createReportTokens } from '#crypto';
import type { AccountStore, EnvelopeQueue, PreKeyStore, RecordStore } from '#ports';
import type { RelationStore, UsernameStore } from '#ports';
import { noMedia } from '#ports';
import type {
  AccountId,
  ConnectionId,
  DeviceId,
  ErrorCode,
  MemberId,
  ServerEventName,
} from '#protocol';
import { limits, ok } from '#protocol';
import type { ClusterRouter, RoutingPorts } from '#routing';
import { createMemoryRouting, createRouter, SealedBus } from '#routing';
import type { Log } from '#runtime';
import { readConfig } from '#runtime';
import type { Connection } from '../../src/gateway/egress/connection.ts';
import { ConnectionIndex } from '../../src/gateway/egress/connectionIndex.ts';
import { createAuthenticator } from '../../src/gateway/ingress/authenticate.ts';
import { GroupSends } from '../../src/gateway/ingress/groupSends.ts';
import { Permits } from '../../src/gateway/ingress/permits.ts';
import { readRateLimits } from '../../src/gateway/ingress/limitsFile.ts';
import type { SendPort } from '../../src/gateway/ingress/send.ts';
import { createSendPort } from '../../src/gateway/ingress/send.ts';
import { Admission } from '../../src/gateway/sockets/admission.ts';
import type { Client } from '../../src/gateway/sockets/connections.ts';
import { Connections } from '../../src/gateway/sockets/connections.ts';
import type { ClientEvent, ReceiveEvent } from '../../src/gateway/sockets/events.ts';
import { sink } from './evictions.ts';
import { house } from './household.ts';
import type { Mutation } from './mutations.ts';
import { Process } from './timeline.ts';
import type { Socket } from './wires.ts';
import type { World } from './world.ts';

const leaseTtlMs = 3000;
const config = readConfig({});
const buckets = readRateLimits(config);
const challengeTokens = createChallengeTokens({ indexKey: Buffer.alloc(32).toString('base64') });
const reportTokens = createReportTokens({ indexKey: Buffer.alloc(32).toString('base64') });
const mac = createMac(new Uint8Array(32));
/**
 * Once for all runs: making them takes longer than many a run, and so would what they make. Nobody
 * looks at signatures and endorsements here.
 */
const groupKeys: GroupKeys = Object.assign(
  createGroupKeys({ indexKey: Buffer.alloc(32).toString('base64') }),
  {
    sign: () => new Uint8Array(64),
    endorse: async () => undefined,
    maySend: async () => true,
  },
);
/** Access tokens as they are read, without end; none of them is signed. */
const tokens: AccessTokens = {
  issue: () => Promise.reject(new Error('Tokens are written by the devices.')),
  async verify(token) {
    const [account, credential = '', id] = token.split(' ');
    const device = { account: account as AccountId, device: Number(id) as DeviceId };
    const proved = { scopes: ['device'] as const, authAtMs: 0, amr: [] };
    return ok({ ...device, credential, ...proved, expiresAtMs: Number.MAX_SAFE_INTEGER });
  },
  sign: () => Promise.reject(new Error('Nothing is signed here.')),
  published: () => [],
  reload() {},
};

/** A client that comes to a worker's door. */
export interface Visitor {
  readonly account: AccountId;
  readonly credential: string;
  readonly id: DeviceId;
  hear(socket: Socket, event: ServerEventName, body: Uint8Array | undefined): void;
  refused(socket: Socket, code: ErrorCode): void;
  /** The worker has emitted it; it is on its way. */
  emitted?(event: ServerEventName, worker: Worker): void;
}

/** The stores as one worker reaches them. */
interface Stores {
  readonly accounts: AccountStore;
  readonly preKeys: PreKeyStore;
  readonly queue: EnvelopeQueue;
  readonly relations: RelationStore;
  readonly records: RecordStore;
  readonly usernames: UsernameStore;
  readonly profiles: World['profileStore'];
  readonly tombstones: World['tombstones'];
  readonly groups: World['groups'];
}

export class Worker {
  readonly member: MemberId;
  readonly process: Process;
  readonly router: ClusterRouter;
  readonly send: SendPort;
  readonly groupSends: Pick<GroupSends, 'send'>;
  readonly sockets = new Set<Socket>();
  /** How often it was frozen: what it owed meanwhile may be late. */
  freezes = 0;
  readonly host: EntityHost;
  readonly #world: World;
  readonly #connections: Connections;
  readonly #receivers = new WeakMap<Socket, ReceiveEvent>();

  constructor(world: World, member: MemberId) {
    this.#world = world;
    this.member = member;
    this.process = new Process(member);
    this.process.skewMs = world.dice.between(-world.plan.skewMsMax, world.plan.skewMsMax);
    const clock = world.timeline.clockOf(this.process);
    world.wires.join(member, this.process);
    const log = logOf(world, member);
    this.host = createEntityHost({
      ...storesOf(world, member),
      avatars: { hold: async () => {}, release: async () => {} },
      groupKeys,
      media: noMedia(),
      wakes: { wake: (_wake, kept) => kept?.() },
      delivery: { send: (to, delivery) => this.router.deliver(to, delivery) },
      departures: { leftAtMs: (gone) => router.leftAtMs(gone) },
      clock,
      log,
      passivateMs: world.plan.passivateMs,
    });
    const routing = routingOf(world, this);
    const router = createRouter({
      ...routing,
      bus: new SealedBus({ behind: routing.bus, mac, clock, log }),
      member,
      mac,
      host: watched(this.host, world, member),
      clock,
      log,
      leaseTtlMs,
      relayAddress: `unix:${member}`,
      random: world.dice.next,
    });
    this.router = router;
    const limiter = {
      take: async () => ({ allowed: true }) as const,
      reset: async () => undefined,
    };
    const { accounts, relations } = world;
    const made = new Permits(router, clock);
    const permits = world.options.mutation?.permits?.(made) ?? made;
    const services = {
      ...{ router, limiter, limits: buckets, clock, accounts, tokens, relations },
      ...{ config, challengeTokens, reportTokens },
      ...{ push: { kinds: new Set<never>() }, pushChallenges: { challenge() {} } },
    };
    this.send = createSendPort(services, permits);
    const counted = { take: async () => undefined, groupKeys };
    const sends = new GroupSends({ ...services, ...counted }, { add: async () => undefined });
    this.groupSends = world.options.mutation?.groupSends?.(sends) ?? sends;
    this.#connections = new Connections({
      waiting: { hear: () => undefined },
      ...services,
      log,
      permits,
      relations,
      authenticator: createAuthenticator(services),
      index: new Table(world.options.mutation),
      admission: new Admission(clock, (run) => void world.timeline.after(0, this.process, run)),
      acceptSend: this.send,
      anonymous: { send: nobodyNameless, sendGroup: nobodyNameless },
      anonymousPerAddressMax: 1,
      callDoor: { enter: nobodyEnters, standings: nobodyEnters },
      consents: [],
      late: { told: async (refusal) => refusal },
      api: { answer: () => Promise.reject(new Error('No routes here.')) },
    });
  }

  start(): void {
    void this.router.start();
  }

  get draining(): boolean {
    return this.#connections.isDraining;
  }

  /** Handshake of a device; the socket hears `server:hello`, or why not. */
  admit(socket: Socket, device: Visitor): void {
    const client = this.#clientOf(socket, device);
    const id = this.#world.nextConnection() as ConnectionId;
    const auth = {
      protocol: limits.protocolVersion,
      token: `${device.account} ${device.credential} ${device.id}`,
    };
    this.#connections.admit(client, id, auth, (refused) => {
      if (refused) socket.down(() => device.refused(socket, refused.code));
      else this.#connections.open(client, id);
    });
  }

  /** One event of an admitted device: name, body, and the callback that hears the answer. */
  receive(socket: Socket, event: ClientEvent): void {
    this.#receivers.get(socket)?.(event);
  }

  /** Leaves in order, as on SIGTERM. */
  async drain(): Promise<void> {
    await this.#connections.drain();
    await this.router.drain();
    this.router.stop();
    await this.host.stop();
  }

  /** What a door makes of a socket. */
  #clientOf(socket: Socket, device: Visitor): Client {
    const worker = this;
    let isOpen = true;
    const client: Client = {
      ip: '',
      get isOpen() {
        return isOpen;
      },
      onEnd: undefined,
      join: ({ receive }) => this.#receivers.set(socket, receive),
      emit(event, body) {
        if (!isOpen) return;
        device.emitted?.(event, worker);
        socket.down(() => device.hear(socket, event, body));
      },
      backlogBytes: () => 0,
      holdsBack: () => false,
      close: () => socket.end(),
      cut: () => socket.end(),
    };
    this.sockets.add(socket);
    socket.onServerClosed = () => {
      if (!isOpen) return;
      isOpen = false;
      this.sockets.delete(socket);
      client.onEnd?.();
    };
    return client;
  }
}

/** Where a faulty part takes its place in each connection. */
class Table extends ConnectionIndex {
  readonly #mutation: Mutation | undefined;

  constructor(mutation: Mutation | undefined) {
    super();
    this.#mutation = mutation;
  }

  override add(connection: Connection): void {
    this.#mutation?.connection?.(connection);
    super.add(connection);
  }
}

function logOf(world: World, member: MemberId): Log {
  const note = (level: string, event: string) => world.timeline.note(`${member} ${level} ${event}`);
  return {
    debug() {},
    info: (event) => note('info', event),
    warn: (event) => note('warn', event),
    error: (event, _fields, defect) => {
      const words = defect instanceof Error ? (defect.stack ?? defect.message) : String(defect);
      world.ledger.broken('defect', `${member} ${event}: ${words}`);
    },
  };
}

/** Notes each grant, so that two owners of a shard are seen. */
function watched(host: EntityHost, world: World, member: MemberId): EntityHost {
  return {
    open(given) {
      const grant = world.options.mutation?.grant?.(given) ?? given;
      world.ledger.granted(member, grant);
      host.open(grant);
    },
    close: (shard) => host.close(shard),
    handle: (to, command) => host.handle(to, command),
    stop: () => host.stop(),
  };
}

/** Routing's ports; leases exist only for the shards that have accounts, which saves time. */
function routingOf(world: World, worker: Worker): RoutingPorts {
  const { member, process } = worker;
  const ports = createMemoryRouting(world.wires.network, member);
  const changed: Mutation = world.options.mutation ?? {};
  const leases = changed.leases?.(ports.leases, member) ?? ports.leases;
  return {
    order: ports.order,
    bus: world.wires.shaken(ports.bus, process),
    leases: {
      onNews: (listener) => leases.onNews(listener),
      async exchange(request) {
        const want = request.want.filter((shard) => world.shards.has(shard));
        const answer = await leases.exchange({ ...request, want });
        world.ledger.holdSingleOwner();
        return answer;
      },
    },
  };
}

function storesOf(world: World, member: MemberId): Stores {
  const { wires, ledger, queue } = world;
  const through = <T>(link: string, serve: () => Promise<T>) => wires.call(member, link, serve);
  const inner = remote(queue, (serve) => through('queue', serve));
  const counting: EnvelopeQueue = {
    insert: (to, fence, guid, ...content) =>
      through('queue', async () => {
        const done = await queue.insert(to, fence, guid, ...content);
        if (done.outcome !== 'stored') return done;
        if (to.account === sink) world.eviction?.stored();
        else if (to.account !== house) ledger.stored(to.account, guid);
        return done;
      }),
    page: (from, fence, after, limit) => inner.page(from, fence, after, limit),
    remove: (from, fence, which) =>
      through('queue', async () => {
        const done = await queue.remove(from, fence, which);
        const guids = which.map((one) => one.guid);
        if (done === 'removed') ledger.removed(from.account, guids);
        return done;
      }),
    locate: (from, fence, guids) => inner.locate(from, fence, guids),
    clear: (device, generation) => inner.clear(device, generation),
  };
  return {
    accounts: remote(world.accounts, (serve) => through('stores', serve)),
    preKeys: remote(world.preKeys, (serve) => through('stores', serve)),
    relations: remote(world.relations, (serve) => through('stores', serve)),
    records: remote(world.records, (serve) => through('stores', serve)),
    usernames: remote(world.usernames, (serve) => through('stores', serve)),
    profiles: remote(world.profileStore, (serve) => through('stores', serve)),
    tombstones: remote(world.tombstones, (serve) => through('stores', serve)),
    groups: remote(world.groups, (serve) => through('stores', serve)),
    queue: world.options.mutation?.queue?.(counting, world) ?? counting,
  };
}

/** A store whose every method goes over the wires. */
function remote<Store extends object>(
  store: Store,
  through: (serve: () => Promise<unknown>) => Promise<unknown>,
): Store {
  return new Proxy(store, {
    get(target, key) {
      const method: unknown = Reflect.get(target, key);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => through(() => Reflect.apply(method, target, args));
    },
  });
}

/** The simulation has no calls. */
function nobodyEnters(): Promise<never> {
  return Promise.reject(new Error('Nobody calls here.'));
}

function nobodyNameless(): Promise<never> {
  return Promise.reject(new Error('Everybody has a name here.'));
}

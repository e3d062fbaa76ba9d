// One simulated worker: the real router, actors and egress, with the store and the bus behind
// wires that can fail. What is missing is Socket.IO; the handshake does what
// src/gateway/sockets/handshake.ts does.

import type { EntityHost } from '#actors';
import { createEntityHost } from '#actors';
import { createMac } from '#crypto';
import type { AccountStore, EnvelopeQueue, PreKeyStore, RelationStore } from '#ports';
import type { ConnectionId, DeviceId, MemberId, Result } from '#protocol';
import { accountAddress, encodeHello, limits, refuse } from '#protocol';
import type { ClusterRouter, RoutingPorts } from '#routing';
import { createMemoryRouting, createRouter } from '#routing';
import type { Clock, Log } from '#runtime';
import { readConfig } from '#runtime';
import { Attachments } from '../../src/gateway/egress/attachments.ts';
import type { ClientWire } from '../../src/gateway/egress/connection.ts';
import { Connection } from '../../src/gateway/egress/connection.ts';
import { Egress } from '../../src/gateway/egress/egress.ts';
import { ConnectionTable } from '../../src/gateway/egress/table.ts';
import { Permits } from '../../src/gateway/ingress/permits.ts';
import { readRateLimits } from '../../src/gateway/ingress/rateLimits.ts';
import type { SendPort } from '../../src/gateway/ingress/send.ts';
import { createSendPort } from '../../src/gateway/ingress/send.ts';
import type { ClientEvent, ReceiveEvent } from '../../src/gateway/sockets/events.ts';
import { EventDesk } from '../../src/gateway/sockets/events.ts';
import type { Device } from './device.ts';
import { sink } from './evictions.ts';
import type { Mutation } from './mutations.ts';
import { Process } from './timeline.ts';
import type { Socket } from './wires.ts';
import type { World } from './world.ts';

const leaseTtlMs = 3000;
const buckets = readRateLimits(readConfig({}));
const mac = createMac(new Uint8Array(32));

/** The stores as one worker reaches them. */
interface Stores {
  readonly accounts: AccountStore;
  readonly preKeys: PreKeyStore;
  readonly queue: EnvelopeQueue;
  readonly relations: RelationStore;
}

export class Worker {
  readonly member: MemberId;
  readonly process: Process;
  readonly router: ClusterRouter;
  readonly send: SendPort;
  readonly sockets = new Set<Socket>();
  /** How often it was frozen: what it owed meanwhile may be late. */
  freezes = 0;
  draining = false;
  readonly host: EntityHost;
  readonly #world: World;
  readonly #clock: Clock;
  readonly #table = new ConnectionTable();
  readonly #attachments: Attachments;
  readonly #desk: EventDesk;
  readonly #receivers = new WeakMap<Socket, ReceiveEvent>();

  constructor(world: World, member: MemberId) {
    this.#world = world;
    this.member = member;
    this.process = new Process(member);
    this.process.skewMs = world.dice.between(-world.plan.skewMsMax, world.plan.skewMsMax);
    this.#clock = world.timeline.clockOf(this.process);
    world.wires.join(member, this.process);
    const log = logOf(world, member);
    const clock = this.#clock;
    this.host = createEntityHost({
      ...storesOf(world, member),
      delivery: { send: (to, delivery) => this.router.deliver(to, delivery) },
      clock,
      log,
      passivateMs: world.plan.passivateMs,
    });
    const router = createRouter({
      ...routingOf(world, this),
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
    this.#attachments = new Attachments(router, this.#table, clock, log);
    const limiter = { take: async () => ({ allowed: true }) as const };
    const { accounts } = world;
    const made = new Permits(router, clock);
    const permits = world.options.mutation?.permits?.(made) ?? made;
    new Egress(router, this.#table, this.#attachments, permits);
    this.send = createSendPort({ router, limiter, limits: buckets, clock, accounts }, permits);
    this.#desk = new EventDesk({
      router,
      clock,
      log,
      acceptSend: this.send,
      api: { answer: () => Promise.reject(new Error('No routes here.')) },
      ends: { refresh: () => Promise.reject(new Error('No tokens here.')) },
    });
  }

  start(): void {
    void this.router.start();
  }

  /** Handshake of a device; the socket hears `server:hello`, or why not. */
  async admit(socket: Socket, device: Device): Promise<void> {
    this.sockets.add(socket);
    let ended = false;
    let onEnd = () => {};
    socket.onServerClosed = () => {
      if (ended) return;
      ended = true;
      this.sockets.delete(socket);
      onEnd();
    };
    const outcome = await this.#authenticate(device);
    if (ended) return;
    if (!outcome.ok) return this.#refuse(socket, device, outcome);
    const place = await this.router.nextPlace();
    if (ended) return;
    if (place === undefined) {
      return this.#refuse(socket, device, { ok: false, refusal: { code: 'server.unavailable' } });
    }
    const connection = new Connection(
      {
        id: this.#world.nextConnection() as ConnectionId,
        device: outcome.value,
        ip: '',
        place,
        connectedAtMs: this.#clock.now(),
      },
      this.#wireTo(socket, device, () => ended),
      this.#clock,
    );
    this.#world.options.mutation?.connection?.(connection);
    this.#table.add(connection);
    onEnd = () => {
      connection.end();
      if (this.#table.remove(connection)) this.#attachments.detach(connection);
    };
    const attached = await this.#attachments.attach(connection);
    const refusal = attached.ok ? connection.endedEarly : attached.refusal;
    if (!refusal) return this.#open(connection, socket);
    connection.detachOnEnd &&= refusal.code === 'server.timeout';
    onEnd();
    this.#refuse(socket, device, { ok: false, refusal: { code: refusal.code } });
  }

  /** One event of an admitted device: name, body, and the callback that hears the answer. */
  receive(socket: Socket, event: ClientEvent): void {
    this.#receivers.get(socket)?.(event);
  }

  /** Leaves in order, as on SIGTERM. */
  async drain(): Promise<void> {
    this.draining = true;
    const sendAway = async (connection: Connection) => {
      await this.#desk.leave(connection);
      connection.close('server.draining', 100);
    };
    await Promise.all(this.#table.all().map(sendAway));
    await this.router.drain();
    this.router.stop();
    await this.host.stop();
  }

  #authenticate({ account, credential }: Device) {
    if (this.draining) return Promise.resolve(refuse('server.draining'));
    const device = 1 as DeviceId;
    return this.router.ask(accountAddress(account), { type: 'authorize', device, credential });
  }

  #open(connection: Connection, socket: Socket): void {
    const receive = this.#desk.receiver(connection);
    this.#receivers.set(socket, receive);
    connection.open(
      encodeHello({
        protocol: limits.protocolVersion,
        serverTime: this.#clock.now(),
        member: this.member,
        envelopeBytesMax: limits.envelopeBytesMax,
        unacknowledgedMax: limits.unacknowledgedMax,
        frameBytesMax: limits.frameBytesMax,
      }),
    );
  }

  #refuse(socket: Socket, device: Device, refused: Extract<Result<never>, { ok: false }>): void {
    const { code } = refused.refusal;
    socket.down(() => device.refused(socket, code));
    socket.end();
  }

  #wireTo(socket: Socket, device: Device, ended: () => boolean): ClientWire {
    return {
      emit: (event, body) => {
        if (!ended()) socket.down(() => device.hear(socket, event, body));
      },
      backlogBytes: () => 0,
      close: () => socket.end(),
      cut: () => socket.end(),
    };
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
        else ledger.stored(to.account, guid);
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

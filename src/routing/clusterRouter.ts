// The router: joins the keeper of shards, the asks under way and the bus to what the gateway sees.

import type { AddressOf, AnswerOf, Command, CommandOf, EntityHost, Kind } from '#actors';
import type { Delivery } from '#ports';
import type { ConnectionId, EntityAddress, MemberId, Result, ShardId } from '#protocol';
import { refuse, shardCount, shardOf } from '#protocol';
import type { Clock, Log } from '#runtime';
import { metrics, tracing } from '#runtime';
import type { Ask } from './asks.ts';
import { Asks } from './asks.ts';
import type { BusItem } from './busCodec.ts';
import { readFrame, throughBus } from './busCodec.ts';
import { CarriedAsks } from './carried.ts';
import { FrameNumbers } from './frameNumbers.ts';
import { ShardKeeper } from './keeper.ts';
import type { MayHave } from './shardMap.ts';
import { Looks } from './looks.ts';
import { OutgoingFrames } from './outgoingFrames.ts';
import type { FrameMac, RoutingPorts } from './ports.ts';
import { RefusedFrames } from './refusedFrames.ts';
import type { Permit, Router } from './router.ts';
import type { ShardChanges } from './shardView.ts';
import { openAddress, signAddress } from './signedAddress.ts';
import { inStep, logStep } from './steps.ts';

/** Turns of the event loop in which a closed shard's last answers reach the outgoing frames. */
const answerTurns = 2;
/** How long the release of closed shards waits for a bus that does not take their last answers. */
const lastAnswersTimeoutMs = 250;
/** Nobody waits for the permits of a worker that left longer ago. */
const departuresKeptMs = 60_000;

export interface RouterOptions extends RoutingPorts {
  readonly member: MemberId;
  /** Under a key that only workers of this cluster have: signs where this one is reached. */
  readonly mac: FrameMac;
  /** The actors of this worker. */
  readonly host: EntityHost;
  readonly clock: Clock;
  readonly log: Log;
  readonly leaseTtlMs: number;
  /** Where other workers reach this one's private HTTP door. */
  readonly relayAddress: string;
  /** Whether a member is to have a shard; absent: any may. */
  readonly mayHave?: MayHave;
  /** Encode commands to this very worker as if they crossed the bus. */
  readonly encodeLocally?: boolean;
  /** Called when an operator sends this worker away: it does as its supervisor would. */
  readonly onDismissed?: () => void;
  /** A number in [0, 1), for spreading retries. */
  readonly random?: () => number;
}

/** A worker's router with its life. */
export interface ClusterRouter extends Router {
  /** Joins the cluster; resolves when this worker has asked for its first shards. */
  start(): Promise<void>;
  /**
   * Leaves the membership and hands all shards back; commands of this worker go on being routed.
   */
  drain(): Promise<void>;
  /**
   * Ends at once: grants are void, what is under way is refused. The connections stay the
   * caller's.
   */
  stop(): void;
  /** Shards this worker serves. */
  ownedShards(): number;
  /** The shards that this worker owns. */
  ownedShardIds(): readonly ShardId[];
  /** Shards of the cluster that nobody is known to serve. */
  ownerlessShards(): number;
  /** When a worker left, as the actors ask for it. */
  leftAtMs(member: MemberId): number | undefined;
  /** Tells a worker to leave; false where nobody is known by this name. At most once. */
  dismiss(member: MemberId): boolean;
  /** The owner of each shard as this worker knows it; index is the shard. */
  shardOwners(): readonly (MemberId | undefined)[];
}

/** Makes a worker's router over the ports. */
export function createRouter(options: RouterOptions): ClusterRouter {
  return new WorkerRouter(options);
}

class WorkerRouter implements ClusterRouter {
  readonly member: MemberId;
  readonly #options: RouterOptions;
  readonly #keeper: ShardKeeper;
  readonly #looks: Looks;
  readonly #asks: Asks;
  readonly #carried: CarriedAsks;
  readonly #outgoing: OutgoingFrames;
  readonly #numbers = new FrameNumbers();
  readonly #refused: RefusedFrames;
  readonly #movedListeners: ((shards: ReadonlySet<ShardId>) => void)[] = [];
  readonly #deliveryListeners: ((connection: ConnectionId, delivery: Delivery) => void)[] = [];
  /** Who left of late, and when. */
  readonly #left = new Map<MemberId, number>();
  #stopped = false;

  constructor(options: RouterOptions) {
    const { member, bus, mac, clock, log } = options;
    this.member = member;
    this.#options = options;
    this.#refused = new RefusedFrames(clock, log);
    this.#outgoing = new OutgoingFrames({
      member,
      clock,
      bus,
      numbers: this.#numbers,
      oldestAsk: () => this.#asks.oldest,
      isMember: () => this.#keeper.isInformed,
      onUndelivered: (lost) => this.#asks.undelivered(lost),
    });
    this.#carried = new CarriedAsks({
      clock,
      handle: (to, command) => this.#handle(to, command),
      answer: (to, id, attempt, result) => this.#tell(to, { type: 'answer', id, attempt, result }),
      tellMissing: (to, ids) => this.#tell(to, { type: 'missing', ids }),
    });
    this.#asks = new Asks({
      member,
      clock,
      ownerOf: (shard) => this.ownerOf(shard),
      askHere: (ask) => this.#askHere(ask),
      askThere: (owner, { id, attempt, to, command, permit }) =>
        this.#outgoing.send(owner, { type: 'ask', id, attempt, to, command }, permit),
      probe: (owner, ids) => this.#tell(owner, { type: 'probe', ids }),
      random: options.random ?? Math.random,
    });
    this.#keeper = new ShardKeeper({
      ...options,
      relayAddress: signAddress(mac, member, options.relayAddress),
      shardCount: shardCount(),
      beforeRelease: () => this.#flushAnswers(),
      onChanges: (changes) => this.#onChanges(changes),
      onLeft: (gone) => this.#onLeft(gone),
    });
    this.#looks = new Looks(() => this.#keeper.look(), clock);
  }

  async start(): Promise<void> {
    await this.#options.bus.subscribe(this.member, (frame) => this.#onFrame(frame));
    this.#options.bus.onLoss?.((member) => this.#asks.frameLost(member));
    this.#asks.start();
    this.#carried.start();
    await this.#keeper.start();
  }

  async drain(): Promise<void> {
    await this.#keeper.drain();
  }

  stop(): void {
    this.#stopped = true;
    this.#outgoing.flush();
    this.#keeper.stop();
    this.#asks.stop();
    this.#carried.stop();
  }

  ownedShards(): number {
    return this.#keeper.ownedCount;
  }

  ownedShardIds(): readonly ShardId[] {
    return this.#keeper.owned;
  }

  ownerlessShards(): number {
    return this.#keeper.ownerless;
  }

  leftAtMs(member: MemberId): number | undefined {
    return this.#keeper.members.has(member) ? undefined : this.#left.get(member);
  }

  dismiss(member: MemberId): boolean {
    if (member === this.member) setImmediate(() => this.#options.onDismissed?.());
    else if (this.#keeper.members.has(member)) this.#tell(member, { type: 'leave' });
    else return false;
    return true;
  }

  shardOwners(): readonly (MemberId | undefined)[] {
    return this.#keeper.view.owners;
  }

  ask<K extends Kind, const C extends CommandOf<K>>(
    to: AddressOf<K>,
    command: C,
    permit?: Permit,
  ): Promise<Result<AnswerOf<K, C>>> {
    const answer = tracing.isOn
      ? inStep('route', command, (traced) => this.#asks.ask(to, traced, permit))
      : this.#asks.ask(to, command, permit);
    return answer as Promise<Result<AnswerOf<K, C>>>;
  }

  deliver(to: { member: MemberId; connection: ConnectionId }, delivery: Delivery): void {
    if (this.#stopped) return;
    const { connection } = to;
    if (to.member === this.member) {
      this.#deliverHere(connection, this.#options.encodeLocally ? throughBus(delivery) : delivery);
    } else if (!this.#outgoing.send(to.member, { type: 'deliver', connection, delivery })) {
      // The queue still has every envelope; the connection reads it again.
      metrics.deadLetters.inc({ reason: 'bus_backlog' });
    }
  }

  onShardsMoved(listener: (shards: ReadonlySet<ShardId>) => void): void {
    this.#movedListeners.push(listener);
  }

  onDelivery(listener: (connection: ConnectionId, delivery: Delivery) => void): void {
    this.#deliveryListeners.push(listener);
  }

  nextOrdinal(): Promise<number | undefined> {
    return this.#options.order.next().catch(() => undefined);
  }

  async relayAddress(member: MemberId): Promise<string | undefined> {
    if (member === this.member) return this.#options.relayAddress;
    const { members } = this.#keeper;
    // One that is not known may just have come.
    if (!members.has(member)) await this.#looks.next();
    const signed = members.relayAddress(member);
    return signed && openAddress(this.#options.mac, member, signed);
  }

  ownerOf(shard: ShardId): MemberId | undefined {
    const owner = this.#keeper.view.ownerOf(shard);
    if (owner === undefined) return undefined;
    if (owner === this.member) return this.#keeper.serves(shard) ? owner : undefined;
    return this.#keeper.isInformed && this.#keeper.members.has(owner) ? owner : undefined;
  }

  #askHere({ id, attempt, to, command }: Ask): void {
    const repeat = this.#options.encodeLocally === true;
    void this.#handle(to, repeat ? throughBus(command) : command).then((result) => {
      this.#asks.answered(id, attempt, repeat ? throughBus(result) : result);
    });
  }

  /** Asks this worker's actors; a defect of theirs becomes a refusal. */
  async #handle(to: EntityAddress, command: Command): Promise<Result<unknown>> {
    const shard = shardOf(to);
    // The others may hear of a grant sooner than its owner: what comes early waits, in order.
    if (!this.#keeper.serves(shard)) await this.#keeper.comingGrant(shard);
    if (this.#stopped || !this.#keeper.serves(shard)) return refuse('shard.not_owner');
    try {
      const { host } = this.#options;
      if (tracing.isOn) return await inStep('actor', command, (one) => host.handle(to, one));
      return await host.handle(to, command);
    } catch (defect) {
      this.#options.log.error('command.defect', logStep(command), defect);
      return refuse('server.defect');
    }
  }

  #onFrame(bytes: Uint8Array): void {
    if (this.#stopped) return;
    const frame = readFrame(bytes);
    if (!frame) return this.#refused.refuse('bus_garbage', bytes.length);
    const { from, number, oldest, items } = frame;
    const order = this.#numbers.take(from, number);
    if (order === 'seen') return this.#refused.refuse('bus_repeated', bytes.length);
    this.#carried.askedFrom(from, oldest);
    for (const item of items) this.#onItem(from, item);
    if (order !== 'beyond') return;
    // Answers may be among what was lost, and asks of the other's.
    this.#asks.frameLost(from);
    this.#tell(from, { type: 'gap' });
  }

  #onItem(from: MemberId, item: BusItem): void {
    switch (item.type) {
      case 'answer':
        return this.#asks.answered(item.id, item.attempt, item.result);
      case 'deliver':
        return this.#deliverHere(item.connection, item.delivery);
      case 'ask':
        return this.#carried.ask(from, item);
      case 'probe':
        return this.#carried.probe(from, item.ids);
      case 'missing':
        return this.#asks.missing(from, item.ids);
      case 'gap':
        return this.#asks.frameLost(from);
      case 'leave':
        return this.#options.onDismissed?.();
    }
  }

  #tell(to: MemberId, item: BusItem): void {
    if (!this.#outgoing.send(to, item)) metrics.deadLetters.inc({ reason: 'bus_backlog' });
  }

  #deliverHere(connection: ConnectionId, delivery: Delivery): void {
    for (const listener of this.#deliveryListeners) listener(connection, delivery);
  }

  /** Lets the answers of closed shards leave before the news that the shards are free. */
  async #flushAnswers(): Promise<void> {
    for (let turn = 0; turn < answerTurns; turn++) {
      await new Promise<void>((next) => setImmediate(next));
    }
    const { clock } = this.#options;
    await new Promise<void>((resolve) => {
      const late = clock.after(lastAnswersTimeoutMs, resolve);
      void this.#outgoing.settled().then(() => {
        late.cancel();
        resolve();
      });
    });
  }

  #onLeft(gone: MemberId): void {
    const nowMs = this.#options.clock.monotonic();
    for (const [member, atMs] of this.#left) {
      if (atMs + departuresKeptMs > nowMs) break;
      this.#left.delete(member);
    }
    // The newest last.
    this.#left.delete(gone);
    this.#left.set(gone, nowMs);
    this.#asks.memberGone(gone);
  }

  #onChanges({ changed, moved }: ShardChanges): void {
    this.#asks.shardsChanged(changed);
    if (moved.size > 0) for (const listener of this.#movedListeners) listener(moved);
  }
}

// The entities of this worker: shard by shard, from the grant of a lease to its end, and in each
// shard kind by kind.

import type { EntityAddress, ErrorCode, FencingToken, Result, ShardId } from '#protocol';
import { ok, refuse, shardOf } from '#protocol';
import { logConstant } from '#runtime';
import type { AskScope } from './ask.ts';
import { Ask } from './ask.ts';
import type { Command, EachAnswer } from './command.ts';
import type { EntityHandle, Home } from './entity.ts';
import type { EntityHost, ShardGrant } from './host.ts';
import type { Cell } from './kernel/index.ts';
import { startSystem } from './kernel/index.ts';
import type { EntityKind } from './kind.ts';
import { findKind } from './registry.ts';
import type { Services, ShardOptions, ShardScope } from './scope.ts';

/** An actor that crashed too often is not started again before this. */
const isolationMs = 10_000;

/** Unread commands of one actor; more are refused with server.busy. */
const mailboxLengthMax = 1024;
/** How long a shard that closes waits for what was begun. */
const closeTimeoutMs = 2_000;
/** Least time between two looks for idle actors. */
const sweepMsMin = 1_000;
/** Who asks for what is not there costs memory for no longer than this. */
export const newcomersLookMs = 1_000;

export interface EntityHostOptions extends Services {
  /** Time without a message after which an idle actor leaves memory. */
  readonly passivateMs: number;
  readonly mailboxLengthMax?: number;
  readonly closeTimeoutMs?: number;
}

/** Makes the host; it serves nothing until a shard is opened. */
export function createEntityHost(options: EntityHostOptions): EntityHost {
  return new LocalEntityHost(options);
}

class LocalEntityHost implements EntityHost {
  readonly #options: EntityHostOptions;
  readonly #limits: ShardOptions;
  readonly #system: Cell<never>;
  readonly #shards = new Map<ShardId, Shard>();
  readonly #closing = new Set<Promise<void>>();
  readonly #sweeping: { cancel(): void };
  readonly #looking: { cancel(): void };

  constructor(options: EntityHostOptions) {
    this.#options = options;
    this.#limits = {
      mailboxLengthMax: options.mailboxLengthMax ?? mailboxLengthMax,
      passivateMs: options.passivateMs,
    };
    this.#system = startSystem(options);
    const everyMs = Math.max(sweepMsMin, options.passivateMs / 4);
    this.#sweeping = options.clock.every(everyMs, () => {
      for (const shard of this.#shards.values()) shard.sweep();
    });
    this.#looking = options.clock.every(newcomersLookMs, () => {
      for (const shard of this.#shards.values()) shard.lookAtNewcomers();
    });
  }

  open(grant: ShardGrant): void {
    const open = this.#shards.get(grant.shard);
    if (open && open.token === grant.token && open.isServing) return open.renew(grant);
    // Under another token another worker may have served it meanwhile: nothing that is known still
    // holds.
    if (open) void this.#end(open);
    const shard = new Shard(grant, this.#options, this.#limits, this.#system);
    this.#shards.set(grant.shard, shard);
  }

  async close(id: ShardId): Promise<void> {
    const shard = this.#shards.get(id);
    if (shard) await this.#end(shard);
  }

  handle(to: EntityAddress, command: Command): Promise<Result<unknown>> {
    const shard = this.#shards.get(shardOf(to));
    if (!shard) return Promise.resolve(refuse('shard.not_owner'));
    return new Promise((resolve) => shard.ask(to, command, resolve));
  }

  async stop(): Promise<void> {
    this.#sweeping.cancel();
    this.#looking.cancel();
    for (const shard of [...this.#shards.values()]) void this.#end(shard);
    await Promise.all(this.#closing);
    this.#system.stop('server.draining');
  }

  #end(shard: Shard): Promise<void> {
    if (this.#shards.get(shard.id) === shard) this.#shards.delete(shard.id);
    const ended = shard.close(this.#options.closeTimeoutMs ?? closeTimeoutMs);
    this.#closing.add(ended);
    return ended.finally(() => this.#closing.delete(ended));
  }
}

type Resolve = (result: Result<unknown>) => void;

/** Names supervisors: one that closes may still be there when its shard is opened again. */
let openings = 0;

/** One shard of entities, from the grant of its lease to its end. */
class Shard implements ShardScope, AskScope {
  readonly services: Services;
  readonly mailboxLengthMax: number;
  readonly openedAtMs: number;
  readonly #passivateMs: number;
  readonly #system: Cell<never>;
  /** The entities here, by the type of their kind. */
  readonly #populations = new Map<string, Population>();
  readonly #asks = new Set<Ask>();
  #grant: ShardGrant;
  #serving = true;
  #lost = false;
  #ended: (() => void) | undefined;

  constructor(grant: ShardGrant, services: Services, options: ShardOptions, system: Cell<never>) {
    this.#grant = grant;
    this.services = services;
    this.mailboxLengthMax = options.mailboxLengthMax;
    this.openedAtMs = services.clock.monotonic();
    this.#passivateMs = options.passivateMs;
    this.#system = system;
  }

  get id(): ShardId {
    return this.#grant.shard;
  }

  get token(): FencingToken {
    return this.#grant.token;
  }

  get isServing(): boolean {
    return this.#serving;
  }

  /** Takes a new word on the same lease. */
  renew(grant: ShardGrant): void {
    this.#grant = grant;
  }

  /** Stays true while the shard closes under its lease, so that what was begun can end. */
  mayAct(): boolean {
    return !this.#lost && this.#grant.isValid();
  }

  lose(): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#serving = false;
    this.services.log.warn('shard.fenced', { shard: this.id });
    this.#giveBackMail();
  }

  ended(ask: Ask): void {
    this.#asks.delete(ask);
    if (this.#asks.size === 0) this.#ended?.();
  }

  /** Brings a command to its actor. */
  ask(to: EntityAddress, command: Command, resolve: Resolve): void {
    if (!this.#serving || !this.mayAct()) return resolve(refuse('shard.not_owner'));
    if (command.each) return this.#askEach(to.type, command, resolve);
    const kind = findKind(to.type);
    const definition = kind?.commands.get(command.type);
    if (!kind || !definition) return resolve(refuse('request.invalid'));
    const ask = new Ask(command, definition, this, resolve);
    this.#asks.add(ask);
    const code: ErrorCode | undefined = this.#population(kind).ask(to.id, ask);
    if (code) ask.answer(refuse(code));
  }

  /** Asks each of them; where one may be another owner's by now, the whole is asked again there. */
  #askEach(type: string, { each = [], ...common }: Command, resolve: Resolve): void {
    const refused: EachAnswer['refused'][number][] = [];
    let waiting = each.length;
    const end = () => {
      const isLost = refused.some(({ refusal }) => refusal.code === 'shard.not_owner');
      resolve(isLost ? refuse('shard.not_owner') : ok<EachAnswer>({ refused }));
    };
    if (waiting === 0) return end();
    each.forEach((part, at) => {
      const to = { type, id: part.id };
      const heard: Resolve = (result) => {
        if (!result.ok) refused.push({ at, refusal: result.refusal });
        if (--waiting === 0) end();
      };
      if (shardOf(to) === this.id) this.ask(to, { ...common, ...part }, heard);
      else heard(refuse('request.invalid'));
    });
  }

  #population(kind: EntityKind): Population {
    let population = this.#populations.get(kind.type);
    if (!population) {
      population = new Population(kind, this, this.#system);
      this.#populations.set(kind.type, population);
    }
    return population;
  }

  /** Lets idle actors leave memory. */
  sweep(): void {
    for (const population of this.#populations.values()) population.sweep(this.#passivateMs);
  }

  /** Lets those leave memory that were just activated and turned out to be nobody. */
  lookAtNewcomers(): void {
    for (const one of this.#populations.values()) one.lookAtNewcomers(this.#passivateMs);
  }

  #giveBackMail(): void {
    for (const one of this.#populations.values()) one.giveBackMail('shard.not_owner');
  }

  /** Ends the shard: unread mail goes back, what was begun may end until the time is up. */
  async close(timeoutMs: number): Promise<void> {
    this.#serving = false;
    this.#giveBackMail();
    if (this.mayAct()) for (const one of this.#populations.values()) one.closing();
    if (this.#asks.size > 0) {
      await new Promise<void>((resolve) => {
        const timer = this.services.clock.after(timeoutMs, resolve);
        this.#ended = () => {
          timer.cancel();
          resolve();
        };
      });
    }
    if (this.#asks.size > 0) {
      const reason = logConstant('close');
      this.services.log.warn('shard.work_cut_short', { reason, count: this.#asks.size });
    }
    this.#lost = true;
    for (const population of this.#populations.values()) population.stop('shard.not_owner');
    for (const ask of [...this.#asks]) ask.answer(refuse('shard.not_owner'));
    this.#populations.clear();
  }
}

/**
 * The entities of one kind in a shard. Their supervisor has thousands of children and is never on a
 * message's way: commands go straight to the actor they are for.
 */
class Population implements Home {
  readonly scope: ShardScope;
  readonly supervisor: Cell<never>;
  readonly #kind: EntityKind;
  readonly #handles = new Map<string, EntityHandle>();
  /** Activated since the last look. */
  #newcomers: EntityHandle[] = [];
  /** Entities whose actor was given up, and until when. */
  readonly #isolated = new Map<string, number>();

  constructor(kind: EntityKind, scope: ShardScope, system: Cell<never>) {
    this.scope = scope;
    this.#kind = kind;
    this.supervisor = system.spawn<never>({
      name: `${kind.type}-${openings++}`,
      mailboxLengthMax: 0,
      start: () => ({ receive() {} }),
      undelivered() {},
    });
  }

  /** Brings a command to its actor, which answers unless a code is returned. */
  ask(id: string, ask: Ask): ErrorCode | undefined {
    const active = this.#handles.get(id);
    const direct = active?.direct(ask);
    if (direct) return direct === 'taken' ? undefined : direct;
    const handle = active ?? this.#activate(id);
    if (typeof handle === 'string') return handle;
    return handle.post(ask) ? undefined : 'server.busy';
  }

  #activate(id: string): EntityHandle | ErrorCode {
    if (this.#kind.parseId(id) !== id) return 'request.invalid';
    if (this.#isIsolated(id)) return 'server.unavailable';
    const handle = this.#kind.activate(id, this);
    this.#handles.set(id, handle);
    this.#newcomers.push(handle);
    return handle;
  }

  #isIsolated(id: string): boolean {
    const until = this.#isolated.get(id);
    if (until === undefined) return false;
    if (this.scope.services.clock.monotonic() < until) return true;
    this.#isolated.delete(id);
    return false;
  }

  gaveUp(handle: EntityHandle): void {
    handle.abandon();
    if (this.#handles.get(handle.id) === handle) this.#handles.delete(handle.id);
    this.#isolated.set(handle.id, this.scope.services.clock.monotonic() + isolationMs);
  }

  leaving(handle: EntityHandle): void {
    this.scope.services.clock.after(0, () => this.#sweep([handle], Number.POSITIVE_INFINITY));
  }

  /** The shard is about to be given away. */
  closing(): void {
    for (const handle of this.#handles.values()) handle.closing();
  }

  /** Lets idle entities leave memory. */
  sweep(idleMs: number): void {
    for (const id of [...this.#isolated.keys()]) this.#isIsolated(id);
    this.#sweep(this.#handles.values(), idleMs);
  }

  lookAtNewcomers(idleMs: number): void {
    const newcomers = this.#newcomers;
    this.#newcomers = [];
    this.#sweep(newcomers, idleMs);
  }

  #sweep(handles: Iterable<EntityHandle>, idleMs: number): void {
    for (const handle of handles) {
      if (this.#handles.get(handle.id) !== handle || !handle.sweep(idleMs)) continue;
      this.#handles.delete(handle.id);
    }
  }

  /** Gives unread mail back, which whoever sent it may send again. */
  giveBackMail(code: ErrorCode): void {
    this.supervisor.giveBackMail(code);
  }

  stop(code: ErrorCode): void {
    this.supervisor.stop(code);
    this.#handles.clear();
    this.#newcomers = [];
  }
}

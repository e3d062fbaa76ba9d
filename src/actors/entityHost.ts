// The actors of this worker: one supervisor for each shard it holds, made here from the ports.

import type { EntityAddress, Result, ShardId } from '#protocol';
import { refuse, shardOf } from '#protocol';
import type { Command } from './command.ts';
import type { EntityHost, ShardGrant } from './host.ts';
import type { Cell } from './kernel/index.ts';
import { startSystem } from './kernel/index.ts';
import type { Services, ShardOptions } from './scope.ts';
import { Shard } from './shard.ts';

/** Unread commands of one actor; more are refused with server.busy. */
export const mailboxLengthMax = 1024;
/** How long a shard that closes waits for what was begun. */
export const closeTimeoutMs = 2_000;
/** Least time between two looks for idle actors. */
const sweepMsMin = 1_000;

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

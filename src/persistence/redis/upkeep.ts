// The jobs' slices of work over all queues: moving to the durable store what has waited, deleting
// what is too old, counting. Each shard names its queues in an index, so that nothing is walked
// that holds nothing; one process at a time moves what is a shard's, so that several share it.
//
// Moving: the horizon says up to where copies may be, they are made, and the envelopes deleted from
// Redis. A crash between two of these leaves copies that do not count, which the next move deletes.
// A copy is of a whole envelope: what is a view in Redis goes with its payload.

import { randomBytes } from 'node:crypto';
import type { DeviceLife, QueueSurvey, QueueUpkeep, UpkeepSlice } from '#ports';
import { Unreachable } from '#ports';
import { shardCount } from '#protocol';
import type { Clock, RedisClient, RedisNode } from '#runtime';
import { metrics, nodeOfSlot, slotOf } from '#runtime';
import type { ArchivedEnvelope, EnvelopeArchive } from '../envelopeArchive.ts';
import { removeCopies } from '../envelopeArchive.ts';
import { parseQueueName, shardKeys, shardPrefix } from './names.ts';
import { parseHorizon } from './queue/horizon.ts';
import { portionLengthMax, readPortion } from './queue/queueReader.ts';
import type { Script, ScriptArgument } from './scripts.ts';
import { runScript, scripts, translateFailure } from './scripts.ts';

/** Envelopes of one slice. */
const sliceEnvelopesMax = 2000;
/** A slice that finds little ends after this. */
const sliceMs = 10_000;
/** Another process may take over a shard whose move has stood still for this long. */
const leaseMs = 60_000;
/** Queues looked at in one call. */
const queuesMax = 200;
/** Envelopes of one move, about. */
const envelopesMax = 200;
/** A move that has read so many bytes reads no more. */
const bytesMax = 2 * 1024 * 1024;
/** Shards asked at once whether there is anything to do. */
const shardsAtOnce = 256;
/** Names looked at in one call of the purge or the count. */
const pieceLength = 500;

export interface UpkeepParts {
  readonly redis: RedisClient;
  readonly archive: EnvelopeArchive;
  readonly clock: Clock;
}

/** Answers with a position for a shard. */
type Cutoff = (shard: number) => Promise<number>;

/** A queue of which so many envelopes are to be copied. */
interface DueQueue {
  readonly name: string;
  readonly life: DeviceLife;
  readonly horizon: string;
  readonly broken: boolean;
  readonly due: number;
}

/** What of it is copied, and where that was: what has lost its payload meanwhile is not copied. */
interface Lot extends DueQueue {
  readonly envelopes: ArchivedEnvelope[];
  readonly positions: string[];
}

/** What a move may still read. */
interface Budget {
  envelopes: number;
  bytes: number;
}

export class RedisQueueUpkeep implements QueueUpkeep {
  readonly #redis: RedisClient;
  readonly #archive: EnvelopeArchive;
  readonly #clock: Clock;
  readonly #holder = randomBytes(9).toString('base64url');
  /** The shard at which the next slice goes on. */
  #archiving = 0;
  #purging = 0;
  /** Shards of which this process moves something: a lease does not tell two slices apart. */
  readonly #moving = new Set<number>();

  constructor(parts: UpkeepParts) {
    this.#redis = parts.redis;
    this.#archive = parts.archive;
    this.#clock = parts.clock;
  }

  async archive(dwellMs: number, found?: (life: DeviceLife) => void): Promise<UpkeepSlice> {
    const until = this.#clock.monotonic() + sliceMs;
    const cutoff = this.#cutoffOf(dwellMs);
    let done = 0;
    for (const shard of await this.#shardsFrom(this.#archiving, (one) =>
      this.#isDue(one, cutoff),
    )) {
      for (let more = true; more; ) {
        this.#archiving = shard;
        if (done >= sliceEnvelopesMax || this.#clock.monotonic() >= until) {
          return { done, finished: false };
        }
        const batch = await this.#move(shard, cutoff, found);
        done += batch.moved;
        more = batch.more;
      }
    }
    return { done, finished: true };
  }

  async purge(lifetimeMs: number): Promise<UpkeepSlice> {
    const until = this.#clock.monotonic() + sliceMs;
    const cutoff = this.#cutoffOf(lifetimeMs);
    const storedBeforeMs = (await cutoff(0)) / 1000;
    let done = await this.#archive.purge(storedBeforeMs, sliceEnvelopesMax);
    let finished = done < sliceEnvelopesMax;
    for (const shard of await this.#shardsFrom(this.#purging, (one) => this.#holdsAny(one))) {
      this.#purging = shard;
      finished &&= this.#clock.monotonic() < until;
      if (!finished) break;
      done += await this.#expire(shard, cutoff);
    }
    metrics.envelopesPurged.inc(done);
    return { done, finished };
  }

  async survey(): Promise<QueueSurvey> {
    let inRedis = 0;
    let oldestUs = Number.POSITIVE_INFINITY;
    for (const shard of await this.#shardsFrom(0, (one) => this.#holdsAny(one))) {
      for (let from = 0; from >= 0; ) {
        const answer = await this.#run(shard, scripts.count, [from, pieceLength]);
        const [next, waiting, oldest] = (answer as Buffer[]).map((one) => Number(String(one)));
        from = next ?? -1;
        inRedis += waiting ?? 0;
        if (oldest) oldestUs = Math.min(oldestUs, oldest);
      }
    }
    const archived = await this.#archive.count();
    const atMs = (await this.#cutoffOf(0)(0)) / 1000;
    const oldestMs = inRedis === 0 ? 0 : Math.max(0, atMs - oldestUs / 1000);
    return { inRedis, archived, oldestMs, atMs };
  }

  /** The shards of which something is true, from one on and round; asked many at once. */
  async #shardsFrom(first: number, is: (shard: number) => Promise<boolean>): Promise<number[]> {
    const found: number[] = [];
    for (let from = 0; from < shardCount(); from += shardsAtOnce) {
      const length = Math.min(shardsAtOnce, shardCount() - from);
      const shards = Array.from({ length }, (_, i) => (first + from + i) % shardCount());
      const answers = await Promise.all(shards.map(is)).catch((error: unknown) => {
        throw translateFailure(error);
      });
      found.push(...shards.filter((_, i) => answers[i]));
    }
    return found;
  }

  async #isDue(shard: number, cutoff: Cutoff): Promise<boolean> {
    const due = `${shardPrefix(shard)}due`;
    return (await this.#redis.zcount(due, '-inf', `(${await cutoff(shard)}`)) > 0;
  }

  async #holdsAny(shard: number): Promise<boolean> {
    const prefix = shardPrefix(shard);
    return (await this.#redis.exists(`${prefix}due`, `${prefix}archived`)) > 0;
  }

  /** Moves one lot of each of some queues of a shard. */
  async #move(
    shard: number,
    cutoff: Cutoff,
    found: ((life: DeviceLife) => void) | undefined,
  ): Promise<{ moved: number; more: boolean }> {
    if (this.#moving.has(shard)) return { moved: 0, more: false };
    this.#moving.add(shard);
    try {
      const before = await cutoff(shard);
      const args = [this.#holder, leaseMs, before, queuesMax, envelopesMax];
      const answer = await this.#run(shard, scripts.moveBegin, args);
      const [outcome, ...rest] = (answer as Buffer[]).map(String);
      const due = readDue(rest);
      if (found) for (const { life } of due) found(life);
      const moved = due.length === 0 ? 0 : await this.#moveDue(shard, before, due);
      return { moved, more: outcome === 'more' };
    } finally {
      this.#moving.delete(shard);
    }
  }

  async #moveDue(shard: number, before: number, due: readonly DueQueue[]): Promise<number> {
    const lots = await this.#read(shard, before, due);
    await Promise.all(lots.map((lot) => this.#copy(lot)));
    const ended = await this.#run(shard, scripts.moveEnd, [
      this.#holder,
      ...lots.flatMap(({ name, horizon, positions }) => [
        name,
        horizon,
        positions.length,
        ...positions,
      ]),
    ]);
    const [moved, ...gone] = ended as [number, ...Buffer[]];
    await this.#strike(lots, gone.map(String));
    metrics.envelopesArchived.inc(moved);
    return moved;
  }

  /** Reads lots: those at once whose envelopes make one portion, however large they are. */
  async #read(shard: number, before: number, due: readonly DueQueue[]): Promise<Lot[]> {
    const lots: Lot[] = due.map((one) => ({ ...one, envelopes: [], positions: [] }));
    const budget: Budget = { envelopes: envelopesMax, bytes: bytesMax };
    for (let from = 0; from < lots.length; ) {
      let to = from;
      for (let length = 0; to < lots.length; to++) {
        length += Math.min(portionLengthMax, lots[to]?.due ?? 0);
        if (length > portionLengthMax) break;
      }
      const group = lots.slice(from, to);
      await Promise.all(group.map((lot) => this.#fill(shard, before, lot, budget)));
      from = to;
    }
    return lots;
  }

  async #fill(shard: number, before: number, lot: Lot, budget: Budget): Promise<void> {
    const { name, envelopes, positions } = lot;
    const prefix = shardPrefix(shard);
    for (let after = '-inf'; budget.envelopes > 0 && budget.bytes > 0; ) {
      const most = portionLengthMax;
      const range = { prefix, name, after, upTo: `(${before}`, most };
      const portion = await readPortion(this.#redis, range);
      for (const { guid, position, sealed } of portion.envelopes) {
        envelopes.push({ guid, position, sealed, storedAtMs: Math.floor(position / 1000) });
      }
      positions.push(...portion.positions);
      budget.envelopes -= portion.positions.length;
      budget.bytes -= portion.bytes;
      if (portion.complete) return;
      after = `(${positions.at(-1)}`;
    }
  }

  async #copy({ life, horizon, broken, envelopes }: Lot): Promise<void> {
    if (broken) await removeCopies(this.#archive, life, parseHorizon(horizon)?.countedTo ?? 0);
    await this.#archive.append(life, envelopes);
  }

  /** Deletes the copies of what its device deleted while they were made. */
  async #strike(lots: readonly Lot[], gone: readonly string[]): Promise<void> {
    const positions = new Map<string, number[]>();
    for (let i = 0; i + 1 < gone.length; i += 2) {
      const [name, position] = [gone[i] as string, Number(gone[i + 1])];
      positions.set(name, [...(positions.get(name) ?? []), position]);
    }
    for (const { name, life } of lots) {
      const struck = positions.get(name);
      if (struck) await this.#archive.remove(life, struck);
    }
  }

  async #expire(shard: number, cutoff: Cutoff): Promise<number> {
    let done = 0;
    let from = 0;
    let cursor = '0';
    while (from >= 0 || cursor !== 'end') {
      const args = [await cutoff(shard), from, cursor, pieceLength];
      const [gone, next, later] = (await this.#run(shard, scripts.expire, args)) as [
        number,
        Buffer,
        Buffer,
      ];
      done += gone;
      from = Number(String(next));
      cursor = String(later);
    }
    return done;
  }

  #run(shard: number, script: Script, args: readonly ScriptArgument[]): Promise<unknown> {
    const prefix = shardPrefix(shard);
    return runScript(this.#redis, script, shardKeys(prefix), [prefix, ...args]);
  }

  /**
   * The position before which all is older than that, by the clock of the shard's own server, which
   * is asked once: no worker's clock decides over what is old.
   */
  #cutoffOf(ageMs: number): Cutoff {
    const known = new Map<RedisNode, Promise<number>>();
    return (shard) => {
      const node = nodeOfSlot(this.#redis, slotOf(shardPrefix(shard)));
      if (!node) return Promise.reject(new Unreachable('no node has the slot'));
      let cutoff = known.get(node);
      if (!cutoff) known.set(node, (cutoff = cutoffOn(node, ageMs)));
      return cutoff;
    };
  }
}

async function cutoffOn(node: RedisNode, ageMs: number): Promise<number> {
  try {
    const [seconds, microseconds] = await node.time();
    return Number(seconds) * 1_000_000 + Number(microseconds) - Math.floor(ageMs * 1000);
  } catch (error) {
    throw translateFailure(error);
  }
}

/** Reads queue, horizon, whether a move was broken off, how many, … */
function readDue(flat: readonly string[]): DueQueue[] {
  const found: DueQueue[] = [];
  for (let i = 0; i + 3 < flat.length; i += 4) {
    const [name, horizon, broken, due] = flat.slice(i, i + 4) as [string, string, string, string];
    const life = parseQueueName(name);
    if (life) found.push({ name, life, horizon, broken: broken === '1', due: Number(due) });
  }
  return found;
}

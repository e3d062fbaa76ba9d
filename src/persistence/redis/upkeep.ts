// The jobs' steps over all queues: moving to the durable store what has waited, deleting what is
// too old. A step walks over the names of Redis until it has done its share; the next one goes on
// from there.
//
// Moving one batch: name it in the device's index, copy it, delete it from Redis. A crash between
// two of these leaves envelopes in both stores, which a page shows once and the next run moves
// again.

import type { EnvelopeArchive, QueueUpkeep } from '#ports';
import type { DeviceAddress } from '#protocol';
import { guidToBytes } from '#protocol';
import type { Clock, RedisClient } from '#runtime';
import { metrics, redisNodes } from '#runtime';
import { asBuffer, readGuids, readRows } from './envelopeQueue.ts';
import { deviceOfName, nameTtlMs, queueNamePattern, queueNames } from './names.ts';
import { runScript, scripts, translateFailure } from './scripts.ts';

/** Envelopes of one step. */
export const stepEnvelopesMax = 2000;
/** A step that finds little ends after this. */
export const stepMs = 10_000;
/** Envelopes copied at once. */
const batchLengthMax = 100;
/** Bytes copied at once. */
const batchBytesMax = 2 * 1024 * 1024;
/** Names Redis looks at in one SCAN. */
const scanCount = 1000;

export interface UpkeepParts {
  readonly redis: RedisClient;
  readonly archive: EnvelopeArchive;
  readonly clock: Clock;
}

/** Where a walk over all devices stands. */
interface Walk {
  /** Which of Redis's servers; a cluster has several. */
  node: number;
  cursor: string;
  pending: DeviceAddress[];
  /** True when the pending ones are the last of the round. */
  atEnd: boolean;
}

const newWalk = (): Walk => ({ node: 0, cursor: '0', pending: [], atEnd: false });

/** Does one device's share, at most `limit` envelopes; returns how many it was. */
type Visit = (device: DeviceAddress, limit: number) => Promise<number>;

export class RedisQueueUpkeep implements QueueUpkeep {
  readonly #redis: RedisClient;
  readonly #archive: EnvelopeArchive;
  readonly #clock: Clock;
  #archiving = newWalk();
  #purging = newWalk();

  constructor(parts: UpkeepParts) {
    this.#redis = parts.redis;
    this.#archive = parts.archive;
    this.#clock = parts.clock;
  }

  async archive(storedBeforeMs: number): Promise<number> {
    const before = positionAt(storedBeforeMs);
    const walk = { ...this.#archiving, pending: [...this.#archiving.pending] };
    try {
      return await this.#step(walk, (device, limit) => this.#move(device, before, limit));
    } finally {
      this.#archiving = walk;
    }
  }

  async purge(storedBeforeMs: number): Promise<number> {
    const before = positionAt(storedBeforeMs);
    const walk = { ...this.#purging, pending: [...this.#purging.pending] };
    let gone = 0;
    try {
      gone = await this.#step(walk, (device, limit) => this.#expire(device, before, limit));
    } finally {
      this.#purging = walk;
    }
    gone += await this.#archive.purge(storedBeforeMs, stepEnvelopesMax);
    metrics.envelopesPurged.inc(gone);
    return gone;
  }

  async #step(walk: Walk, visit: Visit): Promise<number> {
    const until = this.#clock.monotonic() + stepMs;
    let done = 0;
    for (;;) {
      for (let device = walk.pending[0]; device; device = walk.pending[0]) {
        const share = await visit(device, stepEnvelopesMax - done);
        done += share;
        if (share > 0 && done >= stepEnvelopesMax) return done;
        walk.pending.shift();
        if (this.#clock.monotonic() >= until) return done;
      }
      if (walk.atEnd) {
        walk.atEnd = false;
        return done;
      }
      await this.#scan(walk);
    }
  }

  async #scan(walk: Walk): Promise<void> {
    try {
      // A name that changes servers between two looks is found in the next round.
      const nodes = redisNodes(this.#redis);
      const node = nodes[walk.node];
      if (!node) {
        Object.assign(walk, newWalk(), { atEnd: true });
        return;
      }
      const [next, names] = await node.scan(
        walk.cursor,
        'MATCH',
        queueNamePattern,
        'COUNT',
        scanCount,
      );
      walk.cursor = next;
      if (next === '0') walk.node += 1;
      walk.atEnd = next === '0' && walk.node >= nodes.length;
      if (walk.atEnd) walk.node = 0;
      walk.pending = names.flatMap((name) => deviceOfName(name) ?? []);
    } catch (error) {
      throw translateFailure(error);
    }
  }

  async #move(device: DeviceAddress, before: string, limit: number): Promise<number> {
    let moved = 0;
    while (moved < limit) {
      const names = queueNames(device, 'order', 'sealed', 'archived');
      const length = Math.min(batchLengthMax, limit - moved);
      const args = [before, length, batchBytesMax, nameTtlMs];
      const batch = readRows(
        (await runScript(this.#redis, scripts.moveBegin, names, args)) as Buffer[],
      );
      if (batch.length === 0) break;
      await this.#archive.append(
        device,
        batch.map((one) => ({ ...one, storedAtMs: Math.floor(one.position / 1000) })),
      );
      const guids = batch.map((one) => asBuffer(guidToBytes(one.guid)));
      const answer = await runScript(this.#redis, scripts.moveEnd, names, guids);
      const [count, gone] = answer as [number, Buffer[]];
      if (gone.length > 0) await this.#archive.remove(device, readGuids(gone));
      metrics.envelopesArchived.inc(count);
      moved += count;
      // Another step moved the same ones, or their device deleted them: what is left is the next
      // step's.
      if (count === 0) break;
    }
    return moved;
  }

  async #expire(device: DeviceAddress, before: string, limit: number): Promise<number> {
    const names = queueNames(device, 'order', 'sealed', 'archived');
    return (await runScript(this.#redis, scripts.expire, names, [before, limit])) as number;
  }
}

/** The first position of a time. */
function positionAt(timeMs: number): string {
  return String(Math.floor(timeMs) * 1000);
}

// The queue of one process, its older part in an archive. It keeps the promises of the one on
// Redis, fences, horizons and all, so that tests and simulations run on it; nothing is sealed,
// because nothing is written.

import type {
  EnvelopePosition,
  EnvelopeQueue,
  InsertOutcome,
  QueueAddress,
  QueuedEnvelope,
  DeviceLife,
  QueuePage,
  QueueSurvey,
  QueueUpkeep,
  UpkeepSlice,
} from '#ports';
import type { DeviceAddress, EnvelopeGuid, FencingToken, QueueGeneration } from '#protocol';
import { limits, shardOf } from '#protocol';
import type { Clock } from '#runtime';
import type { ArchivedEnvelope, EnvelopeArchive } from '../envelopeArchive.ts';
import { removeCopies } from '../envelopeArchive.ts';
import { queueName } from '../names.ts';
import { besideCopies, locateLengthMax, pageOf } from '../queuePages.ts';

/** Envelopes of one slice of the upkeep. */
const sliceEnvelopesMax = 2000;

/** Copies up to `countedTo` count; those after it, up to `last`, are of a move under way. */
interface Horizon {
  readonly last: number;
  readonly countedTo: number;
}

/** A whole envelope, or a recipient's view of a payload that others have as well. */
interface Waiting extends QueuedEnvelope {
  readonly payload: Uint8Array | undefined;
}

interface DeviceQueue {
  readonly life: DeviceLife;
  /** Envelopes in the order of their positions. */
  readonly waiting: Map<number, Waiting>;
  horizon: Horizon | undefined;
  /** Envelopes in the archive, about: what is purged there is counted until it is full. */
  copies: number;
  copiedBytes: number;
  bytes: number;
}

export class MemoryEnvelopeQueue implements EnvelopeQueue, QueueUpkeep {
  readonly #clock: Clock;
  readonly #archive: EnvelopeArchive;
  readonly #queues = new Map<string, DeviceQueue>();
  readonly #fences = new Map<number, FencingToken>();
  /** What was accepted, by window of limits.guidMemoryMs; two are kept. */
  readonly #seen = new Map<number, Set<string>>();
  /** Payloads as they were when they came; each is kept as long as a view of it waits. */
  readonly #payloads = new WeakMap<Uint8Array, Uint8Array>();
  #last = 0;

  constructor(clock: Clock, archive: EnvelopeArchive) {
    this.#clock = clock;
    this.#archive = archive;
  }

  async insert(
    to: QueueAddress,
    fence: FencingToken,
    guid: EnvelopeGuid,
    bytes: Uint8Array,
    payload?: Uint8Array,
  ): Promise<InsertOutcome> {
    if (this.#isFenced(to, fence)) return { outcome: 'fenced' };
    const queue = this.#queue(to);
    if (isFull(queue)) await this.#measure(queue);
    if (this.#isFenced(to, fence)) return { outcome: 'fenced' };
    const nowMs = this.#clock.now();
    const name = `${queueName(to)} ${guid}`;
    const window = Math.floor(nowMs / limits.guidMemoryMs);
    if (this.#seen.get(window)?.has(name) || this.#seen.get(window - 1)?.has(name)) {
      return { outcome: 'duplicate' };
    }
    if (isFull(queue)) return { outcome: 'full' };
    this.#remember(window, name);
    this.#last = Math.max(this.#last + 1, Math.floor(nowMs * 1000));
    const view = { guid, position: this.#last, bytes: new Uint8Array(bytes) };
    const one = { ...view, payload: payload && this.#shared(payload) };
    queue.waiting.set(this.#last, one);
    queue.bytes += lengthOf(one);
    return { outcome: 'stored', position: this.#last };
  }

  async page(
    from: QueueAddress,
    fence: FencingToken,
    after: number,
    limit: number,
  ): Promise<QueuePage | 'fenced'> {
    if (this.#isFenced(from, fence)) return 'fenced';
    const queue = this.#queue(from);
    const waiting = [...queue.waiting.values()].filter((one) => one.position > after).map(whole);
    const { horizon } = queue;
    if (!horizon || after >= horizon.countedTo) {
      const { rows, more } = pageOf(waiting, limit, (one) => one.bytes.length);
      return { envelopes: rows, more };
    }
    const copies = await this.#archive.page(queue.life, after, horizon.countedTo, limit);
    const isMoving = horizon.countedTo < horizon.last;
    if (copies.envelopes.length === 0 && after === 0 && !isMoving && queue.horizon === horizon) {
      queue.horizon = undefined;
    }
    const all = [
      ...copies.envelopes.map(({ guid, position, sealed }) => ({ guid, position, bytes: sealed })),
      ...besideCopies(copies, waiting),
    ];
    const { rows, more } = pageOf(all, limit, (one) => one.bytes.length);
    return { envelopes: rows, more: more || copies.more };
  }

  async remove(
    from: QueueAddress,
    fence: FencingToken,
    which: readonly EnvelopePosition[],
  ): Promise<'removed' | 'fenced'> {
    if (this.#isFenced(from, fence)) return 'fenced';
    const queue = this.#queue(from);
    for (const { position } of which) take(queue, position);
    const last = queue.horizon?.last ?? 0;
    const copied = which.map((one) => one.position).filter((position) => position <= last);
    if (copied.length > 0) {
      queue.copies = Math.max(0, queue.copies - (await this.#archive.remove(queue.life, copied)));
    }
    return 'removed';
  }

  async locate(
    from: QueueAddress,
    fence: FencingToken,
    guids: readonly EnvelopeGuid[],
  ): Promise<readonly EnvelopePosition[] | 'fenced'> {
    if (this.#isFenced(from, fence)) return 'fenced';
    const { waiting, horizon, life } = this.#queue(from);
    const found = [...waiting.values()]
      .slice(0, locateLengthMax)
      .filter((one) => guids.includes(one.guid))
      .map(({ guid, position }) => ({ guid, position }));
    if (!horizon || found.length === guids.length) return found;
    const copies = await this.#archive.locate(life, guids);
    return [...found, ...copies.filter((one) => one.position <= horizon.countedTo)];
  }

  async clear(device: DeviceAddress, generation: QueueGeneration): Promise<void> {
    const life = { account: device.account, device: device.device, generation };
    const queue = this.#queue(life);
    queue.waiting.clear();
    queue.horizon = undefined;
    this.#queues.delete(queueName(life));
    await this.#archive.clear(life);
  }

  async archive(dwellMs: number, found?: (life: DeviceLife) => void): Promise<UpkeepSlice> {
    const before = (this.#clock.now() - dwellMs) * 1000;
    let done = 0;
    for (const queue of [...this.#queues.values()]) {
      const batch = [...queue.waiting.values()]
        .filter((one) => one.position < before)
        .slice(0, sliceEnvelopesMax - done);
      if (batch.length > 0) found?.(queue.life);
      if (batch.length > 0) done += await this.#move(queue, batch);
    }
    return { done, finished: done < sliceEnvelopesMax };
  }

  async purge(lifetimeMs: number): Promise<UpkeepSlice> {
    const storedBeforeMs = this.#clock.now() - lifetimeMs;
    let done = 0;
    for (const queue of this.#queues.values()) {
      for (const { position } of [...queue.waiting.values()]) {
        if (position >= storedBeforeMs * 1000) break;
        done += take(queue, position) ? 1 : 0;
      }
      if (queue.horizon && queue.horizon.last < storedBeforeMs * 1000) queue.horizon = undefined;
    }
    const gone = await this.#archive.purge(storedBeforeMs, sliceEnvelopesMax);
    return { done: done + gone, finished: gone < sliceEnvelopesMax };
  }

  async survey(): Promise<QueueSurvey> {
    const firsts = [...this.#queues.values()].flatMap(
      ({ waiting }) => [...waiting.keys()][0] ?? [],
    );
    const inRedis = [...this.#queues.values()].reduce((sum, queue) => sum + queue.waiting.size, 0);
    const atMs = this.#clock.now();
    const oldestMs = firsts.length === 0 ? 0 : Math.max(0, atMs - Math.min(...firsts) / 1000);
    return { inRedis, archived: await this.#archive.count(), oldestMs, atMs };
  }

  /** Moves as the twin on Redis does: horizon, copies, deletion; a fault may come after each. */
  async #move(queue: DeviceQueue, batch: readonly Waiting[]): Promise<number> {
    const { life, horizon: before } = queue;
    const isBroken = before !== undefined && before.countedTo < before.last;
    const [first, last] = [batch[0], batch.at(-1)] as [Waiting, Waiting];
    const countedTo = isBroken ? before.countedTo : first.position - 1;
    const horizon: Horizon = { last: last.position, countedTo };
    queue.horizon = horizon;
    if (isBroken) await removeCopies(this.#archive, life, countedTo);
    await this.#archive.append(life, batch.map(archived));
    if (queue.horizon !== undefined && queue.horizon !== horizon) return 0;
    const positions = batch.map((one) => one.position);
    const isOurs = queue.horizon === horizon;
    const moved = positions.filter((position) => isOurs && queue.waiting.has(position));
    for (const position of moved) {
      queue.copiedBytes += lengthOf(queue.waiting.get(position));
      take(queue, position);
    }
    queue.copies += moved.length;
    if (isOurs) queue.horizon = { last: horizon.last, countedTo: horizon.last };
    const gone = positions.filter((position) => !moved.includes(position));
    if (gone.length > 0) await this.#archive.remove(life, gone);
    return moved.length;
  }

  async #measure(queue: DeviceQueue): Promise<void> {
    const { length, bytes } = await this.#archive.measure(queue.life);
    queue.copies = length;
    queue.copiedBytes = bytes;
  }

  #isFenced(device: DeviceAddress, fence: FencingToken): boolean {
    const shard = shardOf({ type: 'account', id: device.account });
    if (fence < (this.#fences.get(shard) ?? 0)) return true;
    this.#fences.set(shard, fence);
    return false;
  }

  #shared(payload: Uint8Array): Uint8Array {
    const kept = this.#payloads.get(payload) ?? new Uint8Array(payload);
    this.#payloads.set(payload, kept);
    return kept;
  }

  #remember(window: number, name: string): void {
    const seen = this.#seen.get(window) ?? new Set();
    this.#seen.set(window, seen.add(name));
    for (const old of this.#seen.keys()) if (old < window - 1) this.#seen.delete(old);
  }

  #queue({ account, device, generation }: DeviceLife): DeviceQueue {
    const life = { account, device, generation };
    const name = queueName(life);
    let queue = this.#queues.get(name);
    if (!queue) {
      const counts = { copies: 0, copiedBytes: 0, bytes: 0 };
      queue = { life, waiting: new Map(), horizon: undefined, ...counts };
      this.#queues.set(name, queue);
    }
    return queue;
  }
}

function isFull({ waiting, copies, bytes, copiedBytes }: DeviceQueue): boolean {
  return (
    waiting.size + copies >= limits.queueLengthMax || bytes + copiedBytes >= limits.queueBytesMax
  );
}

/** Deletes one that waits; false when it does not. */
function take(queue: DeviceQueue, position: number): boolean {
  queue.bytes -= lengthOf(queue.waiting.get(position));
  return queue.waiting.delete(position);
}

function archived(one: Waiting): ArchivedEnvelope {
  const { guid, position, bytes } = whole(one);
  return { guid, position, sealed: bytes, storedAtMs: Math.floor(position / 1000) };
}

function whole({ guid, position, bytes, payload }: Waiting): QueuedEnvelope {
  return { guid, position, bytes: payload ? Buffer.concat([bytes, payload]) : bytes };
}

function lengthOf(one: Waiting | undefined): number {
  return one ? one.bytes.length + (one.payload?.length ?? 0) : 0;
}

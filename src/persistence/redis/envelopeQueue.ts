// The queue on Redis, its older part in the durable store. Names and what they hold: names.ts.
//
// A page is a look at Redis, which says at its end up to where copies in the durable store count
// (queue/horizon.ts); what moves meanwhile is found in one of them, or in both, and shown once.

import type { EnvelopeSealer } from '#crypto';
import { SealError } from '#crypto';
import type {
  EnvelopePosition,
  EnvelopeQueue,
  InsertOutcome,
  QueueAddress,
  QueuedEnvelope,
  QueuePage,
} from '#ports';
import { Unreachable } from '#ports';
import type { DeviceAddress, EnvelopeGuid, FencingToken, QueueGeneration } from '#protocol';
import { formatDeviceAddress, guidToBytes } from '#protocol';
import type { Clock, Log, RedisClient } from '#runtime';
import { logDefect, logId, metrics } from '#runtime';
import type { EnvelopeArchive } from '../envelopeArchive.ts';
import { queueName } from '../names.ts';
import { besideCopies, locateLengthMax, pageOf, portionBytesMax } from '../queuePages.ts';
import { shardKeys } from './names.ts';
import type { Writers } from './nodeWriters.ts';
import { writersOf } from './nodeWriters.ts';
import type { Horizon } from './queue/horizon.ts';
import { runOwned } from './queue/owned.ts';
import type { SealedEnvelope } from './queue/queueReader.ts';
import { readWaiting } from './queue/queueReader.ts';
import type { SharedPayload } from './queue/queueSeals.ts';
import {
  openEnvelope,
  sharePayload,
  viewBytesMax,
  viewMember,
  wholeMember,
} from './queue/queueSeals.ts';
import type { ReplicaTerms } from './queue/queueServers.ts';
import { queueServerOf } from './queue/queueServers.ts';
import { QueueWriter } from './queue/queueWriter.ts';
import type { Ledger } from './queue/ownedShard.ts';
import { Ledgers } from './queue/ownedShard.ts';
import { runScript, scripts } from './scripts.ts';

/** Envelopes of one shard that did not open and are kept aside, newest first. */
const unreadableMax = 1000;
/** What does not open is kept so long: a key may be found again. */
const unreadableTtlMs = 46 * 24 * 60 * 60 * 1000;
/** Bytes set aside in one call (a single larger envelope still goes): they pass through Lua. */
const asideBytesMax = 256 * 1024;
/** Views deleted in one call. */
const viewsPerClearMax = 500;
/** Positions of one removal; longer lists are split. */
const positionsPerRemovalMax = 1000;

export interface RedisQueueParts {
  readonly redis: RedisClient;
  readonly sealer: EnvelopeSealer;
  readonly archive: EnvelopeArchive;
  readonly clock: Clock;
  readonly log: Log;
  readonly terms: ReplicaTerms;
  readonly memoryKey?: Uint8Array;
}

export class RedisEnvelopeQueue implements EnvelopeQueue {
  readonly #redis: RedisClient;
  readonly #sealer: EnvelopeSealer;
  readonly #archive: EnvelopeArchive;
  readonly #log: Log;
  readonly #ledgers: Ledgers;
  readonly #writers: Writers<QueueWriter>;
  /** Payloads as they are sealed for all, while their senders have them. */
  readonly #payloads = new WeakMap<Uint8Array, SharedPayload>();

  constructor({ redis, sealer, archive, clock, log, terms, memoryKey }: RedisQueueParts) {
    this.#ledgers = new Ledgers(memoryKey);
    this.#redis = redis;
    this.#sealer = sealer;
    this.#archive = archive;
    this.#log = log;
    const onArchived = (ledger: Ledger) => void this.#countArchived(ledger);
    const parts = { server: queueServerOf(redis, terms), clock, onArchived };
    this.#writers = writersOf(redis, () => new QueueWriter(parts));
  }

  insert(
    to: QueueAddress,
    fence: FencingToken,
    guid: EnvelopeGuid,
    bytes: Uint8Array,
    payload?: Uint8Array,
  ): Promise<InsertOutcome> {
    const ledger = this.#ledgers.of(to);
    if (!ledger.shard.enter(fence)) return Promise.resolve({ outcome: 'fenced' });
    const { name } = ledger;
    if (!payload || bytes.length > viewBytesMax) {
      const whole = payload ? Buffer.concat([bytes, payload]) : bytes;
      const member = wholeMember(this.#sealer, to, name, guid, whole);
      return this.#write(ledger, (writer) => writer.insert(ledger, guid, member, undefined));
    }
    const shared = this.#payloads.get(payload) ?? sharePayload(payload);
    this.#payloads.set(payload, shared);
    const member = viewMember(this.#sealer, to, name, guid, bytes, shared);
    return this.#write(ledger, (writer) => writer.insert(ledger, guid, member, shared));
  }

  #write<T>({ shard }: Ledger, write: (writer: QueueWriter) => Promise<T>): Promise<T> {
    return this.#writers.run(shard.prefix, write);
  }

  async page(
    from: QueueAddress,
    fence: FencingToken,
    after: number,
    limit: number,
  ): Promise<QueuePage | 'fenced'> {
    const ledger = this.#ledgers.of(from);
    for (;;) {
      const page = await this.#sealedPage(ledger, fence, after, limit);
      if (page === 'fenced') return page;
      const envelopes: QueuedEnvelope[] = [];
      const unreadable: SealedEnvelope[] = [];
      for (const one of page.envelopes) {
        const bytes = this.#open(from, ledger, one);
        if (bytes) envelopes.push({ guid: one.guid, position: one.position, bytes });
        else unreadable.push(one);
      }
      if (unreadable.length === 0) return { envelopes, more: page.more };
      await this.#setAside(ledger, fence, unreadable);
    }
  }

  async remove(
    from: QueueAddress,
    fence: FencingToken,
    which: readonly EnvelopePosition[],
  ): Promise<'removed' | 'fenced'> {
    const ledger = this.#ledgers.of(from);
    if (!ledger.shard.enter(fence)) return 'fenced';
    const positions = which.map((one) => one.position).sort((a, b) => a - b);
    const parts: Promise<number>[] = [];
    for (let i = 0; i < positions.length; i += positionsPerRemovalMax) {
      parts.push(
        this.#write(ledger, (writer) =>
          writer.remove(ledger, positions.slice(i, i + positionsPerRemovalMax)),
        ),
      );
    }
    const horizon = Math.max(0, ...(await Promise.all(parts)));
    const copied = positions.filter((position) => position <= horizon);
    if (copied.length > 0) {
      ledger.removed(await this.#archive.remove(ledger.life, copied));
    }
    return 'removed';
  }

  async locate(
    from: QueueAddress,
    fence: FencingToken,
    guids: readonly EnvelopeGuid[],
  ): Promise<readonly EnvelopePosition[] | 'fenced'> {
    if (guids.length === 0) return [];
    const ledger = this.#ledgers.of(from);
    const wanted = new Set(guids);
    const positions: EnvelopePosition[] = [];
    let after = 0;
    for (let left = locateLengthMax; ; ) {
      const bytes = portionBytesMax;
      const waiting = await readWaiting(this.#redis, ledger, fence, after, left, bytes);
      if (waiting === 'fenced') return waiting;
      const { envelopes, complete, horizon } = waiting;
      for (const { guid, position } of envelopes) {
        if (wanted.delete(guid)) positions.push({ guid, position });
      }
      left -= envelopes.length;
      const last = envelopes.at(-1);
      if (last && wanted.size > 0 && left > 0 && !complete) {
        after = last.position;
        continue;
      }
      if (!horizon || wanted.size === 0) return positions;
      const copies = await this.#archive.locate(ledger.life, [...wanted]);
      return [...positions, ...copies.filter((one) => one.position <= horizon.countedTo)];
    }
  }

  async clear(device: DeviceAddress, generation: QueueGeneration): Promise<void> {
    const life = { account: device.account, device: device.device, generation };
    const { prefix } = this.#ledgers.ownedShardOf(device);
    this.#ledgers.forget(life);
    const name = queueName(life);
    for (let left: unknown = 1; left !== 0; ) {
      const args = [prefix, name, viewsPerClearMax];
      left = await runScript(this.#redis, scripts.clear, shardKeys(prefix), args);
    }
    await this.#archive.clear(life);
  }

  /** Both stores' first envelopes after a position, in order. */
  async #sealedPage(
    ledger: Ledger,
    fence: FencingToken,
    after: number,
    limit: number,
  ): Promise<{ envelopes: SealedEnvelope[]; more: boolean } | 'fenced'> {
    // One more than the page holds says whether any follow.
    const read = await readWaiting(this.#redis, ledger, fence, after, limit + 1);
    if (read === 'fenced') return read;
    const { envelopes: waiting, complete, horizon } = read;
    let all: readonly SealedEnvelope[] = waiting;
    let isCut = !complete;
    if (horizon && after < horizon.countedTo) {
      const copies = await this.#archive.page(ledger.life, after, horizon.countedTo, limit);
      const isEmpty = copies.envelopes.length === 0;
      if (isEmpty && after === 0 && !horizon.moving) this.#drop(ledger, horizon);
      if (!isEmpty) all = merged(copies.envelopes, besideCopies(copies, waiting));
      isCut ||= copies.more;
    }
    const { rows, more } = pageOf(all, limit, (one) => one.sealed.length);
    return { envelopes: rows, more: more || isCut };
  }

  /** The durable store holds nothing of this queue any more. */
  #drop({ shard, name }: Ledger, horizon: Horizon): void {
    const { prefix } = shard;
    runScript(this.#redis, scripts.drop, shardKeys(prefix), [prefix, name, horizon.text]).catch(
      (error: unknown) => {
        if (!(error instanceof Unreachable)) this.#log.error('queue.defect', {}, error);
      },
    );
  }

  /** Copies in the durable store fill a queue as well. */
  async #countArchived(ledger: Ledger): Promise<void> {
    try {
      const { length, bytes } = await this.#archive.measure(ledger.life);
      ledger.length += length;
      ledger.bytes += bytes;
    } catch (error) {
      // It is measured again when it is said to be full, and after the next doubt.
      this.#log.debug('queue.unmeasured', logDefect(error));
    }
  }

  #open(to: QueueAddress, { name }: Ledger, one: SealedEnvelope): Uint8Array | undefined {
    try {
      return openEnvelope(this.#sealer, to.key, name, one.guid, one.sealed);
    } catch (error) {
      if (error instanceof SealError) return undefined;
      throw error;
    }
  }

  /**
   * Takes envelopes that do not open (changed, or sealed under a lost key) out of the way of the
   * others. They are kept in a bounded list until it expires, so that a key found again can still
   * open them.
   */
  async #setAside(
    ledger: Ledger,
    fence: FencingToken,
    unreadable: readonly SealedEnvelope[],
  ): Promise<void> {
    this.#log.warn('queue.unreadable', {
      device: logId(formatDeviceAddress(ledger.life)),
      count: unreadable.length,
    });
    metrics.envelopesUnreadable.inc(unreadable.length);
    for (let left = unreadable; left.length > 0; ) {
      const { rows } = pageOf(left, unreadableMax, (one) => one.sealed.length, asideBytesMax);
      left = left.slice(rows.length);
      const aside = rows.flatMap(({ guid, position, sealed }) => [
        String(position),
        Buffer.concat([guidToBytes(guid), sealed]),
      ]);
      const args = [ledger.name, unreadableMax, unreadableTtlMs, ...aside];
      const answer = await runOwned(this.#redis, ledger.shard, scripts.quarantine, fence, args);
      if (answer === 'fenced') return;
    }
    ledger.removed(unreadable.length);
    await this.#archive.remove(
      ledger.life,
      unreadable.map((one) => one.position),
    );
  }
}

/** Both in one order; what was moved in between is in both, and comes once. */
function merged(
  copies: readonly SealedEnvelope[],
  waiting: readonly SealedEnvelope[],
): SealedEnvelope[] {
  const copied = new Set(copies.map((one) => one.position));
  const others = waiting.filter((one) => !copied.has(one.position));
  return [...copies, ...others].sort((a, b) => a.position - b.position);
}

// The twins of the envelope queue as the contract suite sees them, on an archive in memory that
// tests can interrupt.

import type { OpenQueue } from '#persistence';
import { createEnvelopeQueue, createMemoryQueue } from '#persistence';
import type {
  EnvelopePosition,
  EnvelopeQueue,
  InsertOutcome,
  QueueAddress,
  QueuedEnvelope,
  DeviceLife,
  QueueUpkeep,
} from '#ports';
import type { DeviceAddress, EnvelopeGuid, FencingToken, QueueGeneration } from '#protocol';
import { formatDeviceAddress, parseDeviceAddress } from '#protocol';
import type { Clock, RedisClient } from '#runtime';
import { silentLog, systemClock } from '#runtime';
import { expect } from 'vitest';
import type { ArchivedEnvelope, EnvelopeArchive } from '../../src/persistence/envelopeArchive.ts';
import { PageOfCopies, pageBytesMax } from '../../src/persistence/queuePages.ts';
import type { RedisServer } from '../support/servers.ts';
import { openTestRedis, startRedis } from '../support/servers.ts';

type Moment = (queue: DeviceLife) => Promise<void>;

/** An archive in memory; a test interrupts what is done to it before or after. */
class TestArchive implements EnvelopeArchive {
  readonly rows = new Map<string, Map<number, ArchivedEnvelope>>();
  beforeAppend: Moment = async () => {};
  afterAppend: Moment = async () => {};
  beforePage: Moment = async () => {};
  beforeRemove: Moment = async () => {};
  afterRemove: Moment = async () => {};

  /** Nothing is interrupted any more. */
  calm(): void {
    const calm = async () => {};
    for (const moment of moments) this[moment] = calm;
  }

  async append(queue: DeviceLife, envelopes: readonly ArchivedEnvelope[]): Promise<void> {
    await this.beforeAppend(queue);
    const lane = this.#lane(queue);
    for (const one of envelopes) if (!lane.has(one.position)) lane.set(one.position, one);
    await this.afterAppend(queue);
  }

  async page(queue: DeviceLife, after: number, upTo: number, limit: number) {
    await this.beforePage(queue);
    const page = new PageOfCopies(limit);
    for (const one of [...this.#lane(queue).values()].sort((a, b) => a.position - b.position)) {
      if (one.position <= after || one.position > upTo) continue;
      if (!page.takes(one.sealed.length)) break;
      page.envelopes.push(one);
    }
    return page;
  }

  async remove(queue: DeviceLife, positions: readonly number[]): Promise<number> {
    await this.beforeRemove(queue);
    const gone = positions.filter((position) => this.#lane(queue).delete(position)).length;
    await this.afterRemove(queue);
    return gone;
  }

  async locate(queue: DeviceLife, guids: readonly EnvelopeGuid[]) {
    return [...this.#lane(queue).values()].filter((one) => guids.includes(one.guid));
  }

  async measure(queue: DeviceLife) {
    const all = [...this.#lane(queue).values()];
    return { length: all.length, bytes: all.reduce((sum, one) => sum + one.sealed.length, 0) };
  }

  async clear(queue: DeviceLife): Promise<void> {
    this.#lane(queue).clear();
  }

  async purge(storedBeforeMs: number, limit: number): Promise<number> {
    let gone = 0;
    for (const lane of this.rows.values()) {
      for (const one of lane.values()) {
        if (one.storedAtMs >= storedBeforeMs || gone >= limit) continue;
        lane.delete(one.position);
        gone += 1;
      }
    }
    return gone;
  }

  async count(): Promise<number> {
    return [...this.rows.values()].reduce((sum, lane) => sum + lane.size, 0);
  }

  /** How many envelopes of the device it holds, of whatever life of its queue. */
  size(device: DeviceAddress): number {
    const own = [...this.rows].filter(([name]) => name.startsWith(formatDeviceAddress(device)));
    return own.reduce((sum, [, lane]) => sum + lane.size, 0);
  }

  #lane(queue: DeviceLife): Map<number, ArchivedEnvelope> {
    const key = `${formatDeviceAddress(queue)}.${queue.generation}`;
    let lane = this.rows.get(key);
    if (!lane) {
      lane = new Map();
      this.rows.set(key, lane);
    }
    return lane;
  }
}

const moments = [
  'beforeAppend',
  'afterAppend',
  'beforePage',
  'beforeRemove',
  'afterRemove',
] as const;

/** The queues of devices as one owner uses them: it remembers what its tests need not say. */
export class OwnedQueue {
  /** The queue as the owner's actors see it. */
  readonly port: EnvelopeQueue;
  fence = 1 as FencingToken;
  key = new Uint8Array(32).fill(9);
  /** How often each device's queue was begun anew. */
  readonly #lives = new Map<string, number>();

  constructor(port: EnvelopeQueue) {
    this.port = port;
  }

  /** With a payload, `bytes` is its recipient's view of it. */
  insert(
    device: DeviceAddress,
    guid: EnvelopeGuid,
    bytes: Uint8Array,
    payload?: Uint8Array,
  ): Promise<InsertOutcome> {
    return this.port.insert(this.addressOf(device), this.fence, guid, bytes, payload);
  }

  /** As many as the limit, of several pages where one is full of large envelopes. */
  async page(device: DeviceAddress, after: number, limit: number): Promise<QueuedEnvelope[]> {
    const read: QueuedEnvelope[] = [];
    for (;;) {
      const from = read.at(-1)?.position ?? after;
      const left = limit - read.length;
      const page = await this.port.page(this.addressOf(device), this.fence, from, left);
      if (page === 'fenced') throw new Error('fenced');
      read.push(...page.envelopes);
      if (!page.more || page.envelopes.length === left) return read;
      const bytes = page.envelopes.reduce((sum, one) => sum + one.bytes.length, 0);
      expect(bytes).toBeGreaterThan(pageBytesMax / 3);
    }
  }

  async remove(device: DeviceAddress, guids: readonly EnvelopeGuid[]): Promise<void> {
    const address = this.addressOf(device);
    const places = await this.port.locate(address, this.fence, guids);
    if (places === 'fenced') throw new Error('fenced');
    await this.removeAt(device, places);
  }

  removeAt(device: DeviceAddress, places: readonly EnvelopePosition[]): Promise<unknown> {
    return this.port.remove(this.addressOf(device), this.fence, places);
  }

  /** As when a device registers again: the queue begins anew, then the old one goes. */
  clear(device: DeviceAddress): Promise<void> {
    const { generation } = this.addressOf(device);
    const name = formatDeviceAddress(device);
    this.#lives.set(name, (this.#lives.get(name) ?? 0) + 1);
    return this.port.clear(device, generation);
  }

  addressOf(device: DeviceAddress): QueueAddress {
    const life = String(this.#lives.get(formatDeviceAddress(device)) ?? 0);
    return { ...device, generation: life.padStart(12, 'A') as QueueGeneration, key: this.key };
  }
}

export interface QueueTwin {
  readonly queue: OwnedQueue;
  readonly upkeep: QueueUpkeep;
  readonly archive: TestArchive;
}

/** The twin in memory. */
export function memoryTwin(clock: Clock = systemClock): QueueTwin {
  const archive = new TestArchive();
  return owned(createMemoryQueue({ clock, archive }), archive);
}

/** The twin on a connection; several in the same archive are workers of one cluster. */
export function redisTwin(
  redis: RedisClient,
  archive = new TestArchive(),
  replicasMin = 0,
): QueueTwin {
  const parts = { redis, archive, clock: systemClock, log: silentLog, replicasMin };
  return owned(createEnvelopeQueue(parts), archive);
}

function owned({ queue, upkeep }: OpenQueue, archive: TestArchive): QueueTwin {
  return { queue: new OwnedQueue(queue), upkeep, archive };
}

/** A server of its own and a connection to it. */
export async function openServer(): Promise<{ server: RedisServer; redis: RedisClient }> {
  const server = await startRedis();
  return { server, redis: await openTestRedis(server, 'queue') };
}

let made = 0;

/** A device no other test has. */
export function newDevice(): DeviceAddress {
  made += 1;
  const account = `0000${process.pid.toString(16).padStart(8, '0').slice(-4)}`;
  const text = `${account}-0000-4000-8000-${made.toString(16).padStart(12, '0')}.1`;
  const device = parseDeviceAddress(text);
  if (!device) throw new Error('not a device');
  return device;
}

/** The n-th guid. */
export function guidAt(n: number): EnvelopeGuid {
  return n.toString(16).padStart(32, '0') as EnvelopeGuid;
}

/** The content that belongs to the n-th guid. */
export function bytesAt(n: number): Uint8Array {
  return Buffer.from(`envelope ${n}`);
}

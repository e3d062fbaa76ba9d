// The twins of the envelope queue as the contract suite sees them, on an archive in memory that
// tests can interrupt.

import { randomBytes } from 'node:crypto';
import type { Sealer } from '#crypto';
import { createSealer } from '#crypto';
import type { OpenQueue } from '#persistence';
import { createEnvelopeQueue, createMemoryQueue } from '#persistence';
import type {
  ArchivedEnvelope,
  EnvelopeArchive,
  EnvelopePlace,
  EnvelopeQueue,
  InsertOutcome,
  QueueAddress,
  QueuedEnvelope,
  QueueUpkeep,
} from '#ports';
import type { DeviceAddress, EnvelopeGuid, FencingToken, QueueGeneration } from '#protocol';
import { formatDeviceAddress, parseDeviceAddress } from '#protocol';
import type { RedisClient } from '#runtime';
import { silentLog, systemClock } from '#runtime';
import type { RedisServer } from '../support/redisServer.ts';
import { openTestRedis, startRedis } from '../support/redisServer.ts';

/** An archive in memory; a test interrupts a move in `beforeAppend` or `afterAppend`. */
export class TestArchive implements EnvelopeArchive {
  readonly rows = new Map<string, Map<EnvelopeGuid, ArchivedEnvelope>>();
  beforeAppend: () => Promise<void> = async () => {};
  afterAppend: () => Promise<void> = async () => {};

  async append(device: DeviceAddress, envelopes: readonly ArchivedEnvelope[]): Promise<void> {
    await this.beforeAppend();
    const lane = this.#lane(device);
    for (const one of envelopes) if (!lane.has(one.guid)) lane.set(one.guid, one);
    await this.afterAppend();
  }

  async page(device: DeviceAddress, after: number, limit: number): Promise<ArchivedEnvelope[]> {
    return [...this.#lane(device).values()]
      .filter((one) => one.position > after)
      .sort((a, b) => a.position - b.position)
      .slice(0, limit);
  }

  async remove(device: DeviceAddress, guids: readonly EnvelopeGuid[]): Promise<void> {
    for (const guid of guids) this.#lane(device).delete(guid);
  }

  async clear(device: DeviceAddress): Promise<void> {
    this.#lane(device).clear();
  }

  async purge(storedBeforeMs: number, limit: number): Promise<number> {
    let gone = 0;
    for (const lane of this.rows.values()) {
      for (const one of lane.values()) {
        if (one.storedAtMs >= storedBeforeMs || gone >= limit) continue;
        lane.delete(one.guid);
        gone += 1;
      }
    }
    return gone;
  }

  /** How many envelopes of the device it holds. */
  size(device: DeviceAddress): number {
    return this.#lane(device).size;
  }

  #lane(device: DeviceAddress): Map<EnvelopeGuid, ArchivedEnvelope> {
    const key = formatDeviceAddress(device);
    let lane = this.rows.get(key);
    if (!lane) {
      lane = new Map();
      this.rows.set(key, lane);
    }
    return lane;
  }
}

/** The queues of devices as one owner uses them: it remembers what its tests need not say. */
export class OwnedQueue {
  readonly #queue: EnvelopeQueue;
  readonly #fence = 1 as FencingToken;

  constructor(queue: EnvelopeQueue) {
    this.#queue = queue;
  }

  insert(device: DeviceAddress, guid: EnvelopeGuid, bytes: Uint8Array): Promise<InsertOutcome> {
    return this.#queue.insert(addressOf(device), this.#fence, guid, bytes);
  }

  async page(device: DeviceAddress, after: number, limit: number): Promise<QueuedEnvelope[]> {
    const page = await this.#queue.page(addressOf(device), this.#fence, after, limit);
    if (page === 'fenced') throw new Error('fenced');
    return [...page.envelopes];
  }

  async remove(device: DeviceAddress, guids: readonly EnvelopeGuid[]): Promise<void> {
    const address = addressOf(device);
    const places = await this.#queue.locate(address, this.#fence, guids);
    if (places === 'fenced') throw new Error('fenced');
    await this.removeAt(device, places);
  }

  removeAt(device: DeviceAddress, places: readonly EnvelopePlace[]): Promise<unknown> {
    return this.#queue.remove(addressOf(device), this.#fence, places);
  }

  clear(device: DeviceAddress): Promise<void> {
    return this.#queue.clear(device, generation);
  }
}

const generation = 'AAAAAAAAAAAA' as QueueGeneration;
const key = new Uint8Array(32).fill(9);
const addressOf = (device: DeviceAddress): QueueAddress => ({ ...device, generation, key });

export interface QueueTwin {
  readonly queue: OwnedQueue;
  readonly upkeep: QueueUpkeep;
  readonly archive: TestArchive;
}

/** A sealer under a key made for the test. */
export function testSealer(): Sealer {
  const key = () => randomBytes(32).toString('base64');
  const secrets = {
    version: 1 as const,
    sealing: [{ id: 1, key: key(), madeAtMs: 0 }],
    indexKey: key(),
    tokenKey: '',
    operatorToken: 'x'.repeat(32),
  };
  return createSealer(secrets, () => secrets);
}

/** The twin in memory. */
export function memoryTwin(): QueueTwin {
  const archive = new TestArchive();
  return owned(createMemoryQueue({ clock: systemClock, archive }), archive);
}

/** The twin on a connection. */
export function redisTwin(redis: RedisClient, sealer = testSealer()): QueueTwin {
  const archive = new TestArchive();
  const parts = { redis, sealer, archive, clock: systemClock, log: silentLog };
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

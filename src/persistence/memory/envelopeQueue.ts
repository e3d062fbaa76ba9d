// The queue of one process, its older part in an archive. It keeps the promises of the one on
// Redis, so that tests and simulations run on it; nothing is sealed, because nothing is written.

import type {
  EnvelopeArchive,
  EnvelopeQueue,
  EnvelopePlace,
  InsertOutcome,
  QueueAddress,
  QueuedEnvelope,
  QueuePage,
  QueueUpkeep,
} from '#ports';
import type { DeviceAddress, EnvelopeGuid, FencingToken } from '#protocol';
import { formatDeviceAddress, limits } from '#protocol';
import type { Clock } from '#runtime';

/** Envelopes of one step of the upkeep. */
const stepEnvelopesMax = 2000;

interface Lane {
  readonly device: DeviceAddress;
  /** In the order of their positions. */
  readonly waiting: Map<EnvelopeGuid, QueuedEnvelope>;
  /** What the archive holds, by position. */
  readonly archived: Map<EnvelopeGuid, number>;
  /** When each guid was deleted, oldest first. Unit: milliseconds. */
  readonly seen: Map<EnvelopeGuid, number>;
  last: number;
}

export class MemoryEnvelopeQueue implements EnvelopeQueue, QueueUpkeep {
  readonly #clock: Clock;
  readonly #archive: EnvelopeArchive;
  readonly #lanes = new Map<string, Lane>();

  constructor(clock: Clock, archive: EnvelopeArchive) {
    this.#clock = clock;
    this.#archive = archive;
  }

  async insert(
    device: QueueAddress,
    _fence: FencingToken,
    guid: EnvelopeGuid,
    bytes: Uint8Array,
  ): Promise<InsertOutcome> {
    const lane = this.#lane(device);
    const nowMs = this.#clock.now();
    const deletedMs = lane.seen.get(guid);
    const remembered = deletedMs !== undefined && deletedMs > nowMs - limits.guidMemoryMs;
    if (remembered || lane.waiting.has(guid) || lane.archived.has(guid)) {
      return { outcome: 'duplicate' };
    }
    if (lane.waiting.size + lane.archived.size >= limits.queueLengthMax) return { outcome: 'full' };
    lane.last = Math.max(lane.last + 1, Math.floor(nowMs * 1000));
    lane.waiting.set(guid, { guid, position: lane.last, bytes: bytes.slice() });
    return { outcome: 'stored', position: lane.last };
  }

  async page(
    device: QueueAddress,
    _fence: FencingToken,
    after: number,
    limit: number,
  ): Promise<QueuePage> {
    const lane = this.#lane(device);
    const found: QueuedEnvelope[] = [];
    for (const one of lane.waiting.values()) {
      if (found.length >= limit) break;
      if (one.position > after) found.push(one);
    }
    const wanted = new Set(lane.archived.keys());
    for (const one of found) wanted.delete(one.guid);
    for (let from = after, copies = 0; wanted.size > 0 && copies < limit; ) {
      const rows = await this.#archive.page(device, from, limit);
      for (const row of rows.filter((one) => wanted.has(one.guid))) {
        found.push({ guid: row.guid, position: row.position, bytes: row.sealed });
        copies += 1;
      }
      from = rows.at(-1)?.position ?? from;
      if (rows.length < limit) break;
    }
    const envelopes = found.sort((a, b) => a.position - b.position).slice(0, limit);
    return { envelopes, more: envelopes.length >= limit };
  }

  async remove(
    device: QueueAddress,
    _fence: FencingToken,
    which: readonly EnvelopePlace[],
  ): Promise<'removed'> {
    const guids = which.map((one) => one.guid);
    const lane = this.#lane(device);
    for (const guid of guids) if (lane.waiting.delete(guid)) this.#remember(lane, guid);
    const stored = guids.filter((guid) => lane.archived.has(guid));
    if (stored.length === 0) return 'removed';
    await this.#archive.remove(device, stored);
    for (const guid of stored) if (lane.archived.delete(guid)) this.#remember(lane, guid);
    return 'removed';
  }

  async locate(
    device: QueueAddress,
    _fence: FencingToken,
    guids: readonly EnvelopeGuid[],
  ): Promise<readonly EnvelopePlace[]> {
    const lane = this.#lane(device);
    return guids.flatMap((guid) => {
      const position = lane.waiting.get(guid)?.position ?? lane.archived.get(guid);
      return position === undefined ? [] : [{ guid, position }];
    });
  }

  async clear(device: DeviceAddress): Promise<void> {
    const lane = this.#lane(device);
    lane.waiting.clear();
    lane.archived.clear();
    lane.seen.clear();
    await this.#archive.clear(device);
  }

  async archive(storedBeforeMs: number): Promise<number> {
    let moved = 0;
    for (const lane of this.#lanes.values()) {
      const batch = [...lane.waiting.values()]
        .filter((one) => one.position < storedBeforeMs * 1000)
        .slice(0, stepEnvelopesMax - moved);
      if (batch.length === 0) continue;
      for (const one of batch) lane.archived.set(one.guid, one.position);
      await this.#archive.append(
        lane.device,
        batch.map(({ guid, position, bytes }) => ({
          guid,
          position,
          sealed: bytes,
          storedAtMs: Math.floor(position / 1000),
        })),
      );
      const gone = batch.filter((one) => !lane.archived.has(one.guid)).map((one) => one.guid);
      if (gone.length > 0) await this.#archive.remove(lane.device, gone);
      for (const one of batch) {
        if (lane.archived.has(one.guid) && lane.waiting.delete(one.guid)) moved += 1;
      }
    }
    return moved;
  }

  async purge(storedBeforeMs: number): Promise<number> {
    const before = storedBeforeMs * 1000;
    let gone = 0;
    for (const lane of this.#lanes.values()) {
      for (const one of lane.waiting.values()) {
        if (one.position >= before || gone >= stepEnvelopesMax) break;
        lane.waiting.delete(one.guid);
        gone += 1;
      }
      for (const [guid, position] of lane.archived) {
        if (position < before) lane.archived.delete(guid);
      }
    }
    return gone + (await this.#archive.purge(storedBeforeMs, stepEnvelopesMax));
  }

  #remember(lane: Lane, guid: EnvelopeGuid): void {
    lane.seen.delete(guid);
    lane.seen.set(guid, this.#clock.now());
    for (const oldest of lane.seen.keys()) {
      if (lane.seen.size <= limits.guidMemoryMax) break;
      lane.seen.delete(oldest);
    }
  }

  #lane(device: DeviceAddress): Lane {
    const key = formatDeviceAddress(device);
    let lane = this.#lanes.get(key);
    if (!lane) {
      lane = { device, waiting: new Map(), archived: new Map(), seen: new Map(), last: 0 };
      this.#lanes.set(key, lane);
    }
    return lane;
  }
}

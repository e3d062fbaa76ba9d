// The queue on Redis, its older part in the durable store. Names and what they hold: names.ts.
//
// A page is read from Redis first and from the durable store after it: envelopes move in that
// direction only, and are copied before they are deleted, so what has left Redis by then is found
// in the store.

import type { Sealer } from '#crypto';
import { SealError } from '#crypto';
import type {
  EnvelopeArchive,
  EnvelopePlace,
  EnvelopeQueue,
  InsertOutcome,
  QueueAddress,
  QueuedEnvelope,
  QueuePage,
} from '#ports';
import type { DeviceAddress, EnvelopeGuid, FencingToken } from '#protocol';
import { formatDeviceAddress, guidFromBytes, guidToBytes, limits } from '#protocol';
import type { Log, RedisClient } from '#runtime';
import { logId, metrics } from '#runtime';
import { nameTtlMs, queueNames } from './names.ts';
import { runScript, scripts, translateFailure } from './scripts.ts';
import { ScriptWriter } from './writer.ts';

/** Envelopes of one device that did not open and are kept aside, newest first. */
export const unreadableMax = 1000;
/** Guids of one script; longer lists are split. */
const guidsPerScriptMax = 1000;
/** What a write weighs besides its envelope, bytes. */
const writeOverheadBytes = 400;

/** What every insert is told. */
const insertLimits = [limits.queueLengthMax, limits.guidMemoryMs, nameTtlMs];
/** What every removal is told. */
const memoryLimits = [limits.guidMemoryMs, limits.guidMemoryMax];

export interface RedisQueueParts {
  readonly redis: RedisClient;
  readonly sealer: Sealer;
  readonly archive: EnvelopeArchive;
  readonly log: Log;
}

/** A stored envelope before it is opened. */
interface SealedEnvelope {
  readonly guid: EnvelopeGuid;
  readonly position: number;
  readonly sealed: Uint8Array;
}

export class RedisEnvelopeQueue implements EnvelopeQueue {
  readonly #redis: RedisClient;
  readonly #sealer: Sealer;
  readonly #archive: EnvelopeArchive;
  readonly #log: Log;
  readonly #writer: ScriptWriter;

  constructor(parts: RedisQueueParts) {
    this.#redis = parts.redis;
    this.#sealer = parts.sealer;
    this.#archive = parts.archive;
    this.#log = parts.log;
    this.#writer = new ScriptWriter(parts.redis);
  }

  async insert(
    device: QueueAddress,
    _fence: FencingToken,
    guid: EnvelopeGuid,
    bytes: Uint8Array,
  ): Promise<InsertOutcome> {
    const sealed = asBuffer(this.#sealer.seal(bytes, sealContext(device, guid)));
    const run = {
      script: scripts.insert,
      names: queueNames(device, 'order', 'sealed', 'archived', 'seen', 'last'),
      shared: insertLimits,
      own: [asBuffer(guidToBytes(guid)), sealed],
    };
    const answer = await this.#writer.run(run, sealed.length + writeOverheadBytes);
    if (Array.isArray(answer)) {
      return { outcome: 'stored', position: Number(answer[0]) };
    }
    return { outcome: String(answer) === 'full' ? 'full' : 'duplicate' };
  }

  async page(
    device: QueueAddress,
    _fence: FencingToken,
    after: number,
    limit: number,
  ): Promise<QueuePage> {
    for (;;) {
      const page = await this.#sealedPage(device, after, limit);
      const more = page.length >= limit;
      const opened: QueuedEnvelope[] = [];
      const unreadable: SealedEnvelope[] = [];
      for (const one of page) {
        const bytes = this.#open(device, one);
        if (bytes) opened.push({ guid: one.guid, position: one.position, bytes });
        else unreadable.push(one);
      }
      if (unreadable.length === 0) return { envelopes: opened, more };
      await this.#setAside(device, unreadable);
    }
  }

  async remove(
    device: QueueAddress,
    _fence: FencingToken,
    which: readonly EnvelopePlace[],
  ): Promise<'removed'> {
    const guids = which.map((one) => one.guid);
    const parts: Promise<void>[] = [];
    for (let i = 0; i < guids.length; i += guidsPerScriptMax) {
      parts.push(this.#removePart(device, guids.slice(i, i + guidsPerScriptMax)));
    }
    await Promise.all(parts);
    return 'removed';
  }

  async locate(
    device: QueueAddress,
    _fence: FencingToken,
    guids: readonly EnvelopeGuid[],
  ): Promise<readonly EnvelopePlace[]> {
    if (guids.length === 0) return [];
    const [order, archived] = queueNames(device, 'order', 'archived') as [string, string];
    const ids = guids.map((guid) => asBuffer(guidToBytes(guid)));
    let answers: (string | null)[][];
    try {
      answers = await Promise.all(
        [order, archived].map((name) => this.#redis.zmscore(name, ...ids)),
      );
    } catch (error) {
      throw translateFailure(error);
    }
    return guids.flatMap((guid, i) => {
      const score = answers[0]?.[i] ?? answers[1]?.[i];
      return score ? [{ guid, position: Number(score) }] : [];
    });
  }

  async clear(device: DeviceAddress): Promise<void> {
    // `last` stays: positions never repeat. Without its index no copy in the durable store is
    // delivered.
    const names = queueNames(device, 'order', 'sealed', 'archived', 'seen', 'unreadable');
    await runScript(this.#redis, scripts.clear, names, []);
    await this.#archive.clear(device);
  }

  async #removePart(device: DeviceAddress, guids: readonly EnvelopeGuid[]): Promise<void> {
    const removal = {
      script: scripts.remove,
      names: queueNames(device, 'order', 'sealed', 'archived', 'seen'),
      shared: memoryLimits,
      own: [guids.length, ...guids.map((guid) => asBuffer(guidToBytes(guid)))],
    };
    const answer = await this.#writer.run(removal, guids.length * 16 + writeOverheadBytes);
    const stored = readGuids(answer);
    if (stored.length === 0) return;
    // The index goes last: what fails in between is shown, acknowledged and deleted once more.
    await this.#archive.remove(device, stored);
    const forgetting = {
      script: scripts.forget,
      names: queueNames(device, 'archived', 'seen'),
      shared: memoryLimits,
      own: stored.map((guid) => asBuffer(guidToBytes(guid))),
    };
    await this.#writer.run(forgetting, stored.length * 16 + writeOverheadBytes);
  }

  /** Both stores' first envelopes after a position, in order, each once. */
  async #sealedPage(
    device: DeviceAddress,
    after: number,
    limit: number,
  ): Promise<SealedEnvelope[]> {
    const answer = await runScript(
      this.#redis,
      scripts.page,
      queueNames(device, 'order', 'sealed', 'archived'),
      [String(after), limit],
    );
    const [rows, stored] = answer as [Buffer[], Buffer[]];
    const waiting = readRows(rows);
    const wanted = new Set(readGuids(stored));
    for (const one of waiting) wanted.delete(one.guid);
    if (wanted.size === 0) return waiting;
    const copies = await this.#archivedPage(device, after, limit, wanted);
    return [...copies, ...waiting].sort((a, b) => a.position - b.position).slice(0, limit);
  }

  /** The wanted ones of the durable store; copies that no longer count are passed over. */
  async #archivedPage(
    device: DeviceAddress,
    after: number,
    limit: number,
    wanted: ReadonlySet<EnvelopeGuid>,
  ): Promise<SealedEnvelope[]> {
    const found: SealedEnvelope[] = [];
    let from = after;
    for (;;) {
      const rows = await this.#archive.page(device, from, limit);
      found.push(...rows.filter((row) => wanted.has(row.guid)));
      const lastRow = rows.at(-1);
      if (!lastRow || rows.length < limit || found.length >= wanted.size) return found;
      from = lastRow.position;
    }
  }

  #open(device: DeviceAddress, one: SealedEnvelope): Uint8Array | undefined {
    try {
      return this.#sealer.open(one.sealed, sealContext(device, one.guid));
    } catch (error) {
      if (error instanceof SealError) return undefined;
      throw error;
    }
  }

  /**
   * Takes envelopes that do not open (changed, or sealed under a lost key) out of the way of the
   * others. They are kept in a bounded list until their names expire, so that a key found again can
   * still open them.
   */
  async #setAside(device: DeviceAddress, unreadable: readonly SealedEnvelope[]): Promise<void> {
    this.#log.warn('queue.unreadable', {
      device: logId(formatDeviceAddress(device)),
      count: unreadable.length,
    });
    metrics.envelopesUnreadable.inc(unreadable.length);
    for (const one of unreadable) {
      await runScript(
        this.#redis,
        scripts.quarantine,
        queueNames(device, 'order', 'sealed', 'archived', 'unreadable'),
        [asBuffer(guidToBytes(one.guid)), asBuffer(one.sealed), unreadableMax, nameTtlMs],
      );
    }
    await this.#archive.remove(
      device,
      unreadable.map((one) => one.guid),
    );
  }
}

/** Ties a sealed envelope to its place: moved to another device or guid it does not open. */
export function sealContext(device: DeviceAddress, guid: EnvelopeGuid): string {
  return `envelope:${formatDeviceAddress(device)}:${guid}`;
}

/** A view, not a copy. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
}

/** Reads the flat list guid, position, envelope, … that scripts answer with. */
export function readRows(rows: readonly Buffer[]): SealedEnvelope[] {
  const read: SealedEnvelope[] = [];
  for (let i = 0; i + 2 < rows.length; i += 3) {
    const [id, position, sealed] = rows.slice(i, i + 3);
    const guid = id && guidFromBytes(id);
    if (guid && position && sealed) read.push({ guid, position: Number(String(position)), sealed });
  }
  return read;
}

/** Reads a list of guids. */
export function readGuids(answer: unknown): EnvelopeGuid[] {
  return (answer as Buffer[]).flatMap((bytes) => guidFromBytes(bytes) ?? []);
}

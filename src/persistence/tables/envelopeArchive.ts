// The durable half of the queue in ordered tables.
//
//   waiting        [queue, position]             u64be stored at ‖ 16-byte guid ‖ sealed envelope
//   waitingTimes   [stored at, queue, position]  nothing

import type { EnvelopeGuid } from '#protocol';
import { guidFromBytes, guidToBytes } from '#protocol';
import type { EnvelopePosition, DeviceLife } from '#ports';
import type { ArchivedEnvelope, EnvelopeArchive } from '../envelopeArchive.ts';
import { queueName } from '../names.ts';
import { PageOfCopies } from '../queuePages.ts';
import { StoreError } from '../storeError.ts';
import { purgeFormer } from './formerArchive.ts';
import type { Table, Tables } from './table.ts';

const timeBytes = 8;
const guidBytes = 16;
const headBytes = timeBytes + guidBytes;
/** Deletions of one transaction, so that other writers wait little. */
const removalsPerWriteMax = 500;
const nothing = new Uint8Array(0);

export class TableEnvelopeArchive implements EnvelopeArchive {
  readonly #tables: Tables;
  readonly #envelopes: Table;
  readonly #times: Table;

  constructor(tables: Tables) {
    this.#tables = tables;
    this.#envelopes = tables.table('waiting');
    this.#times = tables.table('waitingTimes');
  }

  async append(queue: DeviceLife, envelopes: readonly ArchivedEnvelope[]) {
    const name = queueName(queue);
    await this.#tables.write(() => {
      for (const envelope of envelopes) this.#put(name, envelope);
    });
  }

  async page(queue: DeviceLife, after: number, upTo: number, limit: number) {
    // One more than the page holds says whether any follow.
    const range = { ...rangeOf(queueName(queue), after, upTo), limit: limit + 1 };
    return this.#tables.read(() => {
      const page = new PageOfCopies(limit);
      for (const { key, value } of this.#envelopes.getRange(range)) {
        if (!page.takes(value.length - headBytes)) break;
        page.envelopes.push(fromRow(key, value));
      }
      return page;
    });
  }

  async remove(queue: DeviceLife, positions: readonly number[]) {
    const name = queueName(queue);
    return this.#tables.write(
      () => positions.filter((position) => this.#remove(name, position)).length,
    );
  }

  async locate(queue: DeviceLife, guids: readonly EnvelopeGuid[]) {
    const wanted = new Set(guids);
    return this.#tables.read(() => {
      const positions: EnvelopePosition[] = [];
      for (const { key, value } of this.#envelopes.getRange(rangeOf(queueName(queue)))) {
        const guid = guidOf(value);
        if (wanted.has(guid)) positions.push({ guid, position: positionAt(key, 1) });
        if (positions.length === wanted.size) break;
      }
      return positions;
    });
  }

  async measure(queue: DeviceLife) {
    return this.#tables.read(() => {
      const measured = { length: 0, bytes: 0 };
      for (const { value } of this.#envelopes.getRange(rangeOf(queueName(queue)))) {
        measured.length += 1;
        measured.bytes += value.length - headBytes;
      }
      return measured;
    });
  }

  async clear(queue: DeviceLife) {
    const name = queueName(queue);
    const range = { ...rangeOf(name), limit: removalsPerWriteMax };
    for (let removed = removalsPerWriteMax; removed === removalsPerWriteMax; ) {
      removed = await this.#tables.write(() => {
        const keys = Array.from(this.#envelopes.getKeys(range));
        for (const key of keys) this.#remove(name, positionAt(key, 1));
        return keys.length;
      });
    }
  }

  async purge(storedBeforeMs: number, limit: number) {
    const range = { start: [0], end: [storedBeforeMs], limit };
    const gone = await this.#tables.write(() => {
      const keys = Array.from(this.#times.getKeys(range));
      for (const key of keys) this.#remove(nameAt(key, 1), positionAt(key, 2));
      return keys.length;
    });
    return gone + (await purgeFormer(this.#tables, storedBeforeMs, limit - gone));
  }

  async count() {
    return this.#tables.read(() => this.#envelopes.count());
  }

  #put(name: string, { guid, position, sealed, storedAtMs }: ArchivedEnvelope): void {
    if (this.#envelopes.doesExist([name, position])) return;
    const time = Buffer.alloc(timeBytes);
    time.writeBigUInt64BE(BigInt(storedAtMs));
    this.#times.put([storedAtMs, name, position], nothing);
    this.#envelopes.put([name, position], Buffer.concat([time, guidToBytes(guid), sealed]));
  }

  #remove(name: string, position: number): boolean {
    const row = this.#envelopes.get([name, position]);
    if (!row) return false;
    this.#times.remove([storedAt(row), name, position]);
    this.#envelopes.remove([name, position]);
    return true;
  }
}

/** After one position and up to another. */
function rangeOf(name: string, after = 0, upTo = Number.MAX_SAFE_INTEGER) {
  const last = Math.min(upTo + 1, Number.MAX_SAFE_INTEGER);
  return { start: [name, after + 1], end: [name, last] };
}

function fromRow(key: unknown, row: Uint8Array): ArchivedEnvelope {
  return {
    guid: guidOf(row),
    position: positionAt(key, 1),
    sealed: Uint8Array.from(row.subarray(headBytes)),
    storedAtMs: storedAt(row),
  };
}

function guidOf(row: Uint8Array): EnvelopeGuid {
  const guid = guidFromBytes(row.subarray(timeBytes, headBytes));
  if (!guid) throw new StoreError('A stored envelope is damaged.');
  return guid;
}

function storedAt(row: Uint8Array): number {
  if (row.length < headBytes) throw new StoreError('A stored envelope is damaged.');
  return Number(new DataView(row.buffer, row.byteOffset).getBigUint64(0));
}

function positionAt(key: unknown, part: number): number {
  const position = Array.isArray(key) ? key[part] : undefined;
  if (typeof position !== 'number') throw new StoreError('A stored envelope has no position.');
  return position;
}

function nameAt(key: unknown, part: number): string {
  const text = Array.isArray(key) ? key[part] : undefined;
  if (typeof text !== 'string') throw new StoreError('A stored envelope has a damaged name.');
  return text;
}

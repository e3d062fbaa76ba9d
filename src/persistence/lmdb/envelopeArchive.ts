// The durable half of the queue in LMDB.
//
//   archive        [device, position, guid]      u64be stored at ‖ the sealed envelope
//   archiveGuids   [device, guid]                position, in decimal digits
//   archiveTimes   [stored at, device, guid]     nothing

import type { DeviceAddress, EnvelopeGuid } from '#protocol';
import { formatDeviceAddress } from '#protocol';
import type { ArchivedEnvelope, EnvelopeArchive } from '#ports';
import { StoreError } from '../storeError.ts';
import type { LmdbEnvironment, Table } from './environment.ts';

const TIME_BYTES = 8;
/** Sorts after every guid. */
const LAST = '\uffff';
/** Deletions of one transaction, so that other writers wait little. */
const removalsPerWriteMax = 500;
const nothing = new Uint8Array(0);

export class LmdbEnvelopeArchive implements EnvelopeArchive {
  readonly #environment: LmdbEnvironment;
  readonly #envelopes: Table;
  readonly #guids: Table;
  readonly #times: Table;

  constructor(environment: LmdbEnvironment) {
    this.#environment = environment;
    this.#envelopes = environment.table('archive');
    this.#guids = environment.table('archiveGuids');
    this.#times = environment.table('archiveTimes');
  }

  async append(device: DeviceAddress, envelopes: readonly ArchivedEnvelope[]) {
    const name = formatDeviceAddress(device);
    await this.#environment.write(() => {
      for (const envelope of envelopes) this.#put(name, envelope);
    });
  }

  async page(device: DeviceAddress, after: number, limit: number) {
    const name = formatDeviceAddress(device);
    const range = { start: [name, after + 1], end: [name, Number.MAX_SAFE_INTEGER], limit };
    return this.#environment.read(() =>
      Array.from(this.#envelopes.getRange(range), ({ key, value }) => fromRow(key, value)),
    );
  }

  async remove(device: DeviceAddress, guids: readonly EnvelopeGuid[]) {
    const name = formatDeviceAddress(device);
    await this.#environment.write(() => {
      for (const guid of guids) this.#remove(name, guid);
    });
  }

  async clear(device: DeviceAddress) {
    const name = formatDeviceAddress(device);
    const range = { start: [name], end: [name, LAST], limit: removalsPerWriteMax };
    for (let removed = removalsPerWriteMax; removed === removalsPerWriteMax; ) {
      removed = await this.#environment.write(() => {
        const keys = Array.from(this.#guids.getKeys(range));
        for (const key of keys) this.#remove(name, textAt(key, 1) as EnvelopeGuid);
        return keys.length;
      });
    }
  }

  async purge(storedBeforeMs: number, limit: number) {
    const range = { start: [0], end: [storedBeforeMs], limit };
    return this.#environment.write(() => {
      const keys = Array.from(this.#times.getKeys(range));
      for (const key of keys) this.#remove(textAt(key, 1), textAt(key, 2) as EnvelopeGuid);
      return keys.length;
    });
  }

  #put(name: string, envelope: ArchivedEnvelope): void {
    const { guid, position, sealed, storedAtMs } = envelope;
    if (this.#guids.doesExist([name, guid])) return;
    const time = Buffer.alloc(TIME_BYTES);
    time.writeBigUInt64BE(BigInt(storedAtMs));
    this.#guids.put([name, guid], Buffer.from(String(position)));
    this.#times.put([storedAtMs, name, guid], nothing);
    this.#envelopes.put([name, position, guid], Buffer.concat([time, sealed]));
  }

  #remove(name: string, guid: EnvelopeGuid): void {
    const digits = this.#guids.get([name, guid]);
    if (!digits) return;
    const position = Number(Buffer.from(digits).toString());
    const row = this.#envelopes.get([name, position, guid]);
    this.#guids.remove([name, guid]);
    if (!row) return;
    this.#times.remove([storedAt(row), name, guid]);
    this.#envelopes.remove([name, position, guid]);
  }
}

function fromRow(key: unknown, row: Uint8Array): ArchivedEnvelope {
  const position = Array.isArray(key) ? key[1] : undefined;
  if (typeof position !== 'number') throw new StoreError('A stored envelope has no position.');
  return {
    guid: textAt(key, 2) as EnvelopeGuid,
    position,
    sealed: Uint8Array.from(row.subarray(TIME_BYTES)),
    storedAtMs: storedAt(row),
  };
}

function storedAt(row: Uint8Array): number {
  if (row.length < TIME_BYTES) throw new StoreError('A stored envelope is damaged.');
  return Number(new DataView(row.buffer, row.byteOffset).getBigUint64(0));
}

function textAt(key: unknown, place: number): string {
  const text = Array.isArray(key) ? key[place] : undefined;
  if (typeof text !== 'string') throw new StoreError('A stored envelope has a damaged name.');
  return text;
}

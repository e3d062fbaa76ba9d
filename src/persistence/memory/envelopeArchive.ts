// The durable half of the queue, in memory.

import type { EnvelopeGuid } from '#protocol';
import type { ArchivedEnvelope, EnvelopeArchive, DeviceLife } from '#ports';
import { queueName } from '../names.ts';

export class MemoryEnvelopeArchive implements EnvelopeArchive {
  readonly #queues = new Map<string, Map<number, ArchivedEnvelope>>();

  async append(queue: DeviceLife, envelopes: readonly ArchivedEnvelope[]) {
    const name = queueName(queue);
    const kept = this.#queues.get(name) ?? new Map<number, ArchivedEnvelope>();
    this.#queues.set(name, kept);
    for (const envelope of envelopes) {
      if (!kept.has(envelope.position)) kept.set(envelope.position, structuredClone(envelope));
    }
  }

  async page(queue: DeviceLife, after: number, upTo: number, limit: number) {
    return this.#of(queue)
      .filter((envelope) => envelope.position > after && envelope.position <= upTo)
      .sort((a, b) => a.position - b.position)
      .slice(0, limit);
  }

  async remove(queue: DeviceLife, positions: readonly number[]) {
    const name = queueName(queue);
    const kept = this.#queues.get(name);
    const gone = positions.filter((position) => kept?.delete(position)).length;
    if (kept?.size === 0) this.#queues.delete(name);
    return gone;
  }

  async locate(queue: DeviceLife, guids: readonly EnvelopeGuid[]) {
    return this.#of(queue)
      .filter((envelope) => guids.includes(envelope.guid))
      .map(({ guid, position }) => ({ guid, position }));
  }

  async measure(queue: DeviceLife) {
    const kept = this.#of(queue);
    return { length: kept.length, bytes: kept.reduce((sum, one) => sum + one.sealed.length, 0) };
  }

  async clear(queue: DeviceLife) {
    this.#queues.delete(queueName(queue));
  }

  async purge(storedBeforeMs: number, limit: number) {
    const old = [...this.#queues.values()].flatMap((kept) =>
      [...kept.values()]
        .filter((envelope) => envelope.storedAtMs < storedBeforeMs)
        .map((envelope) => ({ kept, envelope })),
    );
    old.sort((a, b) => a.envelope.storedAtMs - b.envelope.storedAtMs);
    const going = old.slice(0, limit);
    for (const { kept, envelope } of going) kept.delete(envelope.position);
    return going.length;
  }

  async count() {
    return [...this.#queues.values()].reduce((sum, kept) => sum + kept.size, 0);
  }

  #of(queue: DeviceLife): ArchivedEnvelope[] {
    return [...(this.#queues.get(queueName(queue))?.values() ?? [])];
  }
}

// The durable half of the queue, in memory.

import type { DeviceAddress, EnvelopeGuid } from '#protocol';
import { formatDeviceAddress } from '#protocol';
import type { ArchivedEnvelope, EnvelopeArchive } from '#ports';

export class MemoryEnvelopeArchive implements EnvelopeArchive {
  readonly #devices = new Map<string, Map<EnvelopeGuid, ArchivedEnvelope>>();

  async append(device: DeviceAddress, envelopes: readonly ArchivedEnvelope[]) {
    const name = formatDeviceAddress(device);
    const kept = this.#devices.get(name) ?? new Map<EnvelopeGuid, ArchivedEnvelope>();
    this.#devices.set(name, kept);
    for (const envelope of envelopes) {
      if (!kept.has(envelope.guid)) kept.set(envelope.guid, structuredClone(envelope));
    }
  }

  async page(device: DeviceAddress, after: number, limit: number) {
    return [...(this.#devices.get(formatDeviceAddress(device))?.values() ?? [])]
      .filter((envelope) => envelope.position > after)
      .sort((a, b) => a.position - b.position)
      .slice(0, limit);
  }

  async remove(device: DeviceAddress, guids: readonly EnvelopeGuid[]) {
    const kept = this.#devices.get(formatDeviceAddress(device));
    for (const guid of guids) kept?.delete(guid);
  }

  async clear(device: DeviceAddress) {
    this.#devices.delete(formatDeviceAddress(device));
  }

  async purge(storedBeforeMs: number, limit: number) {
    const old = [...this.#devices.values()].flatMap((kept) =>
      [...kept.values()]
        .filter((envelope) => envelope.storedAtMs < storedBeforeMs)
        .map((envelope) => ({ kept, envelope })),
    );
    old.sort((a, b) => a.envelope.storedAtMs - b.envelope.storedAtMs);
    const going = old.slice(0, limit);
    for (const { kept, envelope } of going) kept.delete(envelope.guid);
    return going.length;
  }
}

// A queue, a device that decides and a client, for tests of what a connection is handed.

import type { QueuedEnvelope } from '#ports';
import type { ConnectionAddress, ConnectionId, EnvelopeGuid, MemberId } from '#protocol';
import { limits } from '#protocol';
import { expect } from 'vitest';
import type { DeviceEffect } from '../../../../src/actors/device/deliveries.ts';
import type { DeviceEvent, DeviceState } from '../../../../src/actors/device/state.ts';
import { decideDevice, detached, underWay } from '../../../../src/actors/device/state.ts';

export const socket = (name: string): ConnectionAddress => ({
  member: 'member-1' as MemberId,
  connection: name as ConnectionId,
});
export const nothing: ReadonlySet<EnvelopeGuid> = new Set();
const small = new Uint8Array(1);
export const large = new Uint8Array(limits.envelopeBytesMax);
export const bytesOf = (envelopes: readonly QueuedEnvelope[]) =>
  envelopes.reduce((sum, { bytes }) => sum + bytes.length, 0);

type Read = Extract<DeviceEffect, { type: 'read' }>;

/** A queue, a device that decides, and a client, moved one step at a time. */
export class Model {
  state: DeviceState = detached;
  readonly stored: QueuedEnvelope[] = [];
  /** Outcomes in the order of the inserts; `unknown` where nobody learned it. */
  readonly outcomes: (QueuedEnvelope | 'unknown')[] = [];
  readonly reads: Read[] = [];
  readonly pages: Extract<DeviceEvent, { type: 'page' }>[] = [];
  readonly retries: number[] = [];
  delivered: QueuedEnvelope[] = [];
  unacknowledged: EnvelopeGuid[] = [];
  queueEmpties = 0;
  storedAtAttach = 0;
  closed: string[] = [];
  #unacknowledgedBytes = 0;
  #position = 0;
  #at = 0;
  readonly #handed = new Set<EnvelopeGuid>();

  run(event: DeviceEvent): readonly DeviceEffect[] {
    const { state, effects } = decideDevice(this.state, event);
    this.state = state;
    for (const effect of effects) {
      if (effect.type === 'read') this.reads.push(effect);
      if (effect.type === 'queueEmpty') this.#sawQueueEmpty();
      if (effect.type === 'close') this.closed.push(effect.connection.connection);
      if (effect.type === 'retryLater') this.retries.push(effect.round);
      if (effect.type === 'deliver') for (const one of effect.envelopes) this.#receive(one);
    }
    expect(underWay(state)).toBeLessThanOrEqual(limits.unacknowledgedMax);
    expect(this.unacknowledged.length).toBeLessThanOrEqual(limits.unacknowledgedMax);
    expect(this.#unacknowledgedBytes).toBeLessThan(limits.unacknowledgedBytesMax + large.length);
    return effects;
  }

  /** Stores; the outcome comes later, and is perhaps not known even then. */
  insert(outcome: 'known' | 'unknown', bytes = small): void {
    this.#position += 1 + (this.#position % 3);
    const guid = String(this.#position).padStart(32, '0') as EnvelopeGuid;
    const envelope = { guid, position: this.#position, bytes };
    this.stored.push(envelope);
    this.outcomes.push(outcome === 'unknown' ? outcome : envelope);
  }

  complete(): void {
    const outcome = this.outcomes.shift();
    if (!outcome) return;
    this.run(outcome === 'unknown' ? { type: 'stir' } : { type: 'queued', envelope: outcome });
  }

  /** The store looks at what is there now; the answer is still on its way. */
  beginRead(): void {
    const read = this.reads.shift();
    if (!read) return;
    const { round, after, limit } = read;
    const rest = this.stored.filter((one) => one.position > after);
    let length = Math.min(limit, rest.length);
    while (length > 1 && bytesOf(rest.slice(0, length)) > limits.unacknowledgedBytesMax / 2)
      length--;
    const page = { envelopes: rest.slice(0, length), more: rest.length > length };
    this.pages.push({ type: 'page', round, page, removing: nothing });
  }

  failRead(): void {
    const read = this.reads.shift();
    if (read) this.run({ type: 'readFailed', round: read.round });
  }

  retry(): void {
    const round = this.retries.shift();
    if (round !== undefined) this.run({ type: 'retry', round });
  }

  endRead(): void {
    const page = this.pages.shift();
    if (page) this.run(page);
  }

  acknowledge(count: number): void {
    const guids = this.unacknowledged.splice(0, count);
    for (const guid of guids) {
      const at = this.stored.findIndex((one) => one.guid === guid);
      const [gone] = this.stored.splice(at, 1);
      this.#unacknowledgedBytes -= gone?.bytes.length ?? 0;
    }
    this.run({ type: 'acknowledged', guids });
  }

  attach(name: string): void {
    this.delivered = [];
    this.#handed.clear();
    this.unacknowledged = [];
    this.#unacknowledgedBytes = 0;
    this.queueEmpties = 0;
    this.storedAtAttach = this.#position;
    this.run({
      type: 'attach',
      connection: socket(name),
      ordinal: this.#at++,
      attempt: this.#at,
    });
  }

  detach(name: string): void {
    this.run({ type: 'detach', connection: socket(name) });
  }

  /** Everything under way ends and the client acknowledges, until nothing moves any more. */
  settle(): void {
    for (let step = 0; step < 5_000; step++) {
      const moving =
        this.outcomes.length + this.reads.length + this.pages.length + this.retries.length;
      if (moving + this.unacknowledged.length === 0) return;
      this.complete();
      this.retry();
      this.beginRead();
      this.endRead();
      this.acknowledge(7);
    }
    throw new Error('stuck');
  }

  holds(envelope: QueuedEnvelope): boolean {
    return this.#handed.has(envelope.guid);
  }

  #receive(envelope: QueuedEnvelope): void {
    const last = this.delivered.at(-1);
    if (last) expect(envelope.position).toBeGreaterThan(last.position);
    this.delivered.push(envelope);
    this.#handed.add(envelope.guid);
    this.unacknowledged.push(envelope.guid);
    this.#unacknowledgedBytes += envelope.bytes.length;
  }

  #sawQueueEmpty(): void {
    this.queueEmpties++;
    const late = this.stored.filter(
      (one) => one.position <= this.storedAtAttach && !this.holds(one),
    );
    expect(late).toEqual([]);
  }
}

// The durable half of the queue, as its front on Redis sees it; twins on LMDB and MongoDB.

import type { DeviceLife, EnvelopePosition } from '#ports';
import type { EnvelopeGuid } from '#protocol';

/** An envelope in the durable store: sealed, and still in its place in the queue. */
export interface ArchivedEnvelope {
  readonly guid: EnvelopeGuid;
  readonly position: number;
  readonly sealed: Uint8Array;
  readonly storedAtMs: number;
}

export interface ArchivedPage {
  readonly envelopes: readonly ArchivedEnvelope[];
  /** Others follow. */
  readonly more: boolean;
}

/** The durable half of the queue. A queue's positions are its own: an envelope is named by its. */
export interface EnvelopeArchive {
  /** Idempotent by position. Resolves when all is on disk. */
  append(queue: DeviceLife, envelopes: readonly ArchivedEnvelope[]): Promise<void>;
  /**
   * The first after one position and up to another, oldest first: fewer than the limit where they
   * are large, but one. No more are read than that takes.
   */
  page(queue: DeviceLife, after: number, upTo: number, limit: number): Promise<ArchivedPage>;
  /** Resolves with how many went. */
  remove(queue: DeviceLife, positions: readonly number[]): Promise<number>;
  locate(queue: DeviceLife, guids: readonly EnvelopeGuid[]): Promise<EnvelopePosition[]>;
  measure(queue: DeviceLife): Promise<{ readonly length: number; readonly bytes: number }>;
  clear(queue: DeviceLife): Promise<void>;
  /** Deletes at most `limit` that were stored before the time; returns how many. */
  purge(storedBeforeMs: number, limit: number): Promise<number>;
  /** Envelopes of all queues, about. */
  count(): Promise<number>;
}

/** Copies of a broken move that are read at once. */
const brokenPageLength = 500;

/**
 * Deletes the copies of a move that was broken off, after a position: some may be of what was
 * deleted since.
 */
export async function removeCopies(
  archive: Pick<EnvelopeArchive, 'page' | 'remove'>,
  queue: DeviceLife,
  after: number,
): Promise<void> {
  for (;;) {
    const upTo = Number.MAX_SAFE_INTEGER;
    const { envelopes } = await archive.page(queue, after, upTo, brokenPageLength);
    if (envelopes.length === 0) return;
    await archive.remove(
      queue,
      envelopes.map((one) => one.position),
    );
  }
}

// Looks four times a second at what the connections of a place count: who speaks, and how well it
// comes.

import type { ClientClock } from '../clock.ts';
import { lookAt, qualityBetween, speechBetween } from './callQuality.ts';
import type { CallQuality, Look, StatsEntry } from './callQuality.ts';

const lookEveryMs = 250;
/** A pause of a speaker that is shorter is none. */
const speechHoldMs = 500;
/** Quality is that of so many looks together. */
const looksOfQuality = 8;

/** What a page sees of a call's media; told at each change, and every two seconds. */
export interface MediaNews {
  readonly callId: string;
  /** Who speaks just now, by their numbers in the call; our own among them. */
  readonly speaking: readonly number[];
  readonly quality: CallQuality;
}

/** What is counted at one moment. */
interface Counted {
  readonly entries: readonly StatsEntry[];
  readonly isConnected: boolean;
  /** Whose the streams are that are heard, by SSRC. */
  readonly mediaIds: ReadonlyMap<number, number>;
}

export interface PlaceWatchParts {
  readonly callId: string;
  /** Our own number. */
  readonly mediaId: number;
  readonly clock: ClientClock;
  readonly count: () => Promise<Counted>;
  readonly isMuted: () => boolean;
  readonly told: (news: MediaNews) => void;
  readonly failed: (error: unknown) => void;
}

export class PlaceWatch {
  readonly #parts: PlaceWatchParts;
  #isOver = false;
  #timer: { cancel(): void } | undefined;
  #looks: Look[] = [];
  /** When somebody was last loud enough. */
  readonly #spokeAtMs = new Map<number, number>();
  #news = '';

  constructor(parts: PlaceWatchParts) {
    this.#parts = parts;
  }

  begin(): void {
    if (this.#isOver) return;
    this.#timer = this.#parts.clock.after(lookEveryMs, () => {
      this.#look()
        .catch((error: unknown) => this.#isOver || this.#parts.failed(error))
        .finally(() => this.begin());
    });
  }

  stop(): void {
    this.#isOver = true;
    this.#timer?.cancel();
  }

  async #look(): Promise<void> {
    const { entries, isConnected, mediaIds } = await this.#parts.count();
    const now = lookAt(entries);
    const before = this.#looks.at(-1);
    const [first = now] = this.#looks;
    this.#looks.push(now);
    const isTime = this.#looks.length > looksOfQuality;
    const speaking = before ? this.#speaking(before, now, mediaIds) : [];
    if (this.#isOver || (!isTime && speaking.join() === this.#news)) return;
    this.#news = speaking.join();
    if (isTime) this.#looks = [now];
    const quality = qualityBetween(first, now, isConnected);
    this.#parts.told({ callId: this.#parts.callId, speaking, quality });
  }

  #speaking(before: Look, now: Look, mediaIds: Counted['mediaIds']): number[] {
    const { clock, mediaId: own, isMuted } = this.#parts;
    const speech = speechBetween(before, now);
    const nowMs = clock.now();
    for (const ssrc of speech.heard) {
      const mediaId = mediaIds.get(ssrc);
      if (mediaId !== undefined) this.#spokeAtMs.set(mediaId, nowMs);
    }
    if (speech.own && !isMuted()) this.#spokeAtMs.set(own, nowMs);
    const heard = new Set([...mediaIds.values(), own]);
    for (const [mediaId, atMs] of this.#spokeAtMs) {
      if (nowMs - atMs > speechHoldMs || !heard.has(mediaId)) this.#spokeAtMs.delete(mediaId);
    }
    return [...this.#spokeAtMs.keys()].sort((one, other) => one - other);
  }
}

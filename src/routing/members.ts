// Who is alive, as one worker sees it. A member is alive while its heartbeat keeps changing by this
// worker's own monotonic clock, so that a jump of the store's wall clock kills nobody; and only
// while the store could be read, so that a store that was away kills nobody either.

import type { MemberId } from '#protocol';
import type { MemberRecord } from './ports.ts';

interface Seen {
  readonly beat: number;
  readonly sinceMs: number;
  readonly relayAddress: string;
  readonly alive: boolean;
}

export interface Observation {
  /** Members that were alive before and stopped beating. */
  readonly silent: readonly { readonly member: MemberId; readonly beat: number }[];
  /** True when the set of live members is another than before. */
  readonly changed: boolean;
}

/** This worker's view of the membership. */
export class Members {
  readonly #silenceMs: number;
  readonly #gapMs: number;
  #seen = new Map<MemberId, Seen>();
  #live: ReadonlySet<MemberId> = new Set();
  #readAtMs: number | undefined;

  /**
   * `silenceMs`: a member whose beat stands still this long is dead. `gapMs`: a pause of our own.
   */
  constructor(silenceMs: number, gapMs: number) {
    this.#silenceMs = silenceMs;
    this.#gapMs = gapMs;
  }

  /** The same set as long as nobody comes or goes. */
  get live(): ReadonlySet<MemberId> {
    return this.#live;
  }

  isLive(member: MemberId): boolean {
    return this.#live.has(member);
  }

  relayAddress(member: MemberId): string | undefined {
    return this.#live.has(member) ? this.#seen.get(member)?.relayAddress : undefined;
  }

  /** Takes in what the store says at this moment. */
  observe(records: readonly MemberRecord[], nowMs: number): Observation {
    // After a pause of ours or of the store, everybody has the time to beat again.
    const paused = this.#readAtMs !== undefined && nowMs - this.#readAtMs > this.#gapMs;
    this.#readAtMs = nowMs;
    const silent: { member: MemberId; beat: number }[] = [];
    const next = new Map<MemberId, Seen>();
    for (const record of records) {
      const { member, beat, relayAddress } = record;
      const before = this.#seen.get(member);
      if (before?.beat !== beat) {
        // A stranger's record may be older than this process: a cluster that died before.
        const alive = before !== undefined || record.ageMs < this.#silenceMs;
        next.set(member, { beat, sinceMs: nowMs, relayAddress, alive });
        continue;
      }
      const sinceMs = paused && before.alive ? nowMs : before.sinceMs;
      const over = nowMs - sinceMs >= this.#silenceMs;
      if (over) silent.push({ member, beat });
      next.set(member, { ...before, sinceMs, alive: before.alive && !over });
    }
    this.#seen = next;
    const live = new Set([...next].filter(([, seen]) => seen.alive).map(([member]) => member));
    const changed = live.size !== this.#live.size || [...live].some((m) => !this.#live.has(m));
    if (changed) this.#live = live;
    return { silent, changed };
  }
}

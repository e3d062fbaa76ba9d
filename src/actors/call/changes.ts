// What has changed in a call since it was told, gathered: whoever comes and goes at once is told of
// in one event.

import type { CallMembers, MediaId } from '#protocol';
import type { CallState } from './state.ts';
import { memberOf, wayOf } from './state.ts';

export class Changes {
  readonly #changed = new Set<MediaId>();
  readonly #left = new Set<MediaId>();
  #toldVersion: number;

  constructor(toldVersion: number) {
    this.#toldVersion = toldVersion;
  }

  /** The version that was told last. */
  get toldVersion(): number {
    return this.#toldVersion;
  }

  /** Notes who is there otherwise than before, as the members see it. */
  note({ participants: before }: CallState, { participants: now }: CallState): void {
    for (const [id, one] of now) {
      const was = before.get(id);
      if (was?.sources === one.sources && was.role === one.role) continue;
      this.#changed.add(id);
      this.#left.delete(id);
    }
    for (const id of before.keys()) {
      if (now.has(id)) continue;
      // Whoever came and went between two events is nobody's news.
      this.#changed.delete(id);
      this.#left.add(id);
    }
  }

  /** All of it, which is told now. */
  take(state: CallState): CallMembers {
    const { id: call, version, epoch, participants } = state;
    const members = [...this.#changed].flatMap((one) => {
      const there = participants.get(one);
      return there ? [memberOf(there)] : [];
    });
    const who = { members, left: [...this.#left] };
    const told = { call, version, epoch, whole: false, ...who, ...wayOf(state) };
    this.#changed.clear();
    this.#left.clear();
    this.#toldVersion = version;
    return told;
  }
}

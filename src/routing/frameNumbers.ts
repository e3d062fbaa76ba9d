// The numbers of frames, so that none is taken twice and a loss is seen as soon as something
// follows it. A member's numbers are kept for as long as this process lives: member ids are never
// used again, and a frame that was recorded must not be taken once its sender is forgotten.

import type { MemberId } from '#protocol';

/** Frames of one sender that may still come after one that was sent later. */
export const lateFramesMax = 256;

interface Known {
  highest: number;
  /** Lower numbers that have not come. */
  readonly missing: Set<number>;
}

/** What a frame's number says: in its turn, beyond a gap, after its turn, or seen before. */
export type FrameOrder = 'next' | 'beyond' | 'late' | 'seen';

/** The numbers of one worker's frames, each way. */
export class FrameNumbers {
  readonly #sent = new Map<MemberId, number>();
  readonly #known = new Map<MemberId, Known>();

  /** The number of the next frame for a member. */
  next(to: MemberId): number {
    const number = (this.#sent.get(to) ?? 0) + 1;
    this.#sent.set(to, number);
    return number;
  }

  /** Takes in the number of a frame that has come, and is certainly its sender's. */
  take(from: MemberId, number: number): FrameOrder {
    let known = this.#known.get(from);
    if (!known) this.#known.set(from, (known = { highest: 0, missing: new Set() }));
    const { highest, missing } = known;
    if (number <= highest) return missing.delete(number) ? 'late' : 'seen';
    known.highest = number;
    if (number === highest + 1) return 'next';
    for (let lost = Math.max(highest + 1, number - lateFramesMax); lost < number; lost++) {
      missing.add(lost);
    }
    for (const lost of missing) {
      if (missing.size <= lateFramesMax) break;
      missing.delete(lost);
    }
    return 'beyond';
  }
}

// Uploads for many take turns at a worker. All at once would share its time and end together, late:
// each recipient's part has a deadline, and whoever has an upload's envelope acknowledges it to the
// same worker. So some recipients are under way at a time, uploads begin in the order they came,
// and who would wait for too long is told when to come again instead.

import type { Result } from '#protocol';
import { refuse } from '#protocol';
import type { Clock } from '#runtime';

/** Recipients under way at a worker; a single upload for more goes alone. */
export const uploadRecipientsAtOnce = 2000;
/** An upload for so few waits for nobody: it costs what as many sends do. */
export const uploadAtOnceMax = 64;
/** Who would wait for longer than this is sent away. */
export const uploadWaitMsMax = 4000;
/** Recipients of the uploads that wait. Each has its bytes with it. */
const uploadRecipientsWaitingMax = 20_000;
/** Who is sent away comes back no sooner. */
const comeAgainMsMin = 100;
/** What a recipient takes while nothing is known of it. */
const recipientMsAtFirst = 0.2;
/** How much of what a recipient takes is the last upload's. */
const newestShare = 0.3;

interface Waiting {
  readonly recipients: number;
  begin(): void;
}

export class UploadTurns {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #waiting: Waiting[] = [];
  #recipientsWaiting = 0;
  #underWay = 0;
  /** What a recipient takes of the worker's time, by the uploads that have ended. */
  #recipientMs = recipientMsAtFirst;
  #endedAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /**
   * Carries an upload out in its turn. Order: of those that wait, as they came. Refuses:
   * server.busy, with the time after which there is room.
   */
  async take<T>(recipients: number, carryOut: () => Promise<Result<T>>): Promise<Result<T>> {
    if (recipients <= uploadAtOnceMax) return carryOut();
    if (this.#waiting.length === 0 && this.#isRoomFor(recipients)) this.#underWay += recipients;
    else {
      const waitMs = (this.#underWay + this.#recipientsWaiting) * this.#recipientMs;
      const isCrowded = this.#recipientsWaiting + recipients > uploadRecipientsWaitingMax;
      if (isCrowded || waitMs > uploadWaitMsMax) {
        const retryAfterMs = Math.max(comeAgainMsMin, Math.ceil(waitMs));
        return refuse('server.busy', { retryAfterMs });
      }
      await this.#turn(recipients);
    }
    const beganAtMs = this.#clock.monotonic();
    try {
      return await carryOut();
    } finally {
      this.#underWay -= recipients;
      this.#learn(recipients, beganAtMs);
      this.#next();
    }
  }

  #turn(recipients: number): Promise<void> {
    return new Promise((begin) => {
      this.#waiting.push({ recipients, begin });
      this.#recipientsWaiting += recipients;
    });
  }

  #isRoomFor(recipients: number): boolean {
    return this.#underWay === 0 || this.#underWay + recipients <= uploadRecipientsAtOnce;
  }

  /** Of two that were under way together, the second took what came after the first. */
  #learn(recipients: number, beganAtMs: number): void {
    const nowMs = this.#clock.monotonic();
    const tookMs = (nowMs - Math.max(beganAtMs, this.#endedAtMs)) / recipients;
    this.#recipientMs += (tookMs - this.#recipientMs) * newestShare;
    this.#endedAtMs = nowMs;
  }

  #next(): void {
    for (let next = this.#waiting[0]; next && this.#isRoomFor(next.recipients); ) {
      this.#waiting.shift();
      this.#recipientsWaiting -= next.recipients;
      this.#underWay += next.recipients;
      next.begin();
      next = this.#waiting[0];
    }
  }
}

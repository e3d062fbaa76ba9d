// Uploads for many take turns at a worker. All at once would share its time and end together, late:
// each recipient's part has a deadline, and whoever has an upload's envelope acknowledges it to the
// same worker. So some recipients are under way at a time, and who would wait for too long is told
// when to come again instead. Addresses begin one after the other, an upload each, so that nobody
// waits for all that another has sent; of one address they begin in the order they came.

import type { Result } from '#protocol';
import { limits, refuse } from '#protocol';
import type { Clock } from '#runtime';
import { metrics } from '#runtime';

/** Recipients under way at a worker; a single upload for more goes alone. */
export const uploadRecipientsAtOnce = 2000;
/** An upload for so few waits for nobody: it costs what as many sends do. */
export const uploadAtOnceMax = 64;
/**
 * Recipients of such uploads that are under way for one address; with more they take turns as the
 * others do. An address may have hundreds in a second, and all would be under way at once.
 */
export const fewOfAddressMax = 512;
/** Who would wait for longer than this is sent away. */
export const uploadWaitMsMax = 4000;
/** Recipients of the uploads that wait. Each has its bytes with it. */
export const uploadRecipientsWaitingMax = 20_000;
/** Who is sent away comes back no sooner. */
const comeAgainMsMin = 100;
/** What a recipient takes while nothing is known of it. */
const recipientMsAtFirst = 0.2;
/**
 * How much of what a recipient takes is the last upload's, where it was for as many as are under
 * way at a time; of a smaller one less: a single part that is late makes it long.
 */
const newestShare = 0.3;

interface Waiting {
  readonly recipients: number;
  /** Its turn has come, or it is sent away for another. */
  go(refusal?: Result<never>): void;
}

export class UploadTurns {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** By address; whose turn it is stands first. */
  readonly #waiting = new Map<string, Waiting[]>();
  #recipientsWaiting = 0;
  #underWay = 0;
  /** Recipients of uploads for few that wait for nobody, by address. */
  readonly #few = new Map<string, number>();
  #fewUnderWay = 0;
  /** What a recipient takes of the worker's time, by the uploads that have ended. */
  #recipientMs = recipientMsAtFirst;
  #endedAtMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /**
   * Carries an upload out in its turn. Order: of one address, as they came. Refuses: server.busy,
   * with the time after which there is room.
   */
  async take<T>(
    recipients: number,
    address: string,
    carryOut: () => Promise<Result<T>>,
  ): Promise<Result<T>> {
    if (this.#passes(recipients, address)) return this.#pass(recipients, address, carryOut);
    if (this.#waiting.size === 0 && this.#isRoomFor(recipients)) this.#underWay += recipients;
    else {
      const refused = this.refusalNow(recipients, address);
      if (refused) return refused;
      if (!this.#makeRoom(recipients, address)) return this.#busy(address);
      const cameAtMs = this.#clock.monotonic();
      const refusal = await this.#turn(recipients, address);
      if (refusal) return refusal;
      if (this.#clock.monotonic() - cameAtMs > limits.commandDeadlineMs) {
        // It took longer than was thought, and its sender waits no more, or not to the end.
        this.#underWay -= recipients;
        this.#next();
        return this.#busy(address);
      }
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

  /**
   * Why an upload that came now would be sent away, so that nothing is done for it before; absent
   * where it would have its turn, as far as is known.
   */
  refusalNow(recipients: number, address: string): Result<never> | undefined {
    if (this.#passes(recipients, address) || this.#waitMs(address) <= uploadWaitMsMax) {
      return undefined;
    }
    return this.#busy(address);
  }

  /** Whether it waits for nobody. */
  #passes(recipients: number, address: string): boolean {
    const ofAddress = (this.#few.get(address) ?? 0) + recipients;
    const ofAll = this.#fewUnderWay + recipients;
    const isFew = recipients <= uploadAtOnceMax && ofAll <= uploadRecipientsAtOnce;
    return isFew && ofAddress <= fewOfAddressMax;
  }

  async #pass<T>(
    recipients: number,
    address: string,
    carryOut: () => Promise<Result<T>>,
  ): Promise<Result<T>> {
    this.#fewUnderWay += recipients;
    this.#few.set(address, (this.#few.get(address) ?? 0) + recipients);
    try {
      return await carryOut();
    } finally {
      this.#fewUnderWay -= recipients;
      const left = (this.#few.get(address) ?? 0) - recipients;
      if (left > 0) this.#few.set(address, left);
      else this.#few.delete(address);
    }
  }

  async #turn(recipients: number, address: string): Promise<Result<never> | undefined> {
    metrics.groupUploadsWaiting.inc();
    const turn = new Promise<Result<never> | undefined>((go) => {
      const own = this.#waiting.get(address);
      if (own) own.push({ recipients, go });
      else this.#waiting.set(address, [{ recipients, go }]);
      this.#recipientsWaiting += recipients;
    });
    return turn.finally(() => metrics.groupUploadsWaiting.dec());
  }

  /** How long an address's next upload waits, for as many of each other as it has before it. */
  #waitMs(address: string): number {
    const own = this.#waiting.get(address)?.length ?? 0;
    let before = this.#underWay;
    for (const [one, uploads] of this.#waiting) {
      before += sumOf(one === address ? uploads : uploads.slice(0, own + 1));
    }
    return before * this.#recipientMs;
  }

  /** False where nobody waits with more; what came last of whoever waits with most is sent away. */
  #makeRoom(recipients: number, address: string): boolean {
    while (this.#recipientsWaiting + recipients > uploadRecipientsWaitingMax) {
      let most = sumOf(this.#waiting.get(address) ?? []) + recipients;
      let whose: string | undefined;
      for (const [one, uploads] of this.#waiting) {
        if (one === address || sumOf(uploads) <= most) continue;
        [most, whose] = [sumOf(uploads), one];
      }
      const last = whose === undefined ? undefined : this.#waiting.get(whose)?.pop();
      if (whose === undefined || !last) return false;
      if (this.#waiting.get(whose)?.length === 0) this.#waiting.delete(whose);
      this.#recipientsWaiting -= last.recipients;
      last.go(this.#busy(whose));
    }
    return true;
  }

  /** By their deadline all have ended that are under way, whatever they took. */
  #busy(address: string): Result<never> {
    const inTimeMs = Math.min(Math.ceil(this.#waitMs(address)), limits.commandDeadlineMs);
    return refuse('server.busy', { retryAfterMs: Math.max(comeAgainMsMin, inTimeMs) });
  }

  #isRoomFor(recipients: number): boolean {
    return this.#underWay === 0 || this.#underWay + recipients <= uploadRecipientsAtOnce;
  }

  /** Of two that were under way together, the second took what came after the first. */
  #learn(recipients: number, beganAtMs: number): void {
    const nowMs = this.#clock.monotonic();
    const tookMs = (nowMs - Math.max(beganAtMs, this.#endedAtMs)) / recipients;
    const share = newestShare * Math.min(1, recipients / uploadRecipientsAtOnce);
    this.#recipientMs += (tookMs - this.#recipientMs) * share;
    this.#endedAtMs = nowMs;
  }

  #next(): void {
    for (const [address, [next, ...others]] of this.#waiting) {
      if (!next || !this.#isRoomFor(next.recipients)) return;
      // Behind those who wait as well, as what is visited anew once they are.
      this.#waiting.delete(address);
      if (others.length > 0) this.#waiting.set(address, others);
      this.#recipientsWaiting -= next.recipients;
      this.#underWay += next.recipients;
      next.go();
    }
  }
}

function sumOf(uploads: readonly Waiting[]): number {
  return uploads.reduce((sum, { recipients }) => sum + recipients, 0);
}

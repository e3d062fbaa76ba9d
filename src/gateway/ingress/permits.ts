// Permits to send in a device's name, which its account's actor gives for some seconds: a message
// costs no second question while it lasts. It is measured from before it was asked for, so that it
// is over here before it is over there; it ends at once when its device is evicted.

import type { AuthenticatedDevice } from '#actors';
import { permitMs } from '#actors';
import type { AccountId, Result } from '#protocol';
import { accountAddress } from '#protocol';
import type { Permit, Router } from '#routing';
import type { Clock } from '#runtime';

/** Taken off a permit for clocks that run at different speeds. */
const permitMarginMs = 250;
/** How often it is looked which permits are over. */
const sweepMs = 5_000;

/** One device's permit; commands sent under it are sent no more once it is over. */
class HeldPermit implements Permit {
  untilMs = Number.NEGATIVE_INFINITY;
  /** How often its device had been sent away when it was given; absent: it was not given yet. */
  evictions: number | undefined;
  /** Sends under way. */
  running = 0;
  /** What was asked for before comes to nothing. */
  isEvicted = false;
  /** An eviction of which its account has still to hear: nothing is asked for before. */
  after: Promise<void> | undefined;
  renewing: Promise<Result<unknown>> | undefined;
  /** Sends wait for it: those that come later go behind them. */
  isAwaited = false;
  whenIdle: (() => void)[] = [];
  usedAtMs = 0;
}

/** The permits of one worker. */
export class Permits {
  readonly #router: Pick<Router, 'ask' | 'member'>;
  readonly #clock: Clock;
  readonly #held = new Map<string, HeldPermit>();

  constructor(router: Pick<Router, 'ask' | 'member'>, clock: Clock) {
    this.#router = router;
    this.#clock = clock;
    clock.every(sweepMs, () => this.#sweep());
  }

  /**
   * Runs a send under the device's permit. Order: sends begin in the order of the calls. Refuses:
   * auth.invalid, server.* without an answer.
   */
  async under<T>(
    device: AuthenticatedDevice,
    send: (permit: Permit) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const permit = this.#of(device.credential);
    const nowMs = this.#clock.monotonic();
    permit.usedAtMs = nowMs;
    if (permit.untilMs <= nowMs || permit.isAwaited) {
      permit.isAwaited = true;
      const given = await this.#renew(device, permit);
      if (!given.ok) return given;
    } else if (permit.untilMs - nowMs < permitMs / 2) void this.#renew(device, permit);
    permit.running += 1;
    try {
      return await send(permit);
    } finally {
      permit.running -= 1;
      if (permit.running === 0) for (const resolve of permit.whenIdle.splice(0)) resolve();
    }
  }

  /**
   * Ends a credential's permit; tells its account once nothing is under way any more. Who was
   * suspended may be let in again under the same credential: then by a permit of its own, which
   * the word of before, `evictions`, does not end.
   */
  evict(account: AccountId, credential: string, evictions?: number): Promise<void> {
    const permit = this.#of(credential);
    // Told again.
    if (permit.after) return permit.after;
    const nowMs = this.#clock.monotonic();
    if (evictions !== undefined && permit.renewing && permit.untilMs <= nowMs) {
      // What is asked for may be newer than the word.
      const again = () => this.evict(account, credential, evictions);
      return permit.renewing.then(again, again);
    }
    if (evictions !== undefined && (permit.evictions ?? -1) >= evictions) {
      return this.#tell(account, credential, evictions);
    }
    permit.isEvicted = true;
    permit.untilMs = Number.NEGATIVE_INFINITY;
    const next = new HeldPermit();
    next.usedAtMs = nowMs;
    this.#held.set(credential, next);
    next.after = this.#confirm(account, credential, permit, evictions).finally(() => {
      next.after = undefined;
    });
    return next.after;
  }

  async #confirm(
    account: AccountId,
    credential: string,
    permit: HeldPermit,
    evictions: number | undefined,
  ): Promise<void> {
    if (permit.running > 0) {
      await new Promise<void>((resolve) => permit.whenIdle.push(resolve));
    }
    await this.#tell(account, credential, evictions);
  }

  async #tell(
    account: AccountId,
    credential: string,
    evictions: number | undefined,
  ): Promise<void> {
    const { member } = this.#router;
    const word = { type: 'evicted', credential, member } as const;
    const said = evictions === undefined ? word : { ...word, evictions };
    await this.#router.ask(accountAddress(account), said);
  }

  #of(credential: string): HeldPermit {
    let permit = this.#held.get(credential);
    if (!permit) this.#held.set(credential, (permit = new HeldPermit()));
    return permit;
  }

  #renew(device: AuthenticatedDevice, permit: HeldPermit): Promise<Result<unknown>> {
    if (permit.renewing) return permit.renewing;
    const renewing = this.#ask(device, permit);
    permit.renewing = renewing;
    // Before whoever waits goes on, and not sooner: nobody may come in between.
    const ended = () => {
      permit.renewing = undefined;
      permit.isAwaited = false;
    };
    renewing.then(ended, ended);
    return renewing;
  }

  async #ask(
    { account, device, credential }: AuthenticatedDevice,
    permit: HeldPermit,
  ): Promise<Result<unknown>> {
    if (permit.after) await permit.after;
    const askedAtMs = this.#clock.monotonic();
    const { member } = this.#router;
    const given = await this.#router.ask(accountAddress(account), {
      type: 'permit',
      device,
      credential,
      member,
    });
    if (!given.ok || permit.isEvicted) return given;
    permit.untilMs = askedAtMs + permitMs - permitMarginMs;
    // An owner of an earlier version says nothing.
    permit.evictions = Number(given.value);
    return given;
  }

  #sweep(): void {
    const nowMs = this.#clock.monotonic();
    for (const [credential, permit] of this.#held) {
      const { running, renewing, after, usedAtMs, untilMs } = permit;
      if (running > 0 || renewing || after || untilMs > nowMs) continue;
      if (nowMs - usedAtMs > permitMs) this.#held.delete(credential);
    }
  }
}

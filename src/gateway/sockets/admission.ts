// Live connections go before newcomers. When all of a city comes back at once, its handshakes wait
// here in a line: each turn of the event loop gives them some milliseconds, between what the
// sockets and Redis of the living have ready, and only so many are under way at a time. A
// handshake has two parts: it begins (the upgrade, one step), and when the client has shown its
// credentials it finishes (limits, authentication, attachment). Finishing goes first, then what
// those leave behind who went, then who begins.
//
// While more come than can be served, who has waited longest is about to give up: what is done for
// it would be done for nobody, and so for everybody in turn. Then the newest begins.

import type { Clock } from '#runtime';
import { metrics } from '#runtime';
import type { InLine } from './line.ts';
import { Line } from './line.ts';

/** What the line's steps of one turn of the event loop may take, the last one's step over it. */
export const turnMs = 4;
/** Handshakes that are finished at once whatever else there is to do: each has steps to come. */
export const finishingLeast = 16;
/** And at the most, while the turns are short all the same: each waits for stores mostly. */
export const finishingMax = 192;
/** Between two turns of the line: below it there is room for more handshakes at once. */
export const shortMs = 8;
/** Above it there are too many: whoever is connected waits as long for every step. */
export const longMs = 24;
/** One that takes longer waits for somebody else, an owner that is gone, and keeps nobody back. */
export const slowMs = 1000;
/** Who has waited this long is sent away: its client gives up soon. */
export const waitMsMax = 10_000;
/** While somebody has waited this long, who came last is the first to begin. */
export const crowdedMs = 500;

/** Somebody whose handshake has not begun. */
interface Newcomer {
  readonly sinceMs: number;
  readonly begin: () => void;
  readonly tooLate: () => void;
}

interface Finisher {
  readonly sinceMs: number;
  readonly finish: () => Promise<void>;
}

type AdmissionClock = Pick<Clock, 'monotonic' | 'after'>;

/** Where a newcomer's end is heard. */
interface Carrier {
  once(event: 'close', listener: () => void): unknown;
  off(event: 'close', listener: () => void): unknown;
}

/** The line of one worker. Whoever closes while it waits leaves it. */
export class Admission {
  readonly #clock: AdmissionClock;
  readonly #nextTurn: (run: () => void) => void;
  readonly #newcomers = new Line<Newcomer>();
  readonly #finishers = new Set<Finisher>();
  readonly #departures = new Set<() => void>();
  #finishing = 0;
  /** Handshakes that may be finished at once just now. */
  #finishingMost = finishingLeast;
  #planned = false;

  /** `nextTurn`: runs something when the event loop has served what was ready. */
  constructor(
    clock: AdmissionClock,
    nextTurn: (run: () => void) => void = (run) => void setImmediate(run),
  ) {
    this.#clock = clock;
    this.#nextTurn = nextTurn;
  }

  /** Handshakes that have not begun. */
  get waiting(): number {
    return this.#newcomers.length;
  }

  /** Calls `begin` when it is the newcomer's turn, or `tooLate`; neither once it has closed. */
  enter(carrier: Carrier, begin: () => void, tooLate: () => void): void {
    const leave = () => {
      this.#newcomers.leave(inLine);
      this.#count();
    };
    const once = (run: () => void) => () => {
      carrier.off('close', leave);
      run();
    };
    const newcomer: Newcomer = {
      sinceMs: this.#clock.monotonic(),
      begin: once(begin),
      tooLate: once(tooLate),
    };
    carrier.once('close', leave);
    const inLine = this.#newcomers.join(newcomer);
    this.#count();
    this.#plan();
  }

  /** Runs the second part of a handshake when it is its turn. `finish` never rejects. */
  finish(finish: () => Promise<void>): void {
    this.#finishers.add({ sinceMs: this.#clock.monotonic(), finish });
    this.#plan();
  }

  /** Runs what is to be done for a connection that ended when it is its turn. */
  depart(tidy: () => void): void {
    // A function of its own: the same one twice is two departures.
    this.#departures.add(() => tidy());
    this.#plan();
  }

  #plan(): void {
    if (this.#planned || !this.#next()) return;
    this.#planned = true;
    const plannedAtMs = this.#clock.monotonic();
    this.#nextTurn(() => {
      this.#planned = false;
      this.#turn(plannedAtMs);
      this.#plan();
    });
  }

  #turn(plannedAtMs: number): void {
    const nowMs = this.#clock.monotonic();
    this.#weigh(nowMs - plannedAtMs);
    const until = nowMs + turnMs;
    do {
      const next = this.#next();
      if (!next) break;
      next();
    } while (this.#clock.monotonic() < until);
    this.#count();
  }

  /** What everybody else's steps took since the last turn says how many handshakes there may be. */
  #weigh(elapsedMs: number): void {
    if (elapsedMs > longMs) {
      this.#finishingMost = Math.max(finishingLeast, Math.floor(this.#finishingMost / 2));
    } else if (elapsedMs < shortMs && this.#isFull) {
      this.#finishingMost = Math.min(finishingMax, this.#finishingMost + 1);
    }
  }

  /** Seats are given on as they become free: somebody waits, whatever few are empty now. */
  get #isFull(): boolean {
    const wanted = this.#finishing + this.#finishers.size;
    return wanted > this.#finishingMost && this.#finishing > this.#finishingMost / 2;
  }

  /** The next step, if one may be made now. */
  #next(): (() => void) | undefined {
    const finisher = first(this.#finishers);
    if (finisher && this.#finishing < this.#finishingMost) return () => this.#run(finisher);
    const tidy = first(this.#departures);
    if (tidy) {
      return () => {
        this.#departures.delete(tidy);
        tidy();
      };
    }
    const oldest = this.#newcomers.oldest;
    if (!oldest) return undefined;
    const waitedMs = this.#clock.monotonic() - oldest.one.sinceMs;
    if (waitedMs > waitMsMax) return () => this.#leave(oldest).tooLate();
    if (finisher) return undefined;
    const next = waitedMs > crowdedMs ? this.#newcomers.newest : oldest;
    return next && (() => this.#begin(next));
  }

  #leave(inLine: InLine<Newcomer>): Newcomer {
    this.#newcomers.leave(inLine);
    const newcomer = inLine.one;
    metrics.handshakeWait.observe((this.#clock.monotonic() - newcomer.sinceMs) / 1000);
    return newcomer;
  }

  #begin(inLine: InLine<Newcomer>): void {
    this.#leave(inLine).begin();
  }

  #run(finisher: Finisher): void {
    this.#finishers.delete(finisher);
    metrics.handshakeWait.observe((this.#clock.monotonic() - finisher.sinceMs) / 1000);
    this.#finishing += 1;
    const holds = { seat: true };
    const slow = this.#clock.after(slowMs, () => this.#giveBack(holds));
    void finisher.finish().finally(() => {
      slow.cancel();
      this.#giveBack(holds);
    });
  }

  #giveBack(holds: { seat: boolean }): void {
    if (!holds.seat) return;
    holds.seat = false;
    this.#finishing -= 1;
    this.#plan();
  }

  #count(): void {
    metrics.handshakesWaiting.set(this.#newcomers.length);
  }
}

function first<T>(set: ReadonlySet<T>): T | undefined {
  for (const one of set) return one;
  return undefined;
}

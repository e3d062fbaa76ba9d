// Going on after a failure: waits that grow, and an end to them where nothing comes of it or the
// client closes.

import type { ErrorCode } from '#protocol';
import { errorRow, isErrorCode } from '#protocol';
import { ClientError, closed } from '../clientError.ts';
import type { ClientClock } from '../clock.ts';
import { Backoff } from '../transport/backoff.ts';
import { NoAnswer } from '../transport/transport.ts';

const waits = { firstMs: 250, capMs: 15_000 };
/** Failures one after the other, with nothing gained in between. */
const failuresMax = 8;

/** What ends all that is under way. */
export class Halt {
  readonly #ends = new Set<() => void>();
  #isOver = false;

  stop(): void {
    this.#isOver = true;
    for (const end of this.#ends) end();
  }

  /** Throws client.closed once it is over. */
  check(): void {
    if (this.#isOver) throw closed();
  }

  /** Waits so long. Throws client.closed when it ends before that. */
  async wait(clock: Pick<ClientClock, 'after'>, delayMs: number): Promise<void> {
    this.check();
    await new Promise<void>((resolve) => {
      const end = () => {
        timer.cancel();
        this.#ends.delete(end);
        resolve();
      };
      const timer = clock.after(delayMs, end);
      this.#ends.add(end);
    });
    this.check();
  }
}

export class Attempts {
  readonly #clock: Pick<ClientClock, 'after'>;
  readonly #halt: Halt;
  readonly #backoff = new Backoff(waits);
  #failures = 0;

  constructor({ clock, halt }: { clock: Pick<ClientClock, 'after'>; halt: Halt }) {
    this.#clock = clock;
    this.#halt = halt;
  }

  /** Something was gained: what failed before does not count. */
  gained(): void {
    this.#failures = 0;
    this.#backoff.reset();
  }

  /**
   * Waits before the next try, where one may go better; these refusals say that as well. Throws
   * what ends it, NoAnswer when there were enough; client.closed.
   */
  async failed(error: unknown, passing: readonly ErrorCode[] = []): Promise<void> {
    if (error instanceof NoAnswer) return this.#again(undefined, error);
    const code = error instanceof ClientError && isErrorCode(error.code) ? error.code : undefined;
    const isPassing = code && (passing.includes(code) || errorRow(code).retry);
    if (!isPassing) throw error;
    return this.#again((error as ClientError).retryAfterMs, error);
  }

  async #again(askedMs: number | undefined, cause: unknown): Promise<void> {
    this.#failures += 1;
    if (this.#failures >= failuresMax) {
      throw cause instanceof NoAnswer ? cause : new NoAnswer('It failed too often.', { cause });
    }
    const waitMs = askedMs === undefined ? this.#backoff.next() : this.#backoff.atLeast(askedMs);
    await this.#halt.wait(this.#clock, waitMs);
  }
}

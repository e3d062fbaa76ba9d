// A failed run as the queue keeps it and the board shows it. What a driver says in its errors may
// hold names of people's data, so only what a log may hold is kept.

import { logDefect } from '#runtime';

/** A run that failed; the error itself is its cause, which leaves the process nowhere. */
export class RunFailure extends Error {
  override readonly name = 'RunFailure';

  constructor(cause: unknown) {
    const { defect, system, at } = logDefect(cause);
    super([defect, system].filter(Boolean).join(' '), { cause });
    this.stack = [`${this.name}: ${this.message}`, ...String(at ?? '').split(' ')].join(
      '\n    at ',
    );
  }
}

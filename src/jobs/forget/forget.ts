// Drops from the queue's server what it has kept of keys that are gone: an append-only file names
// every key that there ever was until it is written anew.

import type { Log } from '#runtime';
import type { JobKind } from '../runner.ts';

export interface ForgetParts {
  readonly everyMs: number;
  /** Writes it anew if an account was deleted since it last was. False: there was no need. */
  rewrite(): Promise<boolean>;
}

/** The job `forget`. */
export function forgetJob({ everyMs, rewrite, log }: ForgetParts & { readonly log: Log }): JobKind {
  return {
    name: 'forget',
    everyMs,
    async run() {
      const isRewritten = await rewrite();
      if (isRewritten) log.info('job.forgotten_keys');
      return isRewritten ? 1 : 0;
    },
  };
}

// Drops what is still kept of accounts that were deleted: by the queue's server, whose append-only
// file names every key that there ever was until it is written anew, and beside the backups, whose
// keys open what these have of an account.

import type { Log } from '#runtime';
import type { JobKind } from '../runner.ts';

export interface ForgetParts {
  readonly everyMs: number;
  /** Writes it anew if an account was deleted since it last was. False: there was no need. */
  rewrite(): Promise<boolean>;
  /** Takes the keys of deleted accounts from beside the backups; how many there were. */
  forgetKeys(): Promise<number>;
}

/** The job `forget`. */
export function forgetJob(parts: ForgetParts & { readonly log: Log }): JobKind {
  const { everyMs, rewrite, forgetKeys, log } = parts;
  return {
    name: 'forget',
    everyMs,
    async run() {
      const isRewritten = await rewrite();
      if (isRewritten) log.info('job.forgotten_keys');
      const keys = await forgetKeys();
      if (keys > 0) log.info('job.forgotten_accounts', { accounts: keys });
      return (isRewritten ? 1 : 0) + keys;
    },
  };
}

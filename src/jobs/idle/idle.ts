// Looks for linked devices that have not connected for weeks, so that accounts nobody connects to
// lose theirs as well. The accounts decide; here is only which to ask.

import type { AccountStore, IdleAccount } from '#ports';
import { limits } from '#protocol';
import type { Log } from '#runtime';
import type { JobKind } from '../runner.ts';

/** Accounts of one page; each is asked before the next page is read. */
const idlePageMax = 100;

export interface IdleParts {
  readonly accounts: Pick<AccountStore, 'idle'>;
  /** Has an account end its idle devices by that day. */
  endIdle(account: IdleAccount['id'], day: number): Promise<void>;
}

/** The job `idle`. */
export function idleJob(
  parts: IdleParts & {
    /** Unit: days since the epoch. */
    today(): Promise<number>;
    readonly log: Log;
    readonly everyMs: number;
  },
): JobKind {
  const { accounts, log } = parts;
  return {
    name: 'idle',
    everyMs: parts.everyMs,
    async run() {
      const day = await parts.today();
      const upToDay = day - limits.idleWarnedDays;
      let asked = 0;
      for (let last: IdleAccount | undefined; ; ) {
        const page = await accounts.idle(upToDay, last, idlePageMax);
        await Promise.all(page.map(({ id }) => parts.endIdle(id, day)));
        asked += page.length;
        last = page.at(-1);
        if (page.length < idlePageMax) break;
      }
      if (asked > 0) log.info('job.idle', { accounts: asked });
      return asked;
    },
  };
}

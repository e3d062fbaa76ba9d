// One try to send something to one account: sealed, sent, and mended where the server knows other
// devices than we do; and what comes of any try.

import { errorRow } from '#protocol';
import type { Refusal } from '#protocol';
import { ClientError } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';
import type { OutboxRow } from '../store/outboxTable.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { Passing, Sealing } from './sealing.ts';
import { isByNameWithheld, isUnasked, isWithheld } from './withheld.ts';

/** Device lists that change faster than this many sends are left for the next wait. */
const mendsPerSendMax = 5;

export type Outcome =
  | {
      readonly is: 'accepted';
      readonly serverTimestamp: number;
      /** The server knows of other devices of this account. */
      readonly needsSync?: boolean;
    }
  | {
      readonly is: 'later';
      readonly afterMs?: number | undefined;
      /** The account takes no more for now. */
      readonly isFull?: boolean;
    }
  /** The account's identity changed: it waits for the person. */
  | { readonly is: 'held' }
  /** It would say by name to somebody who is not accepted that something has come. */
  | { readonly is: 'withheld' }
  | { readonly is: 'never'; readonly error: ClientError };

type Context = Pick<ClientContext, 'account' | 'sealed' | 'challenges' | 'contacts'>;

/** Throws what a store threw; all else is an outcome. */
export async function attempt(
  context: Context,
  sealing: Sealing,
  row: OutboxRow | Passing,
): Promise<Outcome> {
  const { sealed, challenges } = context;
  try {
    for (let mends = 0; mends < mendsPerSendMax; mends += 1) {
      // A mend forgets the ciphertexts that were read with the row.
      const current = mends === 0 ? row : { ...row, frame: undefined };
      const frame = await sealing.frame(current);
      if (isUnasked(row.kind) && !frame.accessKey && isByNameWithheld(context, row.account)) {
        // Its key was refused meanwhile, or there is no certificate any more.
        if (isWithheld(context, row.account)) return { is: 'withheld' };
        // There is one again since it was sealed.
        continue;
      }
      // As it was sealed: the same message, whichever of them arrives.
      const answer = await challenges.pass(() => sealed.send(frame));
      if (!answer.refusal) {
        const { serverTimestamp, needsSync } = answer;
        return { is: 'accepted', serverTimestamp, needsSync };
      }
      if (frame.accessKey && answer.refusal.code === 'auth.invalid') {
        await sealing.uncover(row);
        continue;
      }
      if (!answer.refusal.mismatchedDevices) return refused(answer.refusal);
      await sealing.mend(row, answer.refusal.mismatchedDevices);
    }
    return { is: 'later' };
  } catch (error) {
    // The person may have decided by now: then it is simply tried again.
    const isHeld = error instanceof ClientError && error.code === 'identity.changed';
    return isHeld && !sealing.isOver(row) ? { is: 'held' } : failed(error);
  }
}

/** What a refusal makes of a try. */
export function refused({ code, detail, retryAfterMs }: Refusal): Outcome {
  const { retry, message } = errorRow(code);
  if (retry) return { is: 'later', afterMs: retryAfterMs, isFull: code === 'queue.full' };
  return { is: 'never', error: new ClientError(code, detail ?? message) };
}

/** What something thrown makes of it. Throws what is neither the server's word nor its silence. */
export function failed(error: unknown): Outcome {
  if (error instanceof NoAnswer) {
    const cause = error.cause instanceof ClientError ? error.cause : undefined;
    return { is: 'later', afterMs: cause?.retryAfterMs };
  }
  if (!(error instanceof ClientError) || error.code === 'client.closed') throw error;
  const isLater = error.code === 'server.unavailable' || error.code === 'rate.limited';
  return isLater ? { is: 'later', afterMs: error.retryAfterMs } : { is: 'never', error };
}

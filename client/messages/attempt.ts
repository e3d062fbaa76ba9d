// One try to send something to one account: sealed, sent, and mended where the server knows other
// devices than we do.

import { errorRow } from '#protocol';
import type { Refusal, SendAnswer } from '#protocol';
import { ClientError } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';
import type { OutboxRow } from '../store/outboxTable.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { Passing, Sealing } from './sealing.ts';

/** Device lists that change faster than this many sends are left for the next wait. */
const mendsPerSendMax = 5;

export type Outcome =
  | {
      readonly is: 'accepted';
      readonly serverTimestamp: number;
      /** The server knows of other devices of this account. */
      readonly needsSync: boolean;
    }
  | { readonly is: 'later'; readonly afterMs: number | undefined; readonly isFull?: boolean }
  /** The account's identity changed: it waits for the person. */
  | { readonly is: 'held' }
  | { readonly is: 'never'; readonly error: ClientError };

/** Throws what a store threw; all else is an outcome. */
export async function attempt(
  { sealed }: Pick<ClientContext, 'sealed'>,
  sealing: Sealing,
  row: OutboxRow | Passing,
): Promise<Outcome> {
  try {
    for (let mends = 0; mends < mendsPerSendMax; mends += 1) {
      // A mend forgets the ciphertexts that were read with the row.
      const current = mends === 0 ? row : { ...row, frame: undefined };
      const frame = await sealing.frame(current);
      const answer = await sealed.send(frame);
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
    return { is: 'later', afterMs: undefined };
  } catch (error) {
    if (error instanceof NoAnswer) {
      const cause = error.cause instanceof ClientError ? error.cause : undefined;
      return { is: 'later', afterMs: cause?.retryAfterMs };
    }
    if (!(error instanceof ClientError)) throw error;
    // The person may have decided by now: then it is simply tried again.
    const waits = error.code === 'identity.changed' && !sealing.isOver(row);
    return waits ? { is: 'held' } : { is: 'never', error };
  }
}

function refused(refusal: NonNullable<SendAnswer['refusal']>): Outcome {
  return errorRow(refusal.code).retry
    ? { is: 'later', afterMs: refusal.retryAfterMs, isFull: refusal.code === 'queue.full' }
    : { is: 'never', error: asError(refusal) };
}

function asError(refusal: Refusal): ClientError {
  return new ClientError(refusal.code, refusal.detail ?? errorRow(refusal.code).message);
}

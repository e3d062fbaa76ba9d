// Which key signs access tokens when, and how long a former one is believed. All of it follows from
// the times at which keys were made, so that every worker of every host that has the same file
// does the same without a word between them.

/** An access token lives this long. */
export const accessTokenLifetimeMs = 60 * 60 * 1000;
/**
 * A new key is published so long before it signs: longer than anybody may keep the published set,
 * and long enough to give the file to every host.
 */
export const tokenKeyLeadMs = 24 * 60 * 60 * 1000;
/** A former key is believed for so long after its last token: clocks of workers differ. */
const leewayMs = 5 * 60 * 1000;

export interface TokenKey {
  /** Ed25519, PKCS #8 in PEM. */
  readonly key: string;
  readonly madeAtMs: number;
}

/** The ring, oldest first; of a file of an earlier version its one key. */
export function tokenRing(secrets: {
  readonly tokenKey: string;
  readonly tokenKeys?: readonly TokenKey[] | undefined;
}): readonly TokenKey[] {
  const { tokenKey, tokenKeys = [] } = secrets;
  const ring = tokenKeys.length > 0 ? tokenKeys : [{ key: tokenKey, madeAtMs: 0 }];
  return ring.toSorted((a, b) => a.madeAtMs - b.madeAtMs);
}

/** Which of the ring signs: the newest that was published for long enough, else the oldest. */
export function signingAt(ring: readonly TokenKey[], nowMs: number): number {
  const at = ring.findLastIndex((one) => one.madeAtMs + tokenKeyLeadMs <= nowMs);
  return Math.max(at, 0);
}

/** Whether all tokens of a key are over: another has signed for longer than they live. */
export function isOver(ring: readonly TokenKey[], at: number, nowMs: number): boolean {
  const next = ring[at + 1];
  if (!next) return false;
  return next.madeAtMs + tokenKeyLeadMs + accessTokenLifetimeMs + leewayMs <= nowMs;
}

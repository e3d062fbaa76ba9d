// A recovery that somebody has begun, as all that ends it looks at it.

import type { DeviceId, RecoveryFactor } from '#protocol';
import type { Account, Recovery } from './account.ts';
import type { Happening } from './security.ts';

/** The one that waits, or may be carried out. */
export const pendingOf = ({ recovery }: Account, nowMs: number): Recovery['pending'] =>
  recovery?.pending && recovery.pending.untilMs > nowMs ? recovery.pending : undefined;

/** The account without one that was begun by what is void now, and what its owner is told. */
export function voiding(
  account: Account,
  factor: RecoveryFactor,
  device: DeviceId | undefined,
  nowMs: number,
): { readonly account: Account; readonly happenings: readonly Happening[] } {
  const { pending, ...kept } = account.recovery ?? {};
  if (!pending?.factors.includes(factor)) return { account, happenings: [] };
  const ended = { kind: 'recovery-ended', ...(device === undefined ? {} : { device }) } as const;
  const happenings = pendingOf(account, nowMs) ? [ended] : [];
  return { account: { ...account, recovery: kept }, happenings };
}

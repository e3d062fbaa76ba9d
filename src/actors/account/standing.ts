// How an operator has an account stand: its kind, by which limits measure it.

import type { DeviceId } from '#protocol';

/** `new`: in its first days, where an operator has said nothing else. */
export const accountKinds = ['new', 'standard', 'trusted', 'bot'] as const;
export type AccountKind = (typeof accountKinds)[number];

/** What an operator may say; `new` is said by nobody. */
export type GivenKind = Exclude<AccountKind, 'new'>;

/** How long an account is new. */
export const newAccountMs = 7 * 24 * 60 * 60 * 1000;

/** What kind of account that is just now. */
export function kindOf({ kind, createdAtMs }: KindFields, nowMs: number): AccountKind {
  return kind ?? (nowMs - createdAtMs < newAccountMs ? 'new' : 'standard');
}

/** Of an account's document. */
interface KindFields {
  readonly kind?: GivenKind;
  readonly createdAtMs: number;
}

/** What is known of an account, as an operator sees it. */
export interface AccountStanding {
  readonly createdAtMs: number;
  readonly kind: AccountKind;
  /** An operator has said it. */
  readonly isKindGiven: boolean;
  readonly suspendedAtMs?: number;
  readonly hasNumber: boolean;
  readonly devices: readonly {
    readonly id: DeviceId;
    readonly createdAtMs: number;
    /** Unit: days since the epoch. */
    readonly seenOnDay?: number;
  }[];
}

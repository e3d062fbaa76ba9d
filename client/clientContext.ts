// What the parts of one client share that are made of others.

import type { Blobs } from './blobs/blobs.ts';
import type { Challenges } from './challenges/challenges.ts';
import type { ClientBase } from './clientBase.ts';
import type { Contacts } from './contacts/contacts.ts';
import type { ProfileKeys } from './contacts/profileKeys.ts';
import type { Keeper } from './conversation/keeper.ts';
import type { History } from './history/history.ts';
import type { Profiles } from './profiles/profiles.ts';
import type { SealedSender } from './sealed/sealed.ts';
import type { AccountRecord } from './record/accountRecord.ts';

export interface ClientContext extends ClientBase {
  /** What is too large for a message. */
  readonly blobs: Blobs;
  /** What a server asks before somebody may go on. */
  readonly challenges: Challenges;
  /** How what is sent leaves. */
  readonly sealed: SealedSender;
  /** What the account's devices keep together. */
  readonly record: AccountRecord;
  /** What people say of themselves. */
  readonly profiles: Profiles;
  /** Whom this account hears, and whom it tells of itself. */
  readonly contacts: Contacts;
  readonly profileKeys: ProfileKeys;
  /** What was said before a device was linked. */
  readonly history: History;
  /** What was said, by whomever. */
  readonly conversations: Keeper;
}

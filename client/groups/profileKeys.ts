// The profile keys of members as a group keeps them. Whoever changes theirs puts the new one into
// each of their groups, one after the other; the others take it from there.

import type { AccountId, GroupId } from '#protocol';
import { same } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import { memberNamed } from './changing.ts';
import type { GroupParts } from './groupParts.ts';
import type { SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** Between two groups that are told: a change is work for all of their members. */
const pauseMs = 1_000;
/** What could not be told is tried again after this. */
const againMs = 60_000;

/** Gives every group the profile key of now. What is still to be told is seen from the groups. */
export class OwnKeyInGroups {
  readonly #context: ClientContext;
  readonly #parts: Pick<GroupParts, 'book' | 'change' | 'hasBlocked' | 'ownProfileKey'>;
  /** In which telling failed, until the next look. */
  readonly #failed = new Set<GroupId>();
  #wait: { cancel(): void } | undefined;
  #isBusy = false;
  #stopped = false;

  constructor(context: ClientContext, parts: GroupParts) {
    this.#context = context;
    this.#parts = parts;
  }

  /** Looks whether there is a group to tell, now or when the one under way is done with. */
  look(): void {
    if (this.#stopped) return;
    this.#failed.clear();
    this.#wait?.cancel();
    this.#wait = undefined;
    if (!this.#isBusy) this.#context.chores.run(() => this.#next());
  }

  stop(): void {
    this.#stopped = true;
    this.#wait?.cancel();
  }

  async #next(): Promise<void> {
    if (this.#stopped || !this.#context.transport.connected) return;
    const secrets = this.#untold();
    if (!secrets) {
      if (this.#failed.size > 0) this.#after(againMs, () => this.look());
      return;
    }
    this.#isBusy = true;
    try {
      const profileKey = this.#parts.ownProfileKey(secrets);
      await this.#parts.change(secrets, () =>
        this.#isTold(secrets) ? [] : [{ action: { type: 'setProfileKey', profileKey } }],
      );
    } catch {
      // The group stays as it is until the next try.
      this.#failed.add(secrets.id);
    } finally {
      this.#isBusy = false;
    }
    this.#after(pauseMs, () => void this.#context.chores.run(() => this.#next()));
  }

  #after(ms: number, run: () => void): void {
    if (this.#stopped) return;
    this.#wait?.cancel();
    this.#wait = this.#context.clock.after(ms, () => {
      this.#wait = undefined;
      run();
    });
  }

  #untold(): GroupSecrets | undefined {
    const { store } = this.#context;
    for (const { id, masterKey, standing } of store.groups.all()) {
      if (standing !== 'member' || this.#failed.has(id)) continue;
      const secrets = this.#parts.book.secretsOf(masterKey);
      if (!this.#isTold(secrets)) return secrets;
    }
    return undefined;
  }

  /** Also where it is not to be: whoever is blocked there would have it. */
  #isTold(secrets: GroupSecrets): boolean {
    const { book } = this.#parts;
    const group = book.sealed(secrets.id);
    const self = group && memberNamed(group, book.self(secrets));
    if (!self || this.#parts.hasBlocked(secrets.id)) return true;
    return self.profileKey === this.#parts.ownProfileKey(secrets);
  }
}

/** Whoever is a member lets members write without a name. */
export function learnProfileKeys(
  { store, clock }: Pick<ClientContext, 'store' | 'clock'>,
  secrets: GroupSecrets,
  group: SealedGroup,
  accounts: readonly AccountId[],
): void {
  for (const account of accounts) {
    if (store.sealed.of(account)) continue;
    const sealed = memberNamed(group, secrets.nameOf(account))?.profileKey;
    const key = sealed && secrets.openProfileKey(sealed, account);
    if (key) store.sealed.learn(account, key, clock.now());
  }
}

/** Takes the new keys of members from a change, inside the caller's transaction. */
export function takeProfileKeys(
  { store, profiles, account: self }: ClientContext,
  secrets: GroupSecrets,
  before: SealedGroup,
  after: SealedGroup,
): void {
  if (before.members === after.members) return;
  const former = new Map(before.members.map((one) => [one.userId, one.profileKey]));
  for (const { userId, profileKey } of after.members) {
    const was = former.get(userId);
    const account = was !== profileKey && was ? secrets.knownAs(userId) : undefined;
    if (!account || !was || account === self) continue;
    // What they have told us themselves since is newer.
    const known = store.sealed.of(account)?.key;
    const isOfBefore = known && isKey(secrets, was, account, known);
    const key = isOfBefore && secrets.openProfileKey(profileKey, account);
    if (key) profiles.learned(account, key);
  }
}

function isKey(
  secrets: GroupSecrets,
  sealed: string,
  account: AccountId,
  key: Uint8Array,
): boolean {
  const opened = secrets.openProfileKey(sealed, account);
  return opened !== undefined && same(opened, key);
}

// All groups of this account as they were last known, in memory and on disk: what each is, where
// this account stands in it, and what is written and told when that changes. Nothing here asks the
// server.

import type { GroupId } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import type { Past } from '../store/groupPastTable.ts';
import type { Standing } from '../store/groupTable.ts';
import { standingIn } from './changing.ts';
import { timerOf } from './groupView.ts';
import { invitationTo, mayKeep } from './invitations.ts';
import { sendMissed } from './missed.ts';
import { endedBy, keepPast } from './past.ts';
import { takeProfileKeys } from './profileKeys.ts';
import type { EndorsementsView, SealedGroup } from './sealedGroup.ts';
import { readState } from './sealedGroup.ts';
import { GroupSecrets } from './secrets.ts';

/** Groups whose secrets are held: anybody may name one, of which there need be none. */
const secretsMax = 1000;

/** What is written with a change of ours, or of the state in general. */
export type Also = (before: SealedGroup | undefined, after: SealedGroup) => void;

/**
 * What comes with a state. `past`: what its changes have ended, if known. `taken`: times of what
 * the server took before it was asked; who is no member of the state comes after that.
 */
interface Kept {
  readonly endorsements?: EndorsementsView | undefined;
  readonly past?: readonly Past[];
  readonly taken?: readonly number[];
}

export class KnownGroups {
  readonly #context: ClientContext;
  readonly #secrets = new Map<string, GroupSecrets>();
  readonly #states = new Map<GroupId, SealedGroup>();
  readonly #wake: () => void;

  /** `wake`: sends what waits for single accounts. */
  constructor(context: ClientContext, wake: () => void) {
    this.#context = context;
    this.#wake = wake;
  }

  /** What the master key of a group opens. Throws for what is none. */
  secretsOf(masterKey: Uint8Array): GroupSecrets {
    const key = Buffer.from(masterKey).toString('hex');
    const known = this.#secrets.get(key);
    if (known) return known;
    const made = new GroupSecrets(masterKey);
    this.#secrets.set(key, made);
    const oldest = this.#secrets.keys().next();
    if (this.#secrets.size > secretsMax && !oldest.done) this.#secrets.delete(oldest.value);
    return made;
  }

  /** The secrets of a group that is known here. */
  secrets(id: string): GroupSecrets | undefined {
    const row = this.#context.store.groups.get(id);
    return row && this.secretsOf(row.masterKey);
  }

  standing(id: string): Standing | undefined {
    return this.#context.store.groups.get(id)?.standing;
  }

  /** The group as it was last known. */
  sealed(id: GroupId): SealedGroup | undefined {
    const known = this.#states.get(id);
    if (known) return known;
    const stored = this.#context.store.groups.get(id)?.state;
    if (stored === undefined) return undefined;
    const state = readState(stored);
    this.#states.set(id, state);
    return state;
  }

  /** What the group calls this account. */
  self(secrets: GroupSecrets): string {
    return secrets.nameOf(this.#context.account);
  }

  /** Notes a group of which nothing is known yet. */
  learn(secrets: GroupSecrets, standing: Standing): void {
    const { store, clock } = this.#context;
    store.groups.add(secrets.id, secrets.masterKey, standing, clock.now());
  }

  /** This account waits to be let in. */
  requested(secrets: GroupSecrets, version: number): void {
    const { store, events } = this.#context;
    store.transaction(() => {
      store.groups.setStanding(secrets.id, 'requesting');
      this.#note(secrets, 'requesting');
    });
    events.emit('group', { group: secrets.id, standing: 'requesting', version });
  }

  /** Writes a group as it is now, with what follows from that, and tells of it. */
  protected keep(
    secrets: GroupSecrets,
    state: SealedGroup,
    { endorsements, past, taken = [] }: Kept,
    also: Also = () => {},
  ): void {
    const { id } = secrets;
    const { store, events, clock } = this.#context;
    const before = this.sealed(id);
    // Between what was known and what is read whole nobody knows what was when.
    const ended = past ?? (before ? endedBy(before, state, 0) : []);
    const standingBefore = this.standing(id);
    const standing = standingIn(state, this.self(secrets));
    const invitation = standing === 'invited' && invitationTo(this.#context, secrets, state);
    const isNew = invitation && standingBefore !== 'invited';
    if (isNew && !mayKeep(this.#context, invitation)) return this.leave(secrets);
    store.transaction(() => {
      this.learn(secrets, standing);
      store.groups.setState(id, JSON.stringify(state), standing);
      if (endorsements) {
        const { response, expiresAtMs: untilMs } = endorsements;
        store.groups.setEndorsements(id, { response, version: state.version, untilMs });
      }
      keepPast(store, id, ended, clock.now());
      if (before) takeProfileKeys(this.#context, secrets, before, state);
      this.#setTimer(secrets, before, state);
      if (!invitation || !invitation.isRequest) this.#note(secrets, standing);
      also(before, state);
      const hasCome = ended.some(({ name, was }) => name !== '' && was === undefined);
      const isMissed = hasCome && sendMissed(this.#context, secrets, state);
      if (isMissed) this.#context.chores.next(this.#wake);
      store.groupOutbox.settle(id, taken);
    });
    this.#states.set(id, state);
    if (before?.version === state.version && standing === standingBefore) return;
    events.emit('group', { group: id, standing, version: state.version });
    if (!isNew || !invitation.isRequest || !invitation.by) return;
    events.emit('request', { account: invitation.by, group: id });
  }

  /** This account is out of a group. */
  protected leave(secrets: GroupSecrets, reason?: 'denied' | 'banned'): void {
    const { store, record, events } = this.#context;
    const { id } = secrets;
    const before = this.standing(id);
    // A group that is being made may not be there.
    if (before === undefined || before === 'out' || before === 'creating') return;
    const version = this.sealed(id)?.version ?? 0;
    // Of what a stranger has asked and taken back nothing stays: they could ask for ever. Where
    // something was said the group stays that it was said in.
    const isUnsaid = store.messages.page(id, undefined, 1).length === 0;
    const isForgotten = before === 'invited' && isUnsaid && !record.group(secrets.masterKey);
    store.transaction(() => {
      if (isForgotten) {
        store.groups.remove(id);
        store.groupPast.forget(id);
      } else store.groups.setStanding(id, 'out');
      this.#note(secrets, 'out');
    });
    if (isForgotten) this.#states.delete(id);
    events.emit('group', { group: id, standing: 'out', version, ...(reason && { reason }) });
  }

  /** What other devices of the account, and such as are linked later, know of the group. */
  #note({ masterKey }: GroupSecrets, standing: Standing): void {
    const { record } = this.#context;
    if (standing === 'out') record.forgetGroup(masterKey);
    else record.noteGroup(masterKey);
  }

  /** Messages of the group disappear as its state says. */
  #setTimer(secrets: GroupSecrets, before: SealedGroup | undefined, after: SealedGroup): void {
    const { store } = this.#context;
    if (before && before.attributes.timer === after.attributes.timer) return;
    const { id } = secrets;
    const known = store.deeds.timer(id);
    const seconds = timerOf(secrets, after);
    if (known.seconds === seconds) return;
    store.deeds.setTimer(id, { seconds, version: known.version + 1 });
  }
}

// All groups of this account as they were last known: read from the server, brought on by its
// signed changes, and changed by us. What a server shows is checked against what it has shown: it
// can withhold a change, but neither forge nor reorder one, nor show an older group, unnoticed.

import { isDeepStrictEqual } from 'node:util';
import { limits } from '#protocol';
import type { GroupId } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Past } from '../store/groupPastTable.ts';
import type { Standing } from '../store/groupTable.ts';
import { applyChange, memberNamed, standingIn } from './changing.ts';
import type { GroupCredentials } from './credentials.ts';
import { unknownGroup, untrue } from './groupErrors.ts';
import { timerOf } from './groupView.ts';
import { hasRoom, invitationTo } from './invitations.ts';
import type { Invitation } from './invitations.ts';
import { sendMissed } from './missed.ts';
import { endedBy, keepPast } from './past.ts';
import { takeProfileKeys } from './profileKeys.ts';
import type { GroupRoutes, GroupView } from './routes.ts';
import { asking } from './routes.ts';
import type { EndorsementsView, GroupAction, GroupChange, SealedGroup } from './sealedGroup.ts';
import { readState } from './sealedGroup.ts';
import { GroupSecrets } from './secrets.ts';

/** Others may be faster so often before a change is given up. */
const conflictsMax = 10;

/** Groups whose secrets are held: anybody may name one, of which there need be none. */
const secretsMax = 1000;

/** What is asked of the server; `presentation` stands for what it proves. */
export interface Asked {
  readonly action: GroupAction;
  /** Of an `add`. Shape: base64. */
  readonly presentation?: string;
}

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

/** After these refusals this account is no member of the group. */
const out: readonly string[] = ['group.not_member', 'group.banned', 'group.not_found'];

export class GroupBook {
  readonly #context: ClientContext;
  readonly #routes: GroupRoutes;
  readonly credentials: GroupCredentials;
  readonly #secrets = new Map<string, GroupSecrets>();
  readonly #states = new Map<GroupId, SealedGroup>();
  readonly #lock = new KeyedLock();
  readonly #wake: () => void;

  /** `wake`: sends what waits for single accounts. */
  constructor(
    context: ClientContext,
    routes: GroupRoutes,
    credentials: GroupCredentials,
    wake: () => void,
  ) {
    this.#context = context;
    this.#wake = wake;
    this.#routes = routes;
    this.credentials = credentials;
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

  /** Of a group that is known here. */
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

  /** Takes what the server has just made. */
  made(secrets: GroupSecrets, view: GroupView, also: Also = () => {}): void {
    this.#keep(secrets, view.state, view, also);
  }

  /** Takes the group that this account has just come into. Throws NoAnswer. Refuses: as refresh. */
  enter(secrets: GroupSecrets, also: Also): Promise<void> {
    return this.#lock.run(secrets.id, () => this.#read(secrets, also));
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

  /** This account does not want to be let in any more. Throws NoAnswer. Refuses: what is said. */
  withdraw(secrets: GroupSecrets): Promise<void> {
    return this.#lock.run(secrets.id, () => this.#withdraw(secrets));
  }

  /**
   * Brings a group to where the server has it; where this account is out of it, that is noted.
   * Throws NoAnswer. Refuses: group.untrue, what the server says.
   */
  refresh(secrets: GroupSecrets): Promise<readonly GroupChange[]> {
    return this.#lock.run(secrets.id, () => this.#refresh(secrets));
  }

  /**
   * Changes the group: `make` says what is to be done to it as it is, and is asked anew where
   * another change came first. Nothing to do is nothing done.
   * Refuses: group.not_found, what the server says.
   */
  change(
    secrets: GroupSecrets,
    make: (group: SealedGroup) => readonly Asked[],
    also: Also = () => {},
  ): Promise<void> {
    return this.#lock.run(secrets.id, () => this.#change(secrets, make, also));
  }

  async #change(
    secrets: GroupSecrets,
    make: (group: SealedGroup) => readonly Asked[],
    also: Also,
  ): Promise<void> {
    for (let conflicts = 0; conflicts < conflictsMax; conflicts += 1) {
      const known = this.sealed(secrets.id);
      if (!known) throw unknownGroup();
      const asked = make(known);
      if (asked.length === 0) return;
      const body = { version: known.version + 1, actions: asked.map(toBody) };
      const taken = this.#context.store.groupOutbox.takenTimes(secrets.id);
      const made = await asking(() => this.#routes.change(secrets, body));
      const isOurs = (one: GroupChange) => one.by === this.self(secrets) && isAsFor(one, asked);
      if (made !== 'conflict') {
        const after = isOurs(made.change) ? applyChange(known, made.change) : undefined;
        if (!after) throw untrue('a change of ours was made into another');
        const past = endedBy(known, after, made.change.at);
        this.#keep(secrets, after, { endorsements: made.endorsements, past, taken }, also);
        return;
      }
      const changes = await this.#refresh(secrets);
      const isMade = changes.some((one) => one.version === body.version && isOurs(one));
      const after = this.sealed(secrets.id);
      if (isMade && after) {
        this.#context.store.transaction(() => also(known, after));
        return;
      }
    }
    throw tooMany();
  }

  async #withdraw(secrets: GroupSecrets): Promise<void> {
    for (let conflicts = 0; conflicts < conflictsMax; conflicts += 1) {
      try {
        const version = (await this.#routes.waiting(secrets)) + 1;
        const body = { version, actions: [{ type: 'withdraw' }] };
        const made = await asking(() => this.#routes.change(secrets, body));
        if (made === 'conflict') continue;
      } catch (error) {
        // It was withdrawn, or decided, already.
        if (!isOut(error)) throw error;
      }
      return this.#leave(secrets);
    }
    throw tooMany();
  }

  async #refresh(secrets: GroupSecrets): Promise<readonly GroupChange[]> {
    const known = this.sealed(secrets.id);
    try {
      if (known && memberNamed(known, this.self(secrets))) {
        return await this.#follow(secrets, known);
      }
    } catch (error) {
      // Whoever was removed may be invited again.
      if (!isOut(error)) throw error;
    }
    try {
      await this.#read(secrets);
    } catch (error) {
      if (!isOut(error)) throw error;
      await this.#outside(secrets, error);
    }
    return [];
  }

  /** Who is shown nothing of the group is out of it, or waits to be let in. */
  async #outside(secrets: GroupSecrets, error: ClientError): Promise<void> {
    const isWaiting = this.standing(secrets.id) === 'requesting';
    const reason = error.code === 'group.banned' ? 'banned' : undefined;
    if (!isWaiting || reason) return this.#leave(secrets, reason);
    try {
      await this.#routes.waiting(secrets);
    } catch (denied) {
      if (!isOut(denied)) throw denied;
      this.#leave(secrets, denied.code === 'group.banned' ? 'banned' : 'denied');
    }
  }

  /** The whole state, which is no older than what is known. */
  async #read(secrets: GroupSecrets, also: Also = () => {}): Promise<void> {
    const taken = this.#context.store.groupOutbox.takenTimes(secrets.id);
    const view = await this.#routes.view(secrets);
    const known = this.sealed(secrets.id);
    if (known && view.state.version < known.version) throw untrue('it is older than before');
    if (known?.version === view.state.version && !isDeepStrictEqual(known, view.state)) {
      throw untrue('it is another one under the same version');
    }
    this.#keep(secrets, view.state, { ...view, taken }, also);
  }

  /** Change by change, from what is known to what there is. */
  async #follow(secrets: GroupSecrets, from: SealedGroup): Promise<readonly GroupChange[]> {
    const [applied, past]: [GroupChange[], Past[]] = [[], []];
    const taken = this.#context.store.groupOutbox.takenTimes(secrets.id);
    let state = from;
    for (;;) {
      const page = await this.#routes.log(secrets, state.version + 1);
      if (page.version < state.version) throw untrue('it is older than before');
      const [first] = page.changes;
      if (first && first.version > state.version + 1) {
        const isLong = page.version - state.version > limits.groupLogMax;
        if (!isLong && !letsIn(first, this.self(secrets))) throw untrue('changes are missing');
        await this.#read(secrets);
        return applied;
      }
      for (const change of page.changes) {
        const next = applyChange(state, change);
        if (!next) throw untrue('a change does not follow from the one before');
        past.push(...endedBy(state, next, change.at));
        state = next;
        applied.push(change);
      }
      const isLast = state.version >= page.version;
      if (!first && !isLast) throw untrue('changes are missing');
      if (state.version > page.version) throw untrue('it has changes of no version');
      if (!isLast) continue;
      this.#keep(secrets, state, { endorsements: page.endorsements, past, taken });
      return applied;
    }
  }

  #keep(
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
    if (isNew && !this.#mayKeep(invitation)) return this.#leave(secrets);
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

  #mayKeep({ isUnseen, isRequest }: Invitation): boolean {
    if (isUnseen || !isRequest || hasRoom(this.#context)) return !isUnseen;
    this.#context.events.emit('rejected', { reason: 'tooMany' });
    return false;
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

  #leave(secrets: GroupSecrets, reason?: 'denied' | 'banned'): void {
    const { store, record, events } = this.#context;
    const { id } = secrets;
    const before = this.standing(id);
    // A group that is being made may not be there.
    if (before === undefined || before === 'out' || before === 'creating') return;
    const version = this.sealed(id)?.version ?? 0;
    // Of what a stranger has asked and taken back nothing stays: they could ask for ever.
    const isForgotten = before === 'invited' && !record.group(secrets.masterKey);
    store.transaction(() => {
      if (isForgotten) store.groups.remove(id);
      else store.groups.setStanding(id, 'out');
      if (isForgotten) store.groupPast.forget(id);
      this.#note(secrets, 'out');
    });
    if (isForgotten) this.#states.delete(id);
    events.emit('group', { group: id, standing: 'out', version, ...(reason && { reason }) });
  }
}

const isOut = (error: unknown): error is ClientError =>
  error instanceof ClientError && out.includes(error.code);

const tooMany = () =>
  new ClientError('server.timeout', 'Others change the group all the time; try again.');

/** True where the change makes somebody a member. */
function letsIn({ by, actions }: GroupChange, name: string): boolean {
  return actions.some((action) => {
    if (action.type === 'add' || action.type === 'approve') return action.userId === name;
    return (action.type === 'accept' || action.type === 'join') && by === name;
  });
}

/** What is not said in an action is not sent either. */
const isAsFor = ({ actions }: GroupChange, asked: readonly Asked[]): boolean =>
  isDeepStrictEqual(
    actions,
    asked.map(({ action }) => JSON.parse(JSON.stringify(action))),
  );

const toBody = ({ action, presentation }: Asked): object => {
  if (action.type !== 'add') return action;
  return { type: 'add', presentation, role: action.role };
};

// Groups as the server has them: read from it, brought on by its signed changes, and changed by us.
// What a server shows is checked against what it has shown: it can withhold a change, but neither
// forge nor reorder one, nor show an older group, unnoticed.

import { isDeepStrictEqual } from 'node:util';
import { limits } from '#protocol';
import type { GroupAction } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import { KeyedLock } from '../keyedLock.ts';
import type { Past } from '../store/groupPastTable.ts';
import { applyChange, memberNamed } from './changing.ts';
import type { GroupCredentials } from './credentials.ts';
import { unknownGroup, untrue } from './groupErrors.ts';
import type { Also } from './knownGroups.ts';
import { KnownGroups } from './knownGroups.ts';
import { endedBy, endedUntil } from './past.ts';
import type { GroupRoutes, GroupView } from './routes.ts';
import { asking } from './routes.ts';
import type { GroupChange, SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** Others may be faster so often before a change is given up. */
const conflictsMax = 10;
/** Changes that are read of what was before a group is known. */
const readBackMax = 4 * limits.groupLogPageMax;

/** What is asked of the server; `presentation` stands for what it proves. */
export interface Asked {
  readonly action: GroupAction;
  /** The presentation that an `add` needs. Shape: base64. */
  readonly presentation?: string;
}

/** After these refusals this account is no member of the group. */
const out: readonly string[] = ['group.not_member', 'group.banned', 'group.not_found'];

export class GroupBook extends KnownGroups {
  readonly #context: ClientContext;
  readonly #routes: GroupRoutes;
  readonly credentials: GroupCredentials;
  readonly #lock = new KeyedLock();

  /** `wake`: sends what waits for single accounts. */
  constructor(
    context: ClientContext,
    routes: GroupRoutes,
    credentials: GroupCredentials,
    wake: () => void,
  ) {
    super(context, wake);
    this.#context = context;
    this.#routes = routes;
    this.credentials = credentials;
  }

  /** Takes what the server has just made. */
  made(secrets: GroupSecrets, view: GroupView, also: Also = () => {}): void {
    this.keep(secrets, view.state, view, also);
  }

  /** Takes the group that this account has just come into. Throws NoAnswer. Refuses: as refresh. */
  enter(secrets: GroupSecrets, also: Also): Promise<void> {
    return this.#lock.run(secrets.id, () => this.#read(secrets, also));
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
        this.keep(secrets, after, { endorsements: made.endorsements, past, taken }, also);
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
      return this.leave(secrets);
    }
    throw tooMany();
  }

  async #refresh(secrets: GroupSecrets): Promise<readonly GroupChange[]> {
    const known = this.sealed(secrets.id);
    try {
      if (known && memberNamed(known, this.self(secrets))) {
        return await this.#catchUp(secrets, known);
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
    if (!isWaiting || reason) return this.leave(secrets, reason);
    try {
      await this.#routes.waiting(secrets);
    } catch (denied) {
      if (!isOut(denied)) throw denied;
      this.leave(secrets, denied.code === 'group.banned' ? 'banned' : 'denied');
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
    const isMember = (group?: SealedGroup) => group && memberNamed(group, this.self(secrets));
    // Another device may have come in, while others spoke who are out by now.
    const isFirst = isMember(view.state) && !isMember(known);
    const past = isFirst ? { past: await this.#since(secrets, view.state) } : {};
    this.keep(secrets, view.state, { ...view, ...past, taken }, also);
  }

  /** What ended since this account came in, by the last changes; nothing where none is shown. */
  async #since(secrets: GroupSecrets, state: SealedGroup): Promise<readonly Past[]> {
    const came = memberNamed(state, this.self(secrets))?.joinedAtVersion ?? state.version;
    const changes: GroupChange[] = [];
    let next = Math.max(came + 1, state.version + 1 - readBackMax);
    try {
      while (next <= state.version) {
        const page = (await this.#routes.log(secrets, next)).changes;
        const last = page.at(-1)?.version ?? 0;
        // What leads no further would be shown for ever.
        if (last < next) break;
        changes.push(...page);
        next = last + 1;
      }
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
    }
    return endedUntil(changes.filter(({ version }) => version <= state.version));
  }

  /** Change by change, from what is known to what there is. */
  async #catchUp(secrets: GroupSecrets, from: SealedGroup): Promise<readonly GroupChange[]> {
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
      this.keep(secrets, state, { endorsements: page.endorsements, past, taken });
      return applied;
    }
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

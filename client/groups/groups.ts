// The groups of an account: made, found, come to by a link, and kept up with.

import { randomBytes } from 'node:crypto';
import { parseGroupId } from '#protocol';
import { toBase64 } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';
import { reached } from '../transport/network.ts';
import { NoAnswer } from '../transport/transport.ts';
import { announce } from './announcing.ts';
import { Group, one } from './group.ts';
import { unknownGroup, untrue } from './groupErrors.ts';
import { parseGroupLink } from './groupLink.ts';
import type { GroupParts } from './groupParts.ts';
import { invitationTo } from './invitations.ts';
import type { Invitation } from './invitations.ts';
import type { Also } from './knownGroups.ts';
import type { GroupAccess, GroupState } from './groupView.ts';
import { groupView } from './groupView.ts';
import { asking } from './routes.ts';
import type { SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

const masterKeyBytes = 32;
/** Others may be faster so often before it is given up to come in by a link. */
const joinsMax = 3;
/** Groups that are looked after at a time. */
const lookedAtOnce = 8;

/** What a group begins with. */
export interface NewGroup {
  readonly title: string;
  readonly description?: string;
  /** Whoever's profile key can be proven is a member at once, the others are invited. */
  readonly members?: readonly string[];
  /** Messages disappear after so long. Unit: seconds. */
  readonly timer?: number;
  /** Administrators alone write. */
  readonly announcementsOnly?: boolean;
  readonly access?: Partial<GroupAccess>;
}

/** What a link leads to, for whoever is no member yet. */
export interface LinkedGroup {
  readonly title: string;
  readonly description: string;
  readonly memberCount: number;
  /** An administrator has to let one in. */
  readonly needsApproval: boolean;
}

/** The groups of an account. */
export class Groups {
  readonly #context: ClientContext;
  readonly #parts: GroupParts;

  constructor(context: ClientContext, parts: GroupParts) {
    this.#context = context;
    this.#parts = parts;
    context.record.onGroups((changed) => {
      for (const { masterKey } of changed) context.chores.run(() => this.#heed(masterKey));
    });
  }

  /** Makes a group with this account as its first administrator. */
  create(group: NewGroup): Promise<Group> {
    return reached(() => this.#create(group));
  }

  /** The groups that this account is in, is invited to or waits for, as they were last known. */
  list(): GroupState[] {
    return this.#context.store.groups.all().flatMap(({ masterKey, standing }) => {
      const secrets = this.#parts.book.secretsOf(masterKey);
      const group = this.#parts.book.sealed(secrets.id);
      const isIn = standing !== 'out' && standing !== 'creating';
      if (!group || !isIn || this.#invitation(secrets, group)?.isUnseen) return [];
      return [groupView(secrets, group, standing)];
    });
  }

  /** Those that this account is invited to. */
  get invitations(): GroupState[] {
    return this.list().filter(({ standing }) => standing === 'invited');
  }

  /** Those of them to which somebody has invited who was never accepted: message requests. */
  get requests(): GroupState[] {
    return this.invitations.filter(({ id }) => {
      const [secrets, group] = [this.#parts.book.secrets(id), this.#parts.book.sealed(id)];
      return secrets && group && this.#invitation(secrets, group)?.isRequest;
    });
  }

  /** Refuses: group.not_found. */
  get(id: string): Group {
    const known = parseGroupId(id);
    const secrets = known && this.#parts.book.secrets(known);
    if (!secrets) throw unknownGroup();
    return new Group(secrets, this.#parts);
  }

  /** What a group's link leads to. Refuses: link.unreadable, group.link_invalid. */
  async peek(link: string): Promise<LinkedGroup> {
    const { masterKey, password } = parseGroupLink(link);
    const secrets = this.#parts.book.secretsOf(masterKey);
    const shown = await reached(() => this.#parts.routes.peek(secrets, password));
    return {
      title: secrets.open(shown.title) ?? '',
      description: secrets.open(shown.description) ?? '',
      memberCount: shown.memberCount,
      needsApproval: shown.joinByLink === 'ADMINISTRATOR',
    };
  }

  /**
   * Comes into a group by its link, or asks to where an administrator decides: then its standing
   * is `requesting`. Refuses: link.unreadable, what the server says.
   */
  async join(link: string): Promise<Group> {
    const { masterKey, password } = parseGroupLink(link);
    const secrets = this.#parts.book.secretsOf(masterKey);
    await reached(() => this.#join(secrets, password));
    return new Group(secrets, this.#parts);
  }

  /** Everything that waited has been heard: what was missed is read. */
  async drained(): Promise<void> {
    const keys = [...this.#own(), ...this.#unread()];
    for (let at = 0; at < keys.length; at += lookedAtOnce) {
      const some = keys.slice(at, at + lookedAtOnce);
      await Promise.all(some.map((masterKey) => this.#look(masterKey)));
    }
    this.#parts.ownKey.look();
  }

  /** There is a connection: what is to be done about groups is done. */
  connected(): void {
    this.#parts.sender.connected();
  }

  /** Ends what is done about groups. */
  stop(): void {
    this.#parts.sender.stop();
    this.#parts.ownKey.stop();
  }

  #invitation(secrets: GroupSecrets, group: SealedGroup): Invitation | undefined {
    return invitationTo(this.#context, secrets, group);
  }

  async #create(group: NewGroup): Promise<Group> {
    const { book, routes } = this.#parts;
    const { title, description, timer, members = [], access, announcementsOnly } = group;
    const secrets = book.secretsOf(randomBytes(masterKeyBytes));
    const others = members.map(one).filter((account) => account !== this.#context.account);
    const asked = await this.#parts.lettingIn(secrets, others, 'MEMBER');
    const body = {
      attributes: {
        title: secrets.seal(title),
        ...(description && { description: secrets.seal(description) }),
        ...(timer && { timer: secrets.seal(String(timer)) }),
      },
      access: {
        ...{ attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'UNSATISFIABLE' },
        ...access,
      },
      announcementsOnly: announcementsOnly === true,
      ...(access?.joinByLink && { linkPassword: toBase64(randomBytes(16)) }),
      profileKey: this.#parts.ownProfileKey(secrets),
      add: asked.flatMap(({ action, presentation }) =>
        action.type === 'add' ? [{ presentation, role: action.role }] : [],
      ),
      invite: asked.flatMap(({ action }) =>
        action.type === 'invite' ? [{ userId: action.userId, role: action.role }] : [],
      ),
    };
    // The key is on disk before there is a group under it.
    book.learn(secrets, 'creating');
    try {
      const view = await asking(() => routes.create(secrets, body));
      const founder = view.state.members[0]?.userId;
      if (view.state.version !== 0 || founder !== book.self(secrets)) {
        throw untrue('it is not the group that was made');
      }
      book.made(secrets, view, (before, after) => {
        announce(this.#context, secrets, before, after);
      });
    } catch (error) {
      if (error instanceof ClientError) this.#context.store.groups.remove(secrets.id);
      throw error;
    }
    this.#parts.wake(secrets.id);
    return new Group(secrets, this.#parts);
  }

  async #join(secrets: GroupSecrets, password: string): Promise<void> {
    const { book, routes } = this.#parts;
    const profileKey = this.#parts.ownProfileKey(secrets);
    for (let joins = 0; joins < joinsMax; joins += 1) {
      const shown = await routes.peek(secrets, password);
      const type = shown.joinByLink === 'ANY' ? 'join' : 'request';
      const body = {
        version: shown.version + 1,
        actions: [{ type, profileKey }],
        linkPassword: password,
      };
      const isAsked = type === 'request' && shown.isRequesting;
      const made = isAsked ? undefined : await asking(() => routes.change(secrets, body));
      if (made === 'conflict') continue;
      book.learn(secrets, 'out');
      if (type === 'request') {
        book.requested(secrets, shown.version);
        return;
      }
      const tell: Also = (before, after) => announce(this.#context, secrets, before, after);
      await asking(() => book.enter(secrets, tell));
      this.#parts.wake(secrets.id);
      return;
    }
    throw new ClientError('server.timeout', 'Others change the group all the time; try again.');
  }

  /** Of groups that this device knows the account to be in. */
  #own(): Uint8Array[] {
    const rows = this.#context.store.groups.all().filter(({ standing }) => standing !== 'out');
    return rows.map(({ masterKey }) => masterKey);
  }

  /** Of groups that another device has told of, and that could not be read then. */
  #unread(): Uint8Array[] {
    const { record, store } = this.#context;
    const { book } = this.#parts;
    return record.groups().filter((masterKey) => {
      const secrets = book.secretsOf(masterKey);
      book.learn(secrets, 'out');
      const known = store.groups.get(secrets.id);
      return known?.standing === 'out' && known.state === undefined;
    });
  }

  /** Another device of the account has come into a group, or out of one. */
  async #heed(masterKey: Uint8Array): Promise<void> {
    const secrets = this.#parts.book.secretsOf(masterKey);
    this.#parts.book.learn(secrets, 'out');
    await this.#look(masterKey);
  }

  async #look(masterKey: Uint8Array): Promise<void> {
    const { book } = this.#parts;
    const secrets = book.secretsOf(masterKey);
    const before = book.standing(secrets.id);
    try {
      await book.refresh(secrets);
      const state = book.sealed(secrets.id);
      if (before !== 'creating') return;
      if (!state) return this.#context.store.groups.remove(secrets.id);
      // The client ended before it could tell of the group that it had made.
      this.#context.store.transaction(() => {
        announce(this.#context, secrets, undefined, state);
      });
      this.#parts.wake(secrets.id);
    } catch (error) {
      if (!(error instanceof NoAnswer)) this.#context.chores.failed(error);
    }
  }
}

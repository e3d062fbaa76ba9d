// One group, as a program sees it. Changes are made at the server, and read by all members; where
// another change came first they are made anew. They throw NoAnswer's error where there is no
// server, and refuse what the server says.

import { randomBytes } from 'node:crypto';
import { limits, parseAccountId } from '#protocol';
import type { AccountId, GroupAction, GroupId } from '#protocol';
import { toBase64 } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { SentMessage } from '../events.ts';
import type { Picture } from '../profiles/pictures.ts';
import { reached } from '../transport/network.ts';
import type { Asked } from './book.ts';
import { invitationOf, memberNamed, requestOf } from './changing.ts';
import { unknownGroup } from './groupErrors.ts';
import { formatGroupLink } from './groupLink.ts';
import type { GroupParts } from './groupParts.ts';
import type { GroupState } from './groupView.ts';
import { groupView } from './groupView.ts';
import type { Attribute, LinkAccess, Role, SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** The length of a new link's password. */
const linkBytes = limits.groupLinkBytesMin;

/** One group, as a member sees it. */
export class Group {
  readonly id: GroupId;
  readonly #secrets: GroupSecrets;
  readonly #parts: GroupParts;

  constructor(secrets: GroupSecrets, parts: GroupParts) {
    this.id = secrets.id;
    this.#secrets = secrets;
    this.#parts = parts;
  }

  /** The state as it was last known. Refuses: group.not_found where nothing is known yet. */
  state(): GroupState {
    const { book } = this.#parts;
    const group = book.sealed(this.id);
    const standing = book.standing(this.id);
    if (!group || !standing) throw unknownGroup();
    return groupView(this.#secrets, group, standing);
  }

  /** The same, as the server has it now. */
  async refresh(): Promise<GroupState> {
    await reached(() => this.#parts.book.refresh(this.#secrets));
    return this.state();
  }

  /** What one says and does in it. */
  get conversation(): Conversation {
    return this.#parts.conversation(this.id);
  }

  /** `conversation.send(text)`. */
  send(text: string): Promise<SentMessage> {
    return this.conversation.send(text);
  }

  /**
   * Makes people members where their profile key can be proven, and invites the others: they come
   * in by their own word.
   */
  async add(accounts: readonly string[], role: Role = 'MEMBER'): Promise<void> {
    const proofs = await this.#parts.lettingIn(this.#secrets, accounts.map(one), role);
    await this.#change((group) =>
      proofs.filter(({ action }) => {
        if (action.type !== 'add' && action.type !== 'invite') return false;
        return !memberNamed(group, action.userId) && !invitationOf(group, action.userId);
      }),
    );
  }

  /** Asks people to become members. */
  invite(accounts: readonly string[], role: Role = 'MEMBER'): Promise<void> {
    return this.#eachName(accounts, (userId, group) => {
      const isThere = memberNamed(group, userId) ?? invitationOf(group, userId);
      return isThere ? undefined : { type: 'invite', userId, role };
    });
  }

  /** Becomes a member, as one was asked to. */
  accept(): Promise<void> {
    const profileKey = this.#parts.ownProfileKey(this.#secrets);
    return this.#one((group) =>
      memberNamed(group, this.#self) ? undefined : { type: 'accept', profileKey },
    );
  }

  /** Does not become one. */
  decline(): Promise<void> {
    return this.#one(() => ({ type: 'uninvite', userId: this.#self }));
  }

  /** Waits no more to be let in. */
  withdraw(): Promise<void> {
    return reached(() => this.#parts.book.withdraw(this.#secrets));
  }

  /** Takes people, or their invitations or requests, out of the group. */
  remove(accounts: readonly string[]): Promise<void> {
    return this.#eachName(accounts, (userId, group) => {
      if (memberNamed(group, userId)) return { type: 'remove', userId };
      if (invitationOf(group, userId)) return { type: 'uninvite', userId };
      return requestOf(group, userId) ? { type: 'reject', userId } : undefined;
    });
  }

  /** Refuses: group.last_administrator while others would be left without one. */
  leave(): Promise<void> {
    return this.#one(() => ({ type: 'remove', userId: this.#self }));
  }

  /** Makes a member an admin, or an admin a member. */
  setRole(account: string, role: Role): Promise<void> {
    return this.#eachName([account], (userId) => ({ type: 'setRole', userId, role }));
  }

  /** Calls the group something else. */
  setTitle(title: string): Promise<void> {
    return this.#set('title', title);
  }

  /** Says something else of the group. */
  setDescription(description: string): Promise<void> {
    return this.#set('description', description);
  }

  /**
   * Shows another picture of the group, its bytes or its file: JPEG, PNG, WebP or GIF, of 2 MiB at
   * the most. null: none. Refuses: blob.too_large, content.invalid, file.unreadable as well.
   */
  async setAvatar(avatar: Uint8Array | string | null): Promise<void> {
    const action = await reached(() => this.#parts.avatars.upload(this.#secrets, avatar));
    await this.#one(() => action);
  }

  /**
   * The group's picture, as it was last known: fetched once, and checked against the group's state.
   * `undefined`: there is none. Refuses: group.untrue.
   */
  async avatar(): Promise<Picture | undefined> {
    const group = this.#parts.book.sealed(this.id);
    if (!group) throw unknownGroup();
    return reached(() => this.#parts.avatars.of(this.#secrets, group));
  }

  /** What is said from then on disappears so long after it was read, and sent. Unit: seconds. */
  setTimer(seconds: number): Promise<void> {
    return this.#set('timer', String(seconds));
  }

  /** Who may change what is told of the group, and who may add. */
  setAccess(access: { readonly attributes?: Role; readonly members?: Role }): Promise<void> {
    return this.#one(() => ({ type: 'setAccess', ...access }));
  }

  /** Whether admins alone speak. */
  setAnnouncementsOnly(value: boolean): Promise<void> {
    return this.#one(() => ({ type: 'setAnnouncementsOnly', value }));
  }

  /** The group's link, while it is on. */
  link(): string | undefined {
    const group = this.#parts.book.sealed(this.id);
    const password = group?.linkPassword;
    if (!password || group.access.joinByLink === 'UNSATISFIABLE') return undefined;
    const { masterKey } = this.#secrets;
    return formatGroupLink({ masterKey, password, server: this.#parts.server });
  }

  /** Turns the link on, for anybody or for whoever an administrator approves, or off. */
  async setLink(joinByLink: LinkAccess): Promise<string | undefined> {
    await this.#change((group) => {
      const set: Asked = { action: { type: 'setAccess', joinByLink } };
      return group.linkPassword ? [set] : [set, newPassword()];
    });
    return this.link();
  }

  /** Another link; the old one leads nowhere. */
  async resetLink(): Promise<string | undefined> {
    await this.#change(() => [newPassword()]);
    return this.link();
  }

  /** Lets in who has asked to. */
  approve(account: string, role: Role = 'MEMBER'): Promise<void> {
    return this.#eachName([account], (userId) => ({ type: 'approve', userId, role }));
  }

  /** Turns down who asks to be let in. */
  reject(account: string): Promise<void> {
    return this.#eachName([account], (userId) => ({ type: 'reject', userId }));
  }

  /** Takes out, and lets in by nobody any more. */
  ban(account: string): Promise<void> {
    return this.#eachName([account], (userId, group) =>
      group.banned.includes(userId) ? undefined : { type: 'ban', userId },
    );
  }

  /** Lets somebody ask again. */
  unban(account: string): Promise<void> {
    return this.#eachName([account], (userId) => ({ type: 'unban', userId }));
  }

  get #self(): string {
    return this.#parts.book.self(this.#secrets);
  }

  #set(attribute: Attribute, text: string): Promise<void> {
    const value = this.#secrets.seal(text);
    return this.#one(() => ({ type: 'setAttribute', attribute, value }));
  }

  #one(make: (group: SealedGroup) => GroupAction | undefined): Promise<void> {
    return this.#change((group) => {
      const action = make(group);
      return action ? [{ action }] : [];
    });
  }

  #eachName(
    accounts: readonly string[],
    make: (name: string, group: SealedGroup) => GroupAction | undefined,
  ): Promise<void> {
    const names = accounts.map((account) => this.#secrets.nameOf(one(account)));
    return this.#change((group) =>
      names.flatMap((name) => {
        const action = make(name, group);
        return action ? [{ action }] : [];
      }),
    );
  }

  #change(make: (group: SealedGroup) => readonly Asked[]): Promise<void> {
    return reached(() => this.#parts.change(this.#secrets, make));
  }
}

const newPassword = (): Asked => {
  return { action: { type: 'setLinkPassword', value: toBase64(randomBytes(linkBytes)) } };
};

/** Refuses: account.unreadable. */
export function one(text: string): AccountId {
  const account = parseAccountId(text);
  if (account) return account;
  throw new ClientError('account.unreadable', 'That is no account id (a UUID).');
}

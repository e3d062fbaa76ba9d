// What comes under the name of a group: to which group it belongs, whether the group is known up to
// the revision that it names, and whether its author might say that there: in that revision, and
// when the server took it. What might not be said is not shown.

import { decodeContent } from '#protocol';
import type { AccountId, Content, GroupId } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import { isGroup } from '../conversation/conversationId.ts';
import type { ConversationId } from '../conversation/conversationId.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { GroupBook } from './book.ts';
import { stood } from './past.ts';
import type { GroupSecrets } from './secrets.ts';

/** What names a group, in a content. */
export interface Named {
  readonly secrets: GroupSecrets;
  /** The group's revision that the author knew. */
  readonly revision: number;
}

/** What a member may say where administrators alone write. */
const always: readonly Content['type'][] = ['reaction', 'vote', 'delete', 'groupChanged'];

export class GroupHearing {
  readonly #context: ClientContext;
  readonly #book: GroupBook;

  constructor(context: ClientContext, book: GroupBook) {
    this.#context = context;
    this.#book = book;
  }

  /** The group that a content names; nothing for what is said to one account. */
  named(content: Content): Named | undefined {
    if (content.type === 'syncSent') {
      try {
        return content.destination === undefined
          ? this.named(decodeContent(content.content))
          : undefined;
      } catch {
        return undefined;
      }
    }
    if (content.type === 'typing') {
      if (!content.groupId) return undefined;
      const secrets = this.#book.secrets(Buffer.from(content.groupId).toString('hex'));
      // It names no revision, and is of this moment.
      return secrets && { secrets, revision: this.#book.sealed(secrets.id)?.version ?? 0 };
    }
    if (!('group' in content) || !content.group) return undefined;
    const { masterKey, revision } = content.group;
    return { secrets: this.#book.secretsOf(masterKey), revision };
  }

  /** The group of a content that has to be read before the content can be judged. */
  unread(content: Content): Named | undefined {
    const named = this.named(content);
    if (!named) return undefined;
    const { secrets, revision } = named;
    const known = this.#book.sealed(secrets.id);
    const isMember = this.#book.standing(secrets.id) === 'member';
    return known && isMember && known.version >= revision ? undefined : named;
  }

  /**
   * Where a content belongs: in its group, or with its author; `quiet`: it says nothing;
   * `undefined`: its author may not say it there. `at`: when the server took it.
   */
  conversationOf(
    content: Content,
    author: AccountId,
    at: number,
  ): ConversationId | 'quiet' | undefined {
    const named = this.named(content);
    if (named) return this.#judge(named, content, author, at);
    const isOfGroup = content.type === 'typing' && content.groupId !== undefined;
    return isOfGroup || content.type === 'groupChanged' ? undefined : author;
  }

  /** What of a receipt can be true: what was said in a group was said to some accounts only. */
  receipted(timestamps: readonly number[], by: AccountId): readonly number[] {
    const { store, account: author } = this.#context;
    return timestamps.filter((sentAt) => {
      const groups = store.messages.conversationsOf({ author, sentAt }).filter(isGroup);
      return groups.every((group) => this.#isRecipient(group, sentAt, by));
    });
  }

  /** As this device has sent it, or else by the group as it was then. */
  #isRecipient(id: GroupId, sentAt: number, account: AccountId): boolean {
    const { store, account: author } = this.#context;
    const sent = store.groupOutbox.recipientsOf(id, sentAt);
    if (sent) return sent.includes(account);
    const [secrets, group] = [this.#book.secrets(id), this.#book.sealed(id)];
    const [message] = store.messages.named(id, { author, sentAt });
    if (!secrets || !group || !message) return false;
    const { content, serverTimestamp: at } = message;
    const named = content && 'group' in content ? content.group : undefined;
    const said = { name: secrets.nameOf(account), revision: named?.revision ?? 0, at };
    return stood(store, group, id, said).some(({ role }) => role !== undefined);
  }

  /**
   * Brings the group to where the server has it. Throws NoAnswer where that cannot be had now; what
   * does not hold is told, and the content is judged by what is known.
   */
  async fetch({ secrets }: Named): Promise<void> {
    try {
      await this.#book.refresh(secrets);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      const isLater = error.code === 'server.unavailable' || error.code === 'rate.limited';
      if (isLater) throw new NoAnswer('The group cannot be read now.', { cause: error });
      this.#context.chores.failed(error);
    }
  }

  #judge(
    { secrets, revision }: Named,
    content: Content,
    author: AccountId,
    at: number,
  ): GroupId | 'quiet' | undefined {
    if (content.type === 'groupChanged') return 'quiet';
    const group = this.#book.sealed(secrets.id);
    const isOurs = author === this.#context.account;
    if (isOurs) return secrets.id;
    if (!group || this.#book.standing(secrets.id) !== 'member') return undefined;
    if (revision > group.version) return undefined;
    // The group's own timer holds, which is a part of its state.
    if (content.type === 'timer') return undefined;
    const said = { name: secrets.nameOf(author), revision, at };
    const maySay = stood(this.#context.store, group, secrets.id, said).every(
      ({ role, isClosed }) =>
        role === 'ADMINISTRATOR' || (role && (!isClosed || always.includes(content.type))),
    );
    return maySay ? secrets.id : undefined;
  }
}

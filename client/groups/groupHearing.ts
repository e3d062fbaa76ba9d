// What comes under the name of a group: to which group it belongs, whether the group is known up to
// the revision that it names, and whether its author may say that there. What may not be said is
// not shown.

import { decodeContent } from '#protocol';
import type { AccountId, Content, GroupId } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import type { ConversationId } from '../conversation/conversationId.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { GroupBook } from './book.ts';
import { memberNamed } from './changing.ts';
import type { GroupSecrets } from './secrets.ts';

/** What names a group, in a content. */
export interface Named {
  readonly secrets: GroupSecrets;
  /** Of the group, as the author knew it. */
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

  /** Which group a content names; nothing for what is said to one account. */
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
      return secrets && { secrets, revision: 0 };
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
   * `undefined`: its author may not say it there.
   */
  placeOf(content: Content, author: AccountId): ConversationId | 'quiet' | undefined {
    const named = this.named(content);
    if (named) return this.#judge(named, content, author);
    const isOfGroup = content.type === 'typing' && content.groupId !== undefined;
    return isOfGroup || content.type === 'groupChanged' ? undefined : author;
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
  ): GroupId | 'quiet' | undefined {
    if (content.type === 'groupChanged') return 'quiet';
    const group = this.#book.sealed(secrets.id);
    const isOurs = author === this.#context.account;
    if (isOurs) return secrets.id;
    if (!group || this.#book.standing(secrets.id) !== 'member') return undefined;
    if (revision > group.version) return undefined;
    const member = memberNamed(group, secrets.nameOf(author));
    // The group's own timer holds, which is a part of its state.
    if (!member || content.type === 'timer') return undefined;
    const isFree = !group.announcementsOnly || always.includes(content.type);
    return isFree || member.role === 'ADMINISTRATOR' ? secrets.id : undefined;
  }
}

// How the parts of a client's groups hang together, and what one group needs of them.

import { ClientZkProfileOperations } from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import type { AccountId, GroupId } from '#protocol';
import { toBase64 } from '../bytes.ts';
import { ClientError } from '../clientError.ts';
import type { ClientContext } from '../clientContext.ts';
import type { Conversation } from '../conversation/conversation.ts';
import type { Sender } from '../messages/sender.ts';
import { announce, hasBlocked } from './announcing.ts';
import type { Asked } from './book.ts';
import { GroupBook } from './book.ts';
import { GroupAvatars } from './groupAvatars.ts';
import { GroupCredentials } from './credentials.ts';
import { notMember, unknownGroup } from './groupErrors.ts';
import { GroupHearing } from './groupHearing.ts';
import { GroupResends } from './groupResends.ts';
import { GroupSender } from './groupSender.ts';
import { OwnKeyInGroups } from './ownKey.ts';
import { GroupRoutes } from './routes.ts';
import type { Role, SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

const present = 'createExpiringProfileKeyCredentialPresentation';
type Credential = Parameters<ClientZkProfileOperations[typeof present]>[1];

/** Proves that somebody has given us their profile key; nothing where they have not. */
export type ProofOf = (account: AccountId) => Promise<Credential | undefined>;

export class GroupParts {
  readonly book: GroupBook;
  readonly routes: GroupRoutes;
  readonly sender: GroupSender;
  readonly hearing: GroupHearing;
  readonly resends: GroupResends;
  readonly ownKey: OwnKeyInGroups;
  readonly avatars: GroupAvatars;
  readonly server: string;
  /** What one says in a group; set once there are conversations. */
  conversation: (group: GroupId) => Conversation = () => {
    throw new Error('There are no conversations yet.');
  };
  readonly #context: ClientContext;
  readonly #accounts: Sender;
  readonly #proofOf: ProofOf;

  constructor(context: ClientContext, accounts: Sender, proofOf: ProofOf) {
    const credentials = new GroupCredentials(context);
    this.#context = context;
    this.#accounts = accounts;
    this.#proofOf = proofOf;
    this.server = context.store.profile.read().server;
    this.routes = new GroupRoutes(context, credentials);
    this.book = new GroupBook(context, this.routes, credentials, () => accounts.wake());
    this.avatars = new GroupAvatars(context, this.routes);
    this.sender = new GroupSender(context, this.book, accounts);
    this.hearing = new GroupHearing(context, this.book);
    this.resends = new GroupResends(context, this.book);
    this.ownKey = new OwnKeyInGroups(context, this);
  }

  /** Changes a group and tells whom it concerns. */
  async change(
    secrets: GroupSecrets,
    make: (group: SealedGroup) => readonly Asked[],
  ): Promise<void> {
    await this.book.change(secrets, make, (before, after) => {
      announce(this.#context, secrets, before, after);
    });
    this.wake(secrets.id);
  }

  /** What names a group in what is said there. Refuses: group.not_found, group.not_member. */
  context(id: GroupId): { readonly masterKey: Uint8Array; readonly revision: number } {
    const secrets = this.book.secrets(id);
    const group = this.book.sealed(id);
    if (!secrets || !group) throw unknownGroup();
    if (this.book.standing(id) !== 'member') throw notMember();
    return { masterKey: secrets.masterKey, revision: group.version };
  }

  /** True where somebody blocked is a member. */
  hasBlocked(id: GroupId): boolean {
    const secrets = this.book.secrets(id);
    const names = this.book.sealed(id)?.members.map(({ userId }) => userId) ?? [];
    return secrets !== undefined && hasBlocked(this.#context, secrets, names);
  }

  /** What was put into the outboxes leaves. */
  wake(group: GroupId): void {
    this.sender.wake(group);
    this.#accounts.wake();
  }

  /** Our own profile key, as a group keeps it. */
  ownProfileKey(secrets: GroupSecrets): string {
    const { store, account } = this.#context;
    return secrets.sealProfileKey(store.sealed.profileKey(), account);
  }

  /** Nothing where the server vouches for no key of theirs: they are invited. Throws NoAnswer. */
  async #proof(account: AccountId): Promise<Credential | undefined> {
    try {
      return await this.#proofOf(account);
    } catch (error) {
      if (!(error instanceof ClientError)) throw error;
      this.#context.chores.failed(error);
      return undefined;
    }
  }

  /** An `add` for whose profile key can be proven, an `invite` for others. */
  async lettingIn(
    secrets: GroupSecrets,
    accounts: readonly AccountId[],
    role: Role,
  ): Promise<readonly Asked[]> {
    const operations = new ClientZkProfileOperations(await this.book.credentials.params());
    return Promise.all(
      [...new Set(accounts)].map(async (account): Promise<Asked> => {
        const credential = await this.#proof(account);
        const userId = secrets.nameOf(account);
        if (!credential) return { action: { type: 'invite', userId, role } };
        const shown = operations[present](secrets.params, credential);
        const profileKey = toBase64(shown.getProfileKeyCiphertext().serialize());
        const action = { type: 'add', userId, profileKey, role } as const;
        return { action, presentation: toBase64(shown.serialize()) };
      }),
    );
  }
}

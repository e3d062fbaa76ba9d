// Leave to write to the members of a group, which the server gives to all of them: combined into a
// token for exactly those who are written to, it says nothing of who writes.

import { Aci } from '@signalapp/libsignal-client';
import {
  GroupSendEndorsement,
  GroupSendEndorsementsResponse,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import type { ServerPublicParams } from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import type { AccountId, GroupId } from '#protocol';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import type { KeptEndorsements } from '../store/groupTable.ts';
import type { GroupBook } from './book.ts';
import { memberNamed } from './changing.ts';
import { notMember } from './groupErrors.ts';
import type { SealedGroup } from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** What ends so soon is replaced: libsignal takes nothing that ends within two hours. */
const usableBeforeMs = 3 * 60 * 60 * 1000;

interface Received {
  readonly version: number;
  readonly untilMs: number;
  readonly of: ReadonlyMap<AccountId, GroupSendEndorsement>;
}

export class Endorsements {
  readonly #context: ClientContext;
  readonly #book: GroupBook;
  readonly #received = new Map<GroupId, Received>();

  constructor(context: ClientContext, book: GroupBook) {
    this.#context = context;
    this.#book = book;
  }

  /** The group with leave to write to its members; both are fetched where they are old. */
  async fresh(secrets: GroupSecrets): Promise<SealedGroup> {
    const known = this.#usable(secrets.id);
    if (known) return known;
    await this.#book.refresh(secrets);
    const fetched = this.#usable(secrets.id);
    if (fetched) return fetched;
    if (this.#book.standing(secrets.id) !== 'member') throw notMember();
    throw new ClientError('server.unavailable', 'The server gives no leave to write to the group.');
  }

  /** The server has refused what was made of them. */
  forget(id: GroupId): void {
    this.#received.delete(id);
    this.#context.store.groups.dropEndorsements(id);
  }

  /**
   * Leave to write to exactly these members; nothing where what the server has given is none.
   * Throws NoAnswer. Refuses: group.not_member.
   */
  async token(
    secrets: GroupSecrets,
    accounts: readonly AccountId[],
  ): Promise<Uint8Array | undefined> {
    const received = await this.#receive(secrets);
    if (!received) return undefined;
    const { of, untilMs } = received;
    const endorsements = accounts.map((account) => {
      const one = of.get(account);
      if (!one) throw notMember();
      return one;
    });
    const combined = GroupSendEndorsement.combine(endorsements);
    return combined.toFullToken(secrets.params, new Date(untilMs)).serialize();
  }

  /**
   * Leave to write to an account by any group that it shares with us; nothing is fetched for it,
   * and there is none where nothing is at hand. Throws NoAnswer.
   */
  async leaveTo(account: AccountId): Promise<Uint8Array | undefined> {
    for (const { id, masterKey, standing } of this.#context.store.groups.all()) {
      const group = standing === 'member' ? this.#usable(id) : undefined;
      if (!group) continue;
      const secrets = this.#book.secretsOf(masterKey);
      if (!memberNamed(group, secrets.nameOf(account))) continue;
      const leave = await this.token(secrets, [account]);
      if (leave) return leave;
    }
    return undefined;
  }

  #usable(id: GroupId): SealedGroup | undefined {
    const { store, clock } = this.#context;
    const group = this.#book.sealed(id);
    const kept = store.groups.endorsements(id);
    if (!group || this.#book.standing(id) !== 'member') return undefined;
    if (kept?.version !== group.version) return undefined;
    return kept.untilMs - clock.now() > usableBeforeMs ? group : undefined;
  }

  async #receive(secrets: GroupSecrets): Promise<Received | undefined> {
    const { store } = this.#context;
    const group = this.#book.sealed(secrets.id);
    const kept = store.groups.endorsements(secrets.id);
    if (!group || kept?.version !== group.version) throw notMember();
    const known = this.#received.get(secrets.id);
    if (known?.version === kept.version && known.untilMs === kept.untilMs) return known;
    const params = await this.#book.credentials.params();
    try {
      const received = this.#read(secrets, group, kept, params);
      this.#received.set(secrets.id, received);
      return received;
    } catch {
      return undefined;
    }
  }

  /** Throws for what the cluster has not given to these members. */
  #read(
    secrets: GroupSecrets,
    group: SealedGroup,
    kept: KeptEndorsements,
    params: ServerPublicParams,
  ): Received {
    const { clock, account: self } = this.#context;
    const members = group.members.map(({ userId }) => secrets.accountOf(userId));
    const response = new GroupSendEndorsementsResponse(kept.response);
    const { endorsements } = response.receiveWithServiceIds(
      members.map((account) => Aci.fromUuid(account)),
      Aci.fromUuid(self),
      secrets.params,
      params,
      new Date(clock.now()),
    );
    const of = new Map<AccountId, GroupSendEndorsement>();
    for (const [at, account] of members.entries()) {
      const one = endorsements[at];
      if (one) of.set(account, one);
    }
    return { version: kept.version, untilMs: response.getExpiration().getTime(), of };
  }
}

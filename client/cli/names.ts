// People and groups by what a person calls them, and what they are called on this machine.

import { parseAccountId, parseGroupId, printable } from '#protocol';
import type { AccountId, GroupId } from '#protocol';
import type { AldisClient, ConversationId } from '../index.ts';
import { UsageError } from './output.ts';
import type { ProfileCard, Profiles } from './profiles.ts';

/** The fewest letters of an id that are enough where no other begins with them. */
const startLengthMin = 6;
/** Letters of a name that somebody gives themselves, or a group: the mark beside it stays seen. */
const saidMax = 24;
/** What a person sees as empty, however much of it there is. */
const blanks = /[\s\u115f\u1160\u2800\u3164\uffa0]+/gu;

export interface Choice {
  readonly name: string;
  readonly id: ConversationId;
}

/** A word that means several. */
export class AmbiguousError extends UsageError {
  override readonly code = 'who.ambiguous';
  override readonly choices: readonly Choice[];

  constructor(word: string, choices: readonly Choice[]) {
    super(`${word} means several here; say more of it, or the id:`);
    this.choices = choices;
  }
}

/** A word that means nobody. */
export class UnknownError extends UsageError {
  override readonly code = 'who.unknown';
  readonly word: string;

  constructor(word: string, message: string) {
    super(message);
    this.word = word;
  }
}

export class Names {
  readonly #profiles: Pick<Profiles, 'contacts' | 'list'>;
  readonly #self: ProfileCard;
  /** User names that the server was asked for. */
  readonly #found = new Map<string, AccountId>();
  readonly #client: Pick<AldisClient, 'groups' | 'profiles' | 'contacts' | 'conversations'>;

  constructor(
    profiles: Pick<Profiles, 'contacts' | 'list'>,
    self: ProfileCard,
    client: Pick<AldisClient, 'groups' | 'profiles' | 'contacts' | 'conversations'>,
  ) {
    this.#profiles = profiles;
    this.#self = self;
    this.#client = client;
  }

  /** From now on the user name means that account, unless somebody is called so here. */
  learn(username: string, account: AccountId): void {
    this.#found.set(username, account);
  }

  /** This account's own, on this machine. */
  get self(): string {
    return this.#self.name;
  }

  /**
   * How somebody is called here, or what they call themselves, marked so that nobody is taken for a
   * contact; or how the id begins. A group by its title, marked so that it is taken for nobody.
   */
  nameOf(id: string): string {
    if (id === this.#self.account) return this.#self.name;
    if (parseGroupId(id)) return `${cut(tamed(this.#titleOf(id))) || startOf(id)} (group)`;
    const known = this.#people().find(({ account }) => account === id)?.name;
    const said = tamed(this.#client.profiles.known(id)?.name ?? '');
    const own = said === '' ? startOf(id) : `~${[...said].slice(0, saidMax).join('')}`;
    return known ?? own;
  }

  /** A word that means this one, and no other. */
  wordFor(id: ConversationId): string {
    const name = parseGroupId(id) ? this.#titleOf(id) : this.nameOf(id);
    return [name, startOf(id)].find((word) => this.#isOnly(word, id)) ?? id;
  }

  #isOnly(word: string, id: ConversationId): boolean {
    try {
      return this.#means(word)?.id === id;
    } catch {
      return false;
    }
  }

  /** Whom a word means. Throws UsageError. */
  conversation(word: string): ConversationId {
    const found = this.#means(word);
    if (found) return found.id;
    throw new UnknownError(
      word,
      `Nobody here is called ${word}. Give a name of aldis contacts, a group's title, another ` +
        'profile of this machine, or an id (aldis friend ID --as NAME gives a name).',
    );
  }

  /** The same, of people alone. */
  account(word: string): AccountId {
    const account = parseAccountId(this.conversation(word));
    if (account) return account;
    throw new UsageError(`${word} is a group; this is about one person.`);
  }

  /** The same, of groups alone. */
  group(word: string): GroupId {
    const known = parseGroupId(word) ?? oneOf(word, this.#groupsCalled(word))?.id;
    const group = known && parseGroupId(known);
    if (group) return group;
    throw new UnknownError(word, `No group here is called ${word}; see aldis group list.`);
  }

  /**
   * A person's whole name goes before all else: anybody may call a group as they like, and take
   * others into it.
   */
  #means(word: string): Choice | undefined {
    const known = parseAccountId(word) ?? parseGroupId(word);
    if (known) return { name: word, id: known };
    const people = this.#people().map(({ name, account: id }): Choice => ({ name, id }));
    const exact = people.filter(({ name }) => name === word);
    if (exact.length > 0) return oneOf(word, exact);
    const found = this.#found.get(word);
    if (found) return { name: word, id: found };
    const begun = word === '' ? [] : people.filter(({ name }) => begins(name, word));
    return oneOf(word, [...begun, ...this.#strangers(word), ...this.#groupsCalled(word)]);
  }

  #groupsCalled(word: string): Choice[] {
    const all = this.#client.groups.list().map(({ id, title: name }): Choice => ({ name, id }));
    const byId = isStart(word) ? all.filter(({ id }) => id.startsWith(word)) : [];
    const exact = all.filter(({ name }) => name === word);
    const begun = word === '' ? [] : all.filter(({ name }) => begins(name, word));
    return [...(exact.length > 0 ? exact : begun), ...byId];
  }

  /** Whoever has no name here, by how the id begins. */
  #strangers(word: string): Choice[] {
    if (!isStart(word)) return [];
    const [talked, known] = [this.#client.conversations(), this.#client.contacts.list()];
    const ids = [...talked.map((one) => one.conversation), ...known.map((one) => one.account)];
    return ids
      .filter((id) => parseAccountId(id) !== undefined && id.startsWith(word))
      .map((id) => ({ name: this.nameOf(id), id }));
  }

  /**
   * People by the names that `friend --as` gave, then by those of contacts, then by those of this
   * machine.
   */
  #people(): { readonly name: string; readonly account: AccountId }[] {
    const given = Object.entries(this.#profiles.contacts(this.#self.name));
    const known = this.#client.contacts.list();
    return [
      ...given.map(([name, id]) => ({ name, account: parseAccountId(id) })),
      ...known.map(({ name = '', account }) => ({ name, account: parseAccountId(account) })),
      ...this.#profiles.list(),
    ].flatMap(({ name, account }) => (account && name !== '' ? [{ name, account }] : []));
  }

  #titleOf(id: string): string {
    return this.#client.groups.list().find((one) => one.id === id)?.title ?? '';
  }
}

/** A name that others chose: it turns no words around it, nor pushes them out of sight. */
const tamed = (name: string): string => printable(name).replaceAll(blanks, ' ').trim();

/** How an id begins. */
const startOf = (id: string): string => id.slice(0, 8);

const isStart = (word: string): boolean => word.length >= startLengthMin;

const begins = (name: string, word: string): boolean =>
  name.toLowerCase().startsWith(word.toLowerCase());

function cut(title: string): string {
  const letters = [...title];
  return letters.length > saidMax ? `${letters.slice(0, saidMax - 1).join('')}…` : title;
}

/** Several names may mean the same one. */
function oneOf(word: string, choices: readonly Choice[]): Choice | undefined {
  const each = [...new Map(choices.toReversed().map((one) => [one.id, one])).values()].reverse();
  if (each.length > 1) throw new AmbiguousError(word, each);
  return each[0];
}

/** Whom a chat talks about; `wordFor` means the same one when it is typed. */
export type ChatNames = Pick<Names, 'self' | 'nameOf' | 'conversation' | 'wordFor'>;

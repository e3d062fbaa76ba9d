// What a simulated group has been, version by version, by what its store has taken: read from the
// signed changes alone, with rules of its own. What anybody is told is held against it.

import type { AnswerOf, CommandOf } from '#actors';
import type { Group, GroupChange } from '#ports';
import { limits } from '#protocol';

type Change = CommandOf<'group', 'change'>;
type ChangeAnswer = AnswerOf<'group', Change>;
type LogAnswer = AnswerOf<'group', CommandOf<'group', 'log'>>;
type GroupView = AnswerOf<'group', CommandOf<'group', 'describe'>>;
type ChangeView = LogAnswer['changes'][number];

/** Who is there at one version. */
interface Page {
  /** What made it: the signed JSON; empty of the first. */
  readonly text: string;
  readonly title: string | undefined;
  /** The version from which each member may know changes, by name. */
  readonly members: ReadonlyMap<string, number>;
  readonly invited: ReadonlySet<string>;
}

interface Signed {
  readonly group: string;
  readonly version: number;
  readonly by: string;
  readonly actions: readonly { readonly type: string; readonly userId?: string }[];
}

const textOf = (change: ChangeView) => Buffer.from(change.change, 'base64').toString();

export class GroupBook {
  readonly #pages: Page[] = [];
  readonly #broken: (what: string) => void;
  /** The highest version that somebody was told of. */
  #told = -1;

  constructor(broken: (what: string) => void) {
    this.#broken = broken;
  }

  /** The highest that is stored; -1 before the first. */
  get newest(): number {
    return this.#pages.length - 1;
  }

  /** Whoever asks from now on must not be told of an older version. */
  get told(): number {
    return this.#told;
  }

  /** The store has taken a new group. */
  created(group: Group): void {
    if (this.newest >= 0) return this.#broken('a group is made twice');
    this.#pages.push({
      text: '',
      title: group.attributes.title,
      members: new Map(group.members.map(({ userId }) => [userId, 0])),
      invited: new Set(group.invited.map(({ userId }) => userId)),
    });
  }

  /** The store has taken a change. */
  changed({ version, bytes }: GroupChange): void {
    const before = this.#pages[version - 1];
    if (version !== this.newest + 1 || !before) {
      return this.#broken(`version ${version} is stored after version ${this.newest}`);
    }
    this.#pages.push(turned(before, Buffer.from(bytes).toString()));
  }

  /** An answer to the founder, who tells what was asked for. */
  wasCreated(): void {
    if (this.newest < 0) this.#broken('a group is answered that is not stored');
    this.#told = Math.max(this.#told, 0);
  }

  /** What a change was answered that was asked for when `least` had been told. */
  wasChanged(command: Change, least: number, answer: ChangeAnswer): void {
    const own = this.#pages[command.version];
    const isOwn = own !== undefined && isBy(own.text, command);
    if (answer.outcome === 'conflict') {
      this.#mayTell(answer.version, least);
      const isNewest = answer.version === command.version;
      if (isNewest && isOwn) this.#broken(`a repeat of version ${command.version} is no repeat`);
      return;
    }
    const { version } = answer.change;
    this.#mayTell(version, least);
    const text = textOf(answer.change);
    if (version !== command.version || !isBy(text, command)) {
      this.#broken(`version ${command.version} is answered by another change`);
    }
    if (own?.text !== text) this.#broken(`version ${version} is answered and not stored`);
  }

  /** What a look at the state was answered. */
  wasSeen(by: string, least: number, { state }: GroupView): void {
    const { version } = state;
    this.#mayTell(version, least);
    const page = this.#pages[version];
    if (!page) return;
    if (!maySee(page, by)) this.#broken(`version ${version} is shown to somebody outside`);
    const names = state.members.map(({ userId }) => userId);
    const isSame = sameNames(names, page.members) && state.attributes.title === page.title;
    if (!isSame) this.#broken(`version ${version} is shown as it never was`);
  }

  /** What a look into the log was answered. */
  wasRead(by: string, from: number, least: number, { version, changes }: LogAnswer): void {
    this.#mayTell(version, least);
    const joinedAt = this.#pages[version]?.members.get(by);
    if (joinedAt === undefined) {
      return this.#broken(`the log at ${version} is shown to somebody outside`);
    }
    const first = Math.max(1, from, joinedAt);
    const count = Math.min(limits.groupLogPageMax, Math.max(0, version - first + 1));
    const versions = changes.map((one) => one.version).join();
    const expected = Array.from({ length: count }, (_, index) => first + index).join();
    if (versions !== expected) {
      this.#broken(`of changes ${first} to ${version} ${versions || 'none'} are shown`);
    }
    for (const change of changes) {
      if (textOf(change) !== this.#pages[change.version]?.text) {
        this.#broken(`change ${change.version} is shown as it never was`);
      }
    }
  }

  /** Somebody was told, asking since `least`, that they are no member. */
  wasRefused(by: string, least: number): void {
    const possible = this.#pages.slice(Math.max(0, least));
    if (possible.length > 0 && possible.every(({ members }) => members.has(by))) {
      this.#broken('a member is told to be none');
    }
  }

  /** The last look: what the store holds. */
  judge(group: Group, log: readonly GroupChange[]): void {
    const page = this.#pages[this.newest];
    if (!page || group.version !== this.newest) {
      return this.#broken(`version ${group.version} is stored, ${this.newest} was taken`);
    }
    const names = group.members.map(({ userId }) => userId);
    if (!sameNames(names, page.members)) this.#broken('other members are stored');
    const texts = log.map(({ bytes }) => Buffer.from(bytes).toString());
    const expected = this.#pages.slice(1).map(({ text }) => text);
    if (texts.join('\n') !== expected.join('\n')) this.#broken('the log is not what was taken');
  }

  #mayTell(version: number, least: number): void {
    if (version < least) this.#broken(`version ${version} is told after ${least}`);
    if (version > this.newest) this.#broken(`version ${version} is told and not stored`);
    this.#told = Math.max(this.#told, version);
  }
}

const maySee = ({ members, invited }: Page, name: string) => members.has(name) || invited.has(name);

function sameNames(names: readonly string[], members: ReadonlyMap<string, number>): boolean {
  return names.length === members.size && names.every((name) => members.has(name));
}

/** Every action of a run is another, or sets what is there already: the same words, one wish. */
function isBy(text: string, { by, version, actions }: Change): boolean {
  if (text === '') return false;
  const made = JSON.parse(text) as Signed;
  const isSame = JSON.stringify(made.actions) === JSON.stringify(actions);
  return made.by === by && made.version === version && isSame;
}

/** The next page. */
function turned(before: Page, text: string): Page {
  const { by, version, actions } = JSON.parse(text) as Signed;
  const members = new Map(before.members);
  const invited = new Set(before.invited);
  let { title } = before;
  for (const action of actions) {
    const { type, userId = by } = action;
    if (type === 'setAttribute') title = (action as { value?: string }).value;
    else if (type === 'invite') invited.add(userId);
    else if (type === 'remove') members.delete(userId);
    else if (type === 'add' || type === 'join' || type === 'accept') {
      members.set(userId, version);
      invited.delete(userId);
    }
  }
  return { text, title, members, invited };
}

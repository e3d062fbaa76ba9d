// Beside the load, in every run: two administrators of a group want the same version, again and
// again, each repeating what was not answered; and a member is removed and invited anew.

import { setTimeout as sleep } from 'node:timers/promises';
import type { GroupAnswer, Holder } from '#lab/groupMember.ts';
import { GroupMember } from '#lab/groupMember.ts';
import { SecretGroup } from '#lab/groupPeople.ts';
import type { Environment } from './environment.ts';
import { patiently } from './rawDevice.ts';
import type { Registered } from './registration.ts';
import { register } from './registration.ts';

const raceEveryMs = 350;
const retryMs = 200;
/** After so many races the member is removed. */
const racesBetween = 4;
/** How often the removed member asks. */
const looksAfter = 6;

/** Nothing was decided: asked again. */
const isOpen = ({ status }: GroupAnswer) => status === 429 || status >= 500;

/** Asks again, with the same, until it is known what became of it. */
export async function decided(
  ask: () => Promise<GroupAnswer>,
  isClosed: () => boolean,
): Promise<GroupAnswer> {
  while (!isClosed()) {
    const answer = await ask().catch(() => undefined);
    if (answer && !isOpen(answer)) return answer;
    await sleep(retryMs);
  }
  return { status: 0, code: 'closed', json: {} };
}

/** A member of the group who has registered for it. */
export async function newMember(
  { directUrl }: Pick<Environment, 'directUrl'>,
  { account, username, password }: Registered,
  group: SecretGroup,
): Promise<GroupMember> {
  const basic = Buffer.from(`${username}:${password}`).toString('base64');
  const holder: Holder = { account, authorization: `Basic ${basic}` };
  return GroupMember.of(directUrl, holder, group);
}

const changeOf = ({ json }: GroupAnswer) => (json['change'] as { change?: string })?.change ?? '';

export class Circle {
  races = 0;
  removals = 0;
  readonly #found: string[] = [];
  readonly #group: SecretGroup;
  readonly #two: readonly GroupMember[];
  readonly #third: GroupMember;
  /** What the maker of each version was answered. */
  readonly #changes: string[] = [''];
  #isOver = false;
  #isClosed = false;
  readonly #loop: Promise<void>;
  #isRead = false;

  private constructor(group: SecretGroup, [ada, ben, cid]: readonly GroupMember[]) {
    if (!ada || !ben || !cid) throw new Error('a circle is of three');
    this.#group = group;
    this.#two = [ada, ben];
    this.#third = cid;
    this.#loop = this.#run();
  }

  static async start(environment: Environment): Promise<Circle> {
    const { directUrl, invitation } = environment;
    const group = new SecretGroup();
    const member = async () =>
      newMember(environment, await register(directUrl, { invitation }), group);
    const members = [];
    for (let count = 0; count < 3; count++) members.push(await patiently(member));
    return new Circle(group, members);
  }

  finish(): void {
    this.#isOver = true;
  }

  settled(): boolean {
    return this.#isRead;
  }

  async close(): Promise<void> {
    this.#isOver = true;
    this.#isClosed = true;
    await this.#loop;
  }

  breaches(): string[] {
    const unread = this.#isRead ? [] : ['the log could not be read in the end'];
    return [...this.#found, ...unread];
  }

  get #version(): number {
    return this.#changes.length - 1;
  }

  async #run(): Promise<void> {
    const [ada, ben] = this.#two;
    if (!ada || !ben) return;
    const made = await this.#answered(() =>
      ada.create(this.#group.seal('0'), [{ userId: ben.name, role: 'ADMINISTRATOR' }]),
    );
    if (made.status !== 200) return this.#fault(`the group is answered ${made.code}`);
    await this.#made(1, () => ben.accept(1));
    await this.#takeIn();
    while (!this.#isOver) {
      for (let count = 0; count < racesBetween && !this.#isOver; count++) {
        await this.#race();
        await sleep(raceEveryMs);
      }
      if (!this.#isOver) await this.#remove();
    }
    await this.#readLog(ben);
  }

  /** One version, two who want it. */
  async #race(): Promise<void> {
    const version = this.#version + 1;
    const titles = this.#two.map((_, side) => this.#group.seal(`${version} ${side}`));
    const answers = await Promise.all(
      this.#two.map((member, side) =>
        this.#answered(() => member.setTitle(version, titles[side] as Uint8Array)),
      ),
    );
    if (this.#isClosed) return;
    this.races += 1;
    const statuses = answers.map(({ status }) => status).sort();
    const winner = answers.find(({ status }) => status === 200);
    if (statuses.join() !== '200,409') this.#fault(`${version} is answered ${statuses.join()}`);
    if (winner) this.#changes.push(changeOf(winner));
  }

  /** The third is removed; sees nothing from then on; and is taken in again. */
  async #remove(): Promise<void> {
    const [ada] = this.#two;
    const { name } = this.#third;
    const version = this.#version + 1;
    await this.#made(version, () =>
      (ada as GroupMember).change(version, { type: 'remove', userId: name }),
    );
    for (let look = 0; look < looksAfter && !this.#isClosed; look++) {
      const seen = await this.#answered(() =>
        look % 2 === 0 ? this.#third.describe() : this.#third.log(0),
      );
      if (this.#isClosed || seen.code === 'group.not_member') continue;
      this.#fault(`a removed member is answered ${seen.status} ${seen.code}`);
    }
    this.removals += 1;
    await this.#takeIn();
  }

  async #takeIn(): Promise<void> {
    const [, ben] = this.#two;
    const { name } = this.#third;
    const version = this.#version + 1;
    const action = { type: 'invite', userId: name, role: 'MEMBER' };
    await this.#made(version, () => (ben as GroupMember).change(version, action));
    await this.#made(version + 1, () => this.#third.accept(version + 1));
  }

  /** A version that nobody else wants. */
  async #made(version: number, ask: () => Promise<GroupAnswer>): Promise<void> {
    if (this.#isClosed) return;
    const answer = await this.#answered(ask);
    if (this.#isClosed) return;
    if (answer.status === 200) this.#changes.push(changeOf(answer));
    else this.#fault(`version ${version} is answered ${answer.status} ${answer.code}`);
  }

  /** Every version once, as its maker was answered. */
  async #readLog(member: GroupMember): Promise<void> {
    const told: string[] = [];
    for (;;) {
      const page = await this.#answered(() => member.log(told.length + 1));
      if (this.#isClosed) return;
      const changes = (page.json['changes'] ?? []) as { version: number; change: string }[];
      for (const { version, change } of changes) {
        if (version !== told.length + 1) this.#fault(`${version} follows ${told.length}`);
        told.push(change);
      }
      if (page.status !== 206 || changes.length === 0) break;
    }
    if (told.join() !== this.#changes.slice(1).join()) {
      this.#fault(`the log of ${told.length} is not what ${this.#version} answers said`);
    }
    this.#isRead = true;
  }

  #answered(ask: () => Promise<GroupAnswer>): Promise<GroupAnswer> {
    return decided(ask, () => this.#isClosed);
  }

  #fault(what: string): void {
    if (!this.#isClosed) this.#found.push(what);
  }
}

// A group under fire: five people change it at once, each at whichever worker, read it, leave it
// and come back by its link, and repeat what they have asked. Each version has one winner, none is
// left out; a repeated command is answered with the same; whoever was removed sees nothing that
// came after; and no owner writes whose time is over.

import type { AnswerOf, CommandOf } from '#actors';
import type { GroupStore } from '#ports';
import type { FencingToken, GroupId } from '#protocol';
import { errorRow, limits, shardOf } from '#protocol';
import { askSomewhere } from './asking.ts';
import { GroupBook } from './groupBook.ts';
import type { World } from './world.ts';

const id = 'c1'.repeat(32) as GroupId;
const address = { type: 'group', id } as const;
const linkPassword = 'cGFzc3dvcmRwYXNzd29yZA==';
const pauseMs = 250;
const retryMs = 200;
/** An ask that has not ended by then never will: its worker is dead. Above a command's deadline. */
const goneMs = 12_000;
/**
 * The share of commands that are asked at two workers at once, and again when they were answered.
 */
const twiceShare = 0.3;
const againShare = 0.2;

const base64 = (text: string) => Buffer.from(text).toString('base64');
const nameOf = (number: number) => base64(`member ${number}`);
const keyOf = (number: number) => base64(`key ${number}`);
const everybody = [0, 1, 2, 3, 4] as const;
const founder = 0;

type Action = CommandOf<'group', 'change'>['actions'][number];
type GroupState = AnswerOf<'group', CommandOf<'group', 'describe'>>['state'];

/** What somebody knows of the group. */
interface Member {
  readonly number: number;
  readonly name: string;
  /** What they saw last; absent: they may see nothing. */
  seen: GroupState | undefined;
  /** The version of the group as far as they know. */
  version: number;
}

export class Circle {
  readonly #world: World;
  readonly #book: GroupBook;
  readonly #members: readonly Member[];
  #store: GroupStore | undefined;
  /** Commands that are to be answered yet. */
  #running = 0;
  #titles = 0;

  constructor(world: World) {
    this.#world = world;
    this.#book = new GroupBook((what) => world.ledger.broken('I15', what));
    world.shards.add(shardOf(address));
    this.#members = everybody.map((number) => {
      return { number, name: nameOf(number), seen: undefined, version: 0 };
    });
  }

  /** The store of groups, looked at. */
  watched(groups: GroupStore): GroupStore {
    this.#store = groups;
    return {
      claim: (which, fence) => groups.claim(which, fence),
      log: (which, from, limit) => groups.log(which, from, limit),
      create: async (group, fence) => {
        const done = await groups.create(group, fence);
        if (done === 'created') this.#book.created(group);
        return done;
      },
      change: async (group, change, fence) => {
        const done = await groups.change(group, change, fence);
        if (done === 'changed') this.#book.changed(change);
        return done;
      },
    };
  }

  /** The founder makes it, at two workers at once; then everybody begins. */
  start(): void {
    let answers = 0;
    for (let side = 0; side < 2; side++) {
      this.#ask(creation, (answer, code) => {
        if (answer) this.#book.wasCreated();
        // Others may have changed it before it is asked for again.
        else if (code !== 'group.exists' || this.#book.newest < 1) {
          return this.#broken(`the making of the group is refused: ${code}`);
        }
        answers += 1;
        if (answers === 1) for (const member of this.#members) this.#soon(member);
      });
    }
  }

  /** True when nothing that was begun is still to be answered. */
  get isOver(): boolean {
    return this.#running === 0 && this.#world.quiet;
  }

  /** The last look, into the store itself. */
  async judge(): Promise<void> {
    if (!this.isOver) return this.#broken('a command is never answered');
    const group = await this.#store?.claim(id, Number.MAX_SAFE_INTEGER as FencingToken);
    if (typeof group !== 'object') return this.#broken(`the group is ${group}`);
    const log = (await this.#store?.log(id, 0, limits.groupLogMax)) ?? [];
    this.#book.judge(group, log);
  }

  #soon(member: Member): void {
    const { dice, timeline } = this.#world;
    timeline.after(dice.between(0, 2 * pauseMs), timeline.world, () => {
      if (this.#world.quiet) return;
      const choice = dice.next();
      if (!member.seen || choice < 0.2) this.#look(member);
      else if (choice < 0.35) this.#read(member);
      else this.#change(member, this.#wish(member, member.seen));
    });
  }

  #look(member: Member): void {
    const least = this.#book.told;
    this.#ask({ type: 'describe', ...this.#asker(member) }, (view, code) => {
      if (view) {
        this.#book.wasSeen(member.name, least, view);
        this.#knows(member, view.state);
        return this.#soon(member);
      }
      if (code === 'group.not_member') this.#book.wasRefused(member.name, least);
      else this.#broken(`a look is refused: ${code}`);
      member.seen = undefined;
      // Whoever is outside comes back by the link, or waits for somebody to take them in.
      if (this.#world.dice.chance(0.5)) return this.#soon(member);
      this.#change(member, [{ type: 'join', profileKey: keyOf(member.number) }]);
    });
  }

  #read(member: Member): void {
    const least = this.#book.told;
    const from = this.#world.dice.whole(0, member.version);
    this.#ask({ type: 'log', ...this.#asker(member), from }, (log, code) => {
      if (log) this.#book.wasRead(member.name, from, least, log);
      else if (code === 'group.not_member') this.#book.wasRefused(member.name, least);
      else this.#broken(`a log is refused: ${code}`);
      this.#soon(member);
    });
  }

  /** Something that the member may do, as far as they know. */
  #wish({ number, name }: Member, seen: GroupState): readonly Action[] {
    const { dice } = this.#world;
    if (seen.invited.some(({ userId }) => userId === name)) {
      return [{ type: 'accept', profileKey: keyOf(number) }];
    }
    // The founder stays: a group without members ends.
    const other = dice.pick(everybody.filter((one) => one !== number && one !== founder));
    const userId = nameOf(other);
    const its = seen.members.find((one) => one.userId === userId);
    const isIn = its !== undefined || seen.invited.some((one) => one.userId === userId);
    const role = dice.chance(0.5) ? 'ADMINISTRATOR' : 'MEMBER';
    const choice = dice.next();
    if (choice < 0.1 && number !== founder) return [{ type: 'remove', userId: name }];
    if (choice < 0.4 && its) return [{ type: 'remove', userId }];
    if (choice < 0.5 && its) return [{ type: 'setRole', userId, role }];
    if (choice < 0.6 && !isIn) return [{ type: 'invite', userId, role: 'MEMBER' }];
    if (choice < 0.8 && !isIn) {
      return [{ type: 'add', userId, profileKey: keyOf(other), role: 'MEMBER' }];
    }
    const value = base64(`title ${++this.#titles}`);
    return [{ type: 'setAttribute', attribute: 'title', value }];
  }

  /** Asks for a change of the version that the member knows, once or more. */
  #change(member: Member, actions: readonly Action[]): void {
    const { dice } = this.#world;
    const version = member.version + 1;
    const asked = { version, actions, linkPassword };
    const command = { type: 'change', ...this.#asker(member), ...asked } as const;
    if (dice.chance(twiceShare)) this.#changeOnce(member, command, () => undefined);
    this.#changeOnce(member, command, () => {
      if (dice.chance(againShare)) this.#changeOnce(member, command, () => undefined);
      this.#soon(member);
    });
  }

  #changeOnce(member: Member, command: CommandOf<'group', 'change'>, then: () => void): void {
    const least = this.#book.told;
    this.#ask(command, (answer) => {
      if (answer) {
        this.#book.wasChanged(command, least, answer);
        if (answer.outcome === 'conflict') {
          if (answer.state) this.#knows(member, answer.state);
          else member.version = Math.max(member.version, answer.version);
        } else member.version = Math.max(member.version, command.version);
      }
      then();
    });
  }

  #knows(member: Member, state: GroupState): void {
    if (state.version < member.version) return;
    member.version = state.version;
    member.seen = state;
  }

  #asker({ name: by }: Member) {
    return { by };
  }

  #broken(what: string): void {
    this.#world.ledger.broken('I15', what);
  }

  /** Asks until it is answered for good; hears the answer, or the code of what refused it. */
  #ask<const C extends CommandOf<'group'>>(
    command: C,
    heard: (answer: AnswerOf<'group', C> | undefined, code?: string) => void,
  ): void {
    const { timeline } = this.#world;
    this.#running += 1;
    const ask = () =>
      askSomewhere(this.#world, address, command, goneMs, (answer) => {
        const code = answer?.ok ? undefined : (answer?.refusal.code ?? 'server.timeout');
        timeline.note(`${command.type} ${code ?? 'ok'}`);
        if (code !== undefined && errorRow(code).retry) {
          timeline.after(retryMs, timeline.world, ask);
          return;
        }
        this.#running -= 1;
        heard(answer?.ok ? (answer.value as AnswerOf<'group', C>) : undefined, code);
      });
    ask();
  }
}

const creation: CommandOf<'group', 'create'> = {
  type: 'create',
  by: nameOf(founder),
  draft: {
    publicParams: base64('params'),
    attributes: { title: base64('title 0') },
    access: { attributes: 'MEMBER', members: 'MEMBER', joinByLink: 'ANY' },
    linkPassword,
  },
  profileKey: keyOf(founder),
  actions: [
    { type: 'add', userId: nameOf(1), profileKey: keyOf(1), role: 'ADMINISTRATOR' },
    { type: 'add', userId: nameOf(2), profileKey: keyOf(2), role: 'MEMBER' },
    { type: 'invite', userId: nameOf(3), role: 'MEMBER' },
  ],
};

// A group's actor as its shard holds it: loads the group once, under a fence that older owners
// cannot pass, decides about commands in turn, and counts nothing before it is on disk. Leave to
// write is made once for a set of members and a day, since it is the same for everybody.

import type { Endorsements } from '#crypto';
import { endorsementsEndMs } from '#crypto';
import type { ErrorCode, GroupId } from '#protocol';
import { limits, ok, refuse } from '#protocol';
import type { Ask } from '../ask.ts';
import type { CommandDefinition } from '../command.ts';
import type { Effects, Ended } from '../effects.ts';
import { answerEffects, runEffects } from '../effects.ts';
import { EntityHandle } from '../entity.ts';
import { Unreachable } from '../ports.ts';
import { memberOf } from './actions.ts';
import type {
  ChangeAnswer,
  ChangeView,
  EndorsementsView,
  GroupActorState,
  GroupEffect,
  GroupView,
  LogAnswer,
} from './commands.ts';
import { stateOf } from './commands.ts';
import type { Group, GroupChange, Member } from './group.ts';

type GroupAsk = Ask<CommandDefinition<string, object, unknown, GroupActorState, GroupEffect>>;
type Of<Type> = Extract<GroupEffect, { readonly type: Type }>;

/** After a load that failed, commands are refused this long before the store is asked again. */
const loadRetryMs = 200;

const toBase64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

export class GroupHandle extends EntityHandle<GroupAsk, GroupId> {
  /** Absent until it was loaded, and again when it is not known what the store holds. */
  #state: GroupActorState | undefined;
  #loadFailedAtMs = Number.NEGATIVE_INFINITY;
  #endorsed: (Endorsements & { readonly members: readonly Member[] }) | undefined;

  /** Whatever the one before has known may be half of the truth. */
  override start(): this {
    this.#state = undefined;
    return this;
  }

  async decide(ask: GroupAsk): Promise<void> {
    const { clock } = this.scope.services;
    try {
      const refused = await this.#load();
      if (refused || !this.#state) return ask.answer(refuse(refused ?? 'server.unavailable'));
      if (!this.mayAct()) return ask.answer(refuse('shard.not_owner'));
      const decision = ask.definition.decide(this.#state, ask.command, clock.now());
      const code = await runEffects(effects, this, ask, decision);
      if (code) ask.answer(refuse(code));
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      // What the store holds is unknown: it is asked again.
      this.#state = undefined;
      ask.answer(refuse(error.refusal));
    }
  }

  async #load(): Promise<Ended> {
    if (this.#state) return undefined;
    const { groups, clock } = this.scope.services;
    if (clock.monotonic() - this.#loadFailedAtMs < loadRetryMs) return 'server.unavailable';
    try {
      const claimed = await groups.claim(this.id, this.fence);
      if (claimed === 'fenced') return this.#lose();
      const group = claimed === 'missing' ? undefined : claimed;
      this.#state = { id: this.id, group: group && (await this.#settled(group)) };
      return undefined;
    } catch (error) {
      if (error instanceof Unreachable) this.#loadFailedAtMs = clock.monotonic();
      throw error;
    }
  }

  async create(group: Group): Promise<Ended> {
    const created = await this.scope.services.groups.create(group, this.fence);
    if (created === 'created') {
      this.#state = { id: this.id, group };
      return undefined;
    }
    this.#state = undefined;
    return 'group.exists';
  }

  async change(group: Group, change: GroupChange): Promise<Ended> {
    const changed = await this.scope.services.groups.change(group, change, this.fence);
    // Nobody here knows what the group is until the picture is held.
    this.#state = undefined;
    if (changed === 'changed') {
      this.#state = { id: this.id, group: await this.#settled(group) };
      return undefined;
    }
    return changed === 'fenced' ? this.#lose() : 'group.not_found';
  }

  /**
   * The group once its picture is held, and the one of before let go. Whoever is cut off before
   * that is gone on for by whoever loads the group, as the stored one says that it is due.
   */
  async #settled({ avatarsLeft, ...group }: Group): Promise<Group> {
    const { avatars } = this.scope.services;
    const { avatarBlob } = group;
    if (avatarsLeft && avatarBlob) await avatars.hold(group.id, avatarBlob);
    for (const one of avatarsLeft ?? []) await avatars.release(group.id, one);
    return group;
  }

  #lose(): ErrorCode {
    this.fenced();
    return 'shard.not_owner';
  }

  sign(version: number, text: string): GroupChange {
    const bytes = new Uint8Array(Buffer.from(text));
    return { version, bytes, signature: this.scope.services.groupKeys.sign(bytes) };
  }

  /** Leave to write to all members; nothing for whoever is none. */
  async endorse({ group, by, nowMs }: GroupEffect): Promise<{ endorsements?: EndorsementsView }> {
    const { members } = group;
    if (!memberOf(group, by)) return {};
    const { groupKeys } = this.scope.services;
    const isFresh =
      this.#endorsed?.members === members &&
      this.#endorsed.expiresAtMs === endorsementsEndMs(nowMs);
    if (!isFresh) {
      const names = members.map(({ userId }) => Buffer.from(userId, 'base64'));
      const made = await groupKeys.endorse(names, nowMs);
      this.#endorsed = made && { ...made, members };
    }
    if (!this.#endorsed) return {};
    const { response, expiresAtMs } = this.#endorsed;
    return { endorsements: { response: toBase64(response), expiresAtMs } };
  }

  override mayLeave(idleMs: number): boolean {
    const isVacant = this.#state !== undefined && this.#state.group === undefined;
    return isVacant || super.mayLeave(idleMs);
  }
}

const viewOf = ({ version, bytes, signature }: GroupChange): ChangeView => ({
  version,
  change: toBase64(bytes),
  signature: toBase64(signature),
});

async function tellView(effect: GroupEffect, handle: GroupHandle, ask: GroupAsk) {
  const view: GroupView = { state: stateOf(effect.group), ...(await handle.endorse(effect)) };
  ask.answer(ok(view));
}

const effects = {
  ...answerEffects,
  async create(handle: GroupHandle, effect: Of<'create'>, ask: GroupAsk): Promise<Ended> {
    const code = await handle.create(effect.group);
    if (code) return code;
    await tellView(effect, handle, ask);
    return undefined;
  },
  async change(handle: GroupHandle, effect: Of<'change'>, ask: GroupAsk) {
    const { group, text } = effect;
    const change = handle.sign(group.version, text);
    const code = await handle.change(group, change);
    if (code) return code;
    const made: ChangeAnswer = {
      outcome: 'changed',
      change: viewOf(change),
      ...(await handle.endorse(effect)),
    };
    ask.answer(ok(made));
    return undefined;
  },
  async repeat(handle: GroupHandle, effect: Of<'repeat'>, ask: GroupAsk) {
    const { group } = effect;
    const [change] = await handle.scope.services.groups.log(group.id, group.version, 1);
    // All of a group that has ended is gone.
    if (!change) return 'group.not_member' as const;
    const made: ChangeAnswer = {
      outcome: 'changed',
      change: viewOf(change),
      ...(await handle.endorse(effect)),
    };
    ask.answer(ok(made));
    return undefined;
  },
  async view(handle: GroupHandle, effect: Of<'view'>, ask: GroupAsk): Promise<Ended> {
    await tellView(effect, handle, ask);
    return undefined;
  },
  async log(handle: GroupHandle, effect: Of<'log'>, ask: GroupAsk) {
    const { group, from } = effect;
    const found = await handle.scope.services.groups.log(group.id, from, limits.groupLogPageMax);
    const isLast = (found.at(-1)?.version ?? group.version) >= group.version;
    const told: LogAnswer = {
      changes: found.map(viewOf),
      version: group.version,
      ...(isLast ? await handle.endorse(effect) : {}),
    };
    ask.answer(ok(told));
    return undefined;
  },
} satisfies Effects<GroupHandle, GroupAsk, GroupActorState> & Record<GroupEffect['type'], unknown>;

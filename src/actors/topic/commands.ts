// What is asked of a topic, what is decided about it, and what is done then. The id of a topic says
// who may publish and who may hear; who is whose friend is known outside, and comes as a proof.
// Where its owner hears it itself, the owner shows itself: all who hear it are told.

import type { AccountId, ConnectionAddress, DeviceAddress, DeviceId, TopicId } from '#protocol';
import { encodeSignal, limits, noConnection, ownerOfTopic } from '#protocol';
import type { CommandDefinition, Decision as DecisionOf } from '../command.ts';
import { answer, refusal, refused } from '../command.ts';
import type { EffectOf } from '../effects.ts';
import type { DeliveryPort, Shown } from '../ports.ts';
import type { Audience, Subscriptions } from './audience.ts';

/** Signals that a topic takes at once. */
export const publishBurst = 20;
/** Another may follow every so often. */
export const publishRefillMs = 500;

/** After a move the gateways have subscribed their connections anew by then. */
export const gatherMs = 10_000;

export interface TopicState {
  readonly id: TopicId;
  readonly audience: Audience;
  /** When its actor began, by the same clock. */
  readonly sinceMs: number;
  /** Permits to publish, as of a time of this worker's monotonic clock. */
  readonly permits: number;
  readonly asOfMs: number;
}

/** Permits to publish at a time. */
function permitsAt({ permits, asOfMs }: TopicState, nowMs: number): number {
  return Math.min(publishBurst, permits + Math.max(0, nowMs - asOfMs) / publishRefillMs);
}

/** The state after a signal; undefined: there may be none now. */
export function withoutPermit(state: TopicState, nowMs: number): TopicState | undefined {
  const permits = permitsAt(state, nowMs);
  return permits < 1 ? undefined : { ...state, permits: permits - 1, asOfMs: nowMs };
}

/** Who shows itself, with one more. */
export function shownBy({ audience, sinceMs }: TopicState, nowMs: number, more?: DeviceId): Shown {
  const { shown } = audience;
  const isKnown = more === undefined || shown.includes(more);
  const devices = isKnown ? shown : [...shown, more].sort((a, b) => a - b);
  return { devices, whole: nowMs >= sinceMs + gatherMs };
}

/** True when nothing would be missed of it: nobody hears it, and its bucket is full. */
export function isVacant(state: TopicState, nowMs: number): boolean {
  return state.audience.size === 0 && permitsAt(state, nowMs) === publishBurst;
}

interface Subscribe {
  readonly account: AccountId;
  readonly device: DeviceId;
  /** Whether the account and the topic's owner are friends. */
  readonly isFriend: boolean;
  readonly connection: ConnectionAddress;
}

interface Unsubscribe {
  readonly connection: ConnectionAddress;
}

interface Join extends Unsubscribe {
  /** The device, where it is the owner's. */
  readonly own: DeviceId | undefined;
}

interface Exclude {
  readonly account: AccountId;
}

interface Publish {
  readonly from: DeviceAddress;
  readonly payload: Uint8Array;
}

/** What the effects work on. */
export interface TopicEdge {
  readonly id: TopicId;
  readonly subscriptions: Subscriptions;
  readonly delivery: DeliveryPort;
  nowMs(): number;
}

export const topicEffects = {
  /** Begins a subscription, or renews it. */
  join(topic: TopicEdge, { connection, own }: Join): undefined {
    topic.subscriptions.join(connection, topic.nowMs(), own);
  },
  leave({ subscriptions }: TopicEdge, { connection }: Unsubscribe): undefined {
    subscriptions.leave(connection);
  },
  /** One delivery to each worker that has subscribers; the event in it is encoded once for all. */
  fanOut({ id, subscriptions, delivery }: TopicEdge, { from, payload }: Publish): undefined {
    const event = encodeSignal({ topic: id, account: from.account, device: from.device, payload });
    tellAll({ subscriptions, delivery }, { type: 'signal', topic: id, event });
  },
  /** The workers end what connections of the account hear. */
  shutOut({ id, subscriptions, delivery }: TopicEdge, { account }: Exclude): undefined {
    tellAll({ subscriptions, delivery }, { type: 'unheard', topic: id, account });
  },
};

/** One delivery to each worker that has subscribers. */
export function tellAll(
  { subscriptions, delivery }: Pick<TopicEdge, 'subscriptions' | 'delivery'>,
  what: Parameters<DeliveryPort['send']>[1],
): void {
  for (const member of subscriptions.members) {
    delivery.send({ member, connection: noConnection }, what);
  }
}

type TopicEffect = EffectOf<typeof topicEffects>;
type TopicDecision<Answer> = DecisionOf<TopicState, TopicEffect, Answer>;
export type AnyTopicCommand = CommandDefinition<string, object, unknown, TopicState, TopicEffect>;

/** Declares a command of a topic. */
function topicCommand<const Type extends string, Body extends object, Answer>(
  declared: CommandDefinition<Type, Body, Answer, TopicState, TopicEffect>,
): CommandDefinition<Type, Body, Answer, TopicState, TopicEffect> {
  return declared;
}

/**
 * Subscribes a connection for `subscriptionMs`, or renews that; whoever may hear no more is out.
 * Answered with who shows itself. There is always room for the owner.
 * Refuses: relation.required, topic.full.
 */
const subscribe = topicCommand({
  type: 'subscribe',
  decide(state, { account, device, isFriend, connection }: Subscribe, nowMs): TopicDecision<Shown> {
    const { audience, id } = state;
    const own = account === ownerOfTopic(id) ? device : undefined;
    if (own === undefined && !isFriend) {
      return { state, effects: [{ type: 'leave', connection }, refusal('relation.required')] };
    }
    const isFull = audience.size >= limits.subscribersMax && !audience.has(connection);
    if (own === undefined && isFull) return refused(state, 'topic.full');
    const shown = shownBy(state, nowMs, own);
    return { state, effects: [{ type: 'join', connection, own }, answer(shown)] };
  },
});

/** Ends a subscription: nobody wants it any more, or the connection has ended. */
const unsubscribe = topicCommand({
  type: 'unsubscribe',
  decide: (state, { connection }: Unsubscribe): TopicDecision<null> => ({
    state,
    effects: [{ type: 'leave', connection }, answer(null)],
  }),
});

/** Ends the subscriptions of an account that may hear it no more, where they are. */
const exclude = topicCommand({
  type: 'exclude',
  decide: (state, { account }: Exclude): TopicDecision<null> => ({
    state,
    effects: [{ type: 'shutOut', account }, answer(null)],
  }),
});

/** Tells all who hear it just now. Refuses: auth.forbidden, rate.limited. */
const publish = topicCommand({
  type: 'publish',
  decide(state, { from, payload }: Publish, nowMs): TopicDecision<null> {
    if (from.account !== ownerOfTopic(state.id)) return refused(state, 'auth.forbidden');
    const next = withoutPermit(state, nowMs);
    if (!next) {
      const retryAfterMs = Math.ceil((1 - permitsAt(state, nowMs)) * publishRefillMs);
      return refused(state, 'rate.limited', { retryAfterMs });
    }
    return { state: next, effects: [{ type: 'fanOut', from, payload }, answer(null)] };
  },
});

export const topicCommands = [subscribe, unsubscribe, exclude, publish] as const;

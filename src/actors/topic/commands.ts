// What is asked of a topic, what is decided about it, and what is done then. The id of a topic says
// who may publish and who may hear; who is whose friend is known outside, and comes as a proof.

import type { AccountId, ConnectionAddress, ConnectionId, DeviceAddress, TopicId } from '#protocol';
import { encodeSignal, limits, ownerOfTopic } from '#protocol';
import type { CommandDefinition, Decision as DecisionOf } from '../command.ts';
import { answer, refusal, refused } from '../command.ts';
import type { EffectOf } from '../effects.ts';
import type { DeliveryPort } from '../ports.ts';
import type { Audience, Subscriptions } from './audience.ts';

/** Signals that a topic takes at once. */
export const publishBurst = 20;
/** Another may follow every so often. */
export const publishRefillMs = 500;

/** A delivery that is for a worker names no connection of it. */
const noConnection = '' as ConnectionId;

export interface TopicState {
  readonly id: TopicId;
  readonly audience: Audience;
  /** Permits to publish, as of a time of this worker's monotonic clock. */
  readonly permits: number;
  readonly asOfMs: number;
}

/** Permits to publish at a time. */
function permitsAt({ permits, asOfMs }: TopicState, nowMs: number): number {
  return Math.min(publishBurst, permits + Math.max(0, nowMs - asOfMs) / publishRefillMs);
}

/** True when nothing would be missed of it: nobody hears it, and its bucket is full. */
export function isVacant(state: TopicState, nowMs: number): boolean {
  return state.audience.size === 0 && permitsAt(state, nowMs) === publishBurst;
}

interface Subscribe {
  readonly account: AccountId;
  /** Whether the account and the topic's owner are friends. */
  readonly isFriend: boolean;
  readonly connection: ConnectionAddress;
}

interface Unsubscribe {
  readonly connection: ConnectionAddress;
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
  join(topic: TopicEdge, { connection }: Unsubscribe): undefined {
    topic.subscriptions.join(connection, topic.nowMs());
  },
  leave({ subscriptions }: TopicEdge, { connection }: Unsubscribe): undefined {
    subscriptions.leave(connection);
  },
  /** One delivery to each worker that has subscribers; the event in it is encoded once for all. */
  fanOut({ id, subscriptions, delivery }: TopicEdge, { from, payload }: Publish): undefined {
    const event = encodeSignal({ topic: id, account: from.account, device: from.device, payload });
    for (const member of subscriptions.members) {
      delivery.send({ member, connection: noConnection }, { type: 'signal', topic: id, event });
    }
  },
};

type TopicEffect = EffectOf<typeof topicEffects>;
export type TopicDecision = DecisionOf<TopicState, TopicEffect, null>;
export type AnyTopicCommand = CommandDefinition<string, object, null, TopicState, TopicEffect>;

/** Declares a command of a topic. */
function topicCommand<const Type extends string, Body extends object>(
  declared: CommandDefinition<Type, Body, null, TopicState, TopicEffect>,
): CommandDefinition<Type, Body, null, TopicState, TopicEffect> {
  return declared;
}

/**
 * Subscribes a connection for `subscriptionMs`, or renews that; whoever may hear no more is out.
 * Refuses: relation.required, topic.full.
 */
const subscribe = topicCommand({
  type: 'subscribe',
  decide(state, { account, isFriend, connection }: Subscribe): TopicDecision {
    const { audience, id } = state;
    if (account !== ownerOfTopic(id) && !isFriend) {
      return { state, effects: [{ type: 'leave', connection }, refusal('relation.required')] };
    }
    const isFull = audience.size >= limits.subscribersMax && !audience.has(connection);
    if (isFull) return refused(state, 'topic.full');
    return { state, effects: [{ type: 'join', connection }, answer(null)] };
  },
});

/** Ends a subscription: nobody wants it any more, or the connection has ended. */
const unsubscribe = topicCommand({
  type: 'unsubscribe',
  decide: (state, { connection }: Unsubscribe): TopicDecision => ({
    state,
    effects: [{ type: 'leave', connection }, answer(null)],
  }),
});

/**
 * Tells all who hear it just now. Refuses: auth.forbidden, message.too_large, rate.limited.
 */
const publish = topicCommand({
  type: 'publish',
  decide(state, { from, payload }: Publish, nowMs): TopicDecision {
    if (from.account !== ownerOfTopic(state.id)) return refused(state, 'auth.forbidden');
    if (payload.length > limits.signalBytesMax) return refused(state, 'message.too_large');
    const permits = permitsAt(state, nowMs);
    if (permits < 1) {
      const retryAfterMs = Math.ceil((1 - permits) * publishRefillMs);
      return refused(state, 'rate.limited', { retryAfterMs });
    }
    const next = { ...state, permits: permits - 1, asOfMs: nowMs };
    return { state: next, effects: [{ type: 'fanOut', from, payload }, answer(null)] };
  },
});

export const topicCommands = [subscribe, unsubscribe, publish] as const;

// Every event of the protocol. Each is declared in a file of its own; whatever needs to know which
// there are reads this list.

import { ackEvent } from './ack.ts';
import { authExpiringEvent } from './authExpiring.ts';
import { authRefreshEvent } from './authRefresh.ts';
import { callEndedEvent } from './callEnded.ts';
import { callHearEvent } from './callHear.ts';
import { callJoinEvent } from './callJoin.ts';
import { callLeaveEvent } from './callLeave.ts';
import { callMembersEvent } from './callMembers.ts';
import { callModerateEvent } from './callModerate.ts';
import { callMuteEvent } from './callMute.ts';
import { callSecureEvent } from './callSecure.ts';
import { callSendEvent } from './callSend.ts';
import { callUnhearEvent } from './callUnhear.ts';
import { closingEvent } from './closing.ts';
import type { ClientEventSpec, Party, ServerEventSpec } from './define.ts';
import { deliverEvent } from './deliver.ts';
import { helloEvent } from './hello.ts';
import { noticeEvent } from './notice.ts';
import { presenceEvent } from './presence.ts';
import { queueEmptyEvent } from './queueEmpty.ts';
import { requestEvent } from './request.ts';
import { securityEvent } from './security.ts';
import { sendEvent } from './send.ts';
import { sendGroupEvent } from './sendGroup.ts';
import { signalEvent } from './signal.ts';
import { topicPublishEvent } from './topicPublish.ts';
import { topicSubscribeEvent } from './topicSubscribe.ts';
import { topicUnsubscribeEvent } from './topicUnsubscribe.ts';

export * from './ack.ts';
export * from './authExpiring.ts';
export * from './authRefresh.ts';
export * from './callEnded.ts';
export * from './callHear.ts';
export * from './callJoin.ts';
export * from './callLeave.ts';
export * from './callMembers.ts';
export * from './callModerate.ts';
export * from './callMute.ts';
export * from './callSecure.ts';
export * from './callSend.ts';
export * from './callUnhear.ts';
export * from './closing.ts';
export * from './deliver.ts';
export * from './hello.ts';
export * from './notice.ts';
export * from './presence.ts';
export * from './request.ts';
export * from './security.ts';
export * from './send.ts';
export * from './sendGroup.ts';
export * from './signal.ts';
export * from './topicPublish.ts';
export * from './topicSubscribe.ts';
export * from './topicUnsubscribe.ts';

/** The events in the order of their pages. */
export const events = [
  sendEvent,
  sendGroupEvent,
  ackEvent,
  requestEvent,
  authRefreshEvent,
  topicSubscribeEvent,
  topicUnsubscribeEvent,
  topicPublishEvent,
  callJoinEvent,
  callSecureEvent,
  callSendEvent,
  callHearEvent,
  callUnhearEvent,
  callMuteEvent,
  callModerateEvent,
  callLeaveEvent,
  helloEvent,
  deliverEvent,
  queueEmptyEvent,
  noticeEvent,
  securityEvent,
  signalEvent,
  presenceEvent,
  callMembersEvent,
  callEndedEvent,
  authExpiringEvent,
  closingEvent,
] as const;

type AnyEvent = (typeof events)[number];
type ClientEvents = Extract<AnyEvent, { from: 'client' }>;
type ServerEvents = Extract<AnyEvent, { from: 'server' }>;

export type EventName = AnyEvent['name'];
export type ClientEventName = ClientEvents['name'];
export type ServerEventName = ServerEvents['name'];

type SaidBy<Event, By> = Event extends {
  readonly name: infer Name;
  readonly who: readonly (infer Who)[];
}
  ? By extends Who
    ? Name
    : never
  : never;
/** The clients' events that may be said on connections of that party. */
export type ClientEventOf<By extends Party> = SaidBy<ClientEvents, By>;

type Named<Name extends EventName> = Extract<AnyEvent, { name: Name }>;
/** What an event carries. */
export type EventBody<Name extends EventName> =
  Named<Name> extends { body: { encode(body: infer Body): Uint8Array } } ? Body : undefined;
/** What the handler of a client's event gets of it. */
export type EventAccepted<Name extends ClientEventName> =
  Named<Name> extends ClientEventSpec<Name, infer _, infer __, infer Accepted> ? Accepted : never;
/** What a client's event is answered with. */
export type EventAnswer<Name extends ClientEventName> =
  Named<Name> extends ClientEventSpec<Name, infer _, infer Answer, infer __> ? Answer : never;

/** Events that clients send, by name. */
export const clientEvents: ReadonlyMap<unknown, ClientEventSpec<ClientEventName>> = new Map(
  events.flatMap((event) => (event.from === 'client' ? [[event.name, event]] : [])),
);
/** Events that the server sends, by name. */
export const serverEvents: ReadonlyMap<unknown, ServerEventSpec<ServerEventName>> = new Map(
  events.flatMap((event) => (event.from === 'server' ? [[event.name, event]] : [])),
);

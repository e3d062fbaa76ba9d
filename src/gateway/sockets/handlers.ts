// What each event of a client does, by the parties that may say it: one entry for every event of
// the list in src/protocol/events. ClientEvents has read, counted and priced it before, and
// answers it afterwards.

import type { AuthenticatedDevice } from '#actors';
import type {
  ClientEventName,
  ClientEventOf,
  EventAccepted,
  EventAnswer,
  Result,
  SendFrame,
} from '#protocol';
import { accountAddress, ok } from '#protocol';
import type { Router } from '#routing';
import type { Connection } from '../egress/connection.ts';
import type { PlainConnection } from '../egress/plainConnection.ts';
import type { Calls } from '../egress/calls.ts';
import type { Topics } from '../egress/topics.ts';
import type { AnonymousPort } from '../ingress/anonymous.ts';
import type { Api, ApiRequest } from '../ingress/api.ts';
import { responseOf } from './answers.ts';
import type { TokenEnds } from './tokenEnds.ts';

/** Checks a send, counts it against its limits, and brings it to its account's actor. */
type AcceptSend = (
  device: AuthenticatedDevice,
  frame: SendFrame,
) => Promise<Result<{ readonly serverTimestamp: number; readonly needsSync: boolean }>>;

/** What handlers work with. */
export interface EventTools {
  readonly router: Pick<Router, 'ask' | 'member'>;
  readonly api: Api;
  readonly acceptSend: AcceptSend;
  readonly anonymous: Pick<AnonymousPort, 'send' | 'sendGroup'>;
  readonly ends: Pick<TokenEnds, 'refresh'>;
  readonly topics: Pick<Topics, 'subscribe' | 'unsubscribe' | 'publish'>;
  readonly calls: Pick<Calls, 'join' | 'ask' | 'leave'>;
}

type Handler<Name extends ClientEventName, To = Connection> = (
  tools: EventTools,
  connection: To,
  body: EventAccepted<Name>,
) => Promise<Result<EventAnswer<Name>>>;

/** What devices say. */
export const handlers: { readonly [Name in ClientEventOf<'device'>]: Handler<Name> } = {
  send: ({ acceptSend }, { device }, frame) => acceptSend(device, frame),

  async ack({ router }, connection, guids) {
    const { outstanding } = connection;
    const { account, device, credential } = connection.device;
    const removed = await router.ask(accountAddress(account), {
      type: 'acknowledge',
      device,
      connection: { member: router.member, connection: connection.id },
      guids,
      credential,
      trace: outstanding.takeTrace(guids),
    });
    outstanding.forget(guids);
    return removed.ok ? ok({}) : removed;
  },

  request: ({ api }, { ip, device }, frame) => request(api, frame, { ip, device }),

  async 'auth:refresh'({ ends }, connection, { accessToken }) {
    const refusal = await ends.refresh(connection, accessToken);
    return refusal ? { ok: false, refusal } : ok({});
  },

  'topic:subscribe': ({ topics }, connection, { topic }) =>
    done(topics.subscribe(connection, topic)),

  'topic:unsubscribe': ({ topics }, connection, { topic }) =>
    done(topics.unsubscribe(connection, topic)),

  'topic:publish': ({ topics }, connection, { topic, payload }) =>
    done(topics.publish(connection, topic, payload)),
};

/** What those say who say no name. */
export const anonymousHandlers: {
  readonly [Name in ClientEventOf<'anonymous'>]: Handler<Name, PlainConnection>;
} = {
  send: ({ anonymous }, { ip }, frame) => anonymous.send(frame, ip),
  'send:group': ({ anonymous }, { ip }, frame) => anonymous.sendGroup(frame, ip),
  request: ({ api }, { ip }, frame) => request(api, frame, { ip, isAnonymous: true }),

  async 'call:join'({ calls }, connection, frame) {
    const place = await calls.join(connection, frame);
    return place.ok ? ok({ place: place.value }) : place;
  },
  'call:secure': ({ calls }, connection, { call, ...dtls }) =>
    done(calls.ask(connection, call, (seat) => ({ type: 'secure', dtls, ...seat }))),
  async 'call:send'({ calls }, connection, { call, ...sending }) {
    const source = await calls.ask(connection, call, (seat) => ({
      type: 'send',
      sending,
      ...seat,
    }));
    return source.ok ? ok({ source: source.value }) : source;
  },
  async 'call:hear'({ calls }, connection, { call, source }) {
    const heard = await calls.ask(connection, call, (seat) => ({ type: 'hear', source, ...seat }));
    return heard.ok ? ok(heard.value) : heard;
  },
  'call:unhear': ({ calls }, connection, { call, source }) =>
    done(calls.ask(connection, call, (seat) => ({ type: 'unhear', source, ...seat }))),
  'call:mute': ({ calls }, connection, { call, source, muted }) =>
    done(calls.ask(connection, call, (seat) => ({ type: 'mute', source, muted, ...seat }))),
  'call:moderate': ({ calls }, connection, { call, mediaId: whom, deed }) =>
    done(calls.ask(connection, call, (seat) => ({ type: 'moderate', whom, deed, ...seat }))),
  'call:leave': ({ calls }, connection, { call }) => done(calls.leave(connection, call)),
};

async function request(
  api: Api,
  { path: target, ...asked }: EventAccepted<'request'>,
  by: Pick<ApiRequest, 'ip' | 'device' | 'isAnonymous'>,
): Promise<Result<EventAnswer<'request'>>> {
  return ok(responseOf(await api.answer({ ...asked, target, ...by })));
}

async function done(asked: Promise<Result<null>>): Promise<Result<object>> {
  const answer = await asked;
  return answer.ok ? ok({}) : answer;
}

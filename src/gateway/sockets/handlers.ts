// What each event of a client does, by the parties that may say it: one entry for every event of
// the table in src/protocol/events. ClientEvents has read, counted and priced it before, and
// answers it afterwards.

import type { AuthenticatedDevice } from '#actors';
import type {
  ClientEventName,
  ClientEventOf,
  EnvelopeGuid,
  EventAnswer,
  EventBody,
  Result,
  SendFrame,
  TopicId,
} from '#protocol';
import { accountAddress, guidFromBytes, limits, ok, parseTopicId, refuse } from '#protocol';
import type { Router } from '#routing';
import type { Connection } from '../egress/connection.ts';
import type { PlainConnection } from '../egress/plainConnection.ts';
import type { Topics } from '../egress/topics.ts';
import type { AnonymousPort } from '../ingress/anonymous.ts';
import type { Api, ApiRequest } from '../ingress/api.ts';
import { responseOf } from './answers.ts';
import type { TokenEnds } from './tokenEnds.ts';

/** Headers of one `request`. */
const requestHeadersMax = 64;

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
}

type Handler<Name extends ClientEventName, To = Connection> = (
  tools: EventTools,
  connection: To,
  body: EventBody<Name>,
) => Promise<Result<EventAnswer<Name>>>;

/** Of devices. */
export const handlers: { readonly [Name in ClientEventOf<'device'>]: Handler<Name> } = {
  send: ({ acceptSend }, { device }, frame) => acceptSend(device, frame),

  async ack({ router }, connection, list) {
    const guids = readGuids(list);
    if (!guids.ok) return guids;
    const { outstanding } = connection;
    const { account, device, credential } = connection.device;
    const removed = await router.ask(accountAddress(account), {
      type: 'acknowledge',
      device,
      connection: { member: router.member, connection: connection.id },
      guids: guids.value,
      credential,
      trace: outstanding.takeTrace(guids.value),
    });
    outstanding.forget(guids.value);
    return removed.ok ? ok({}) : removed;
  },

  request: ({ api }, { ip, device }, frame) => request(api, frame, { ip, device }),

  async 'auth:refresh'({ ends }, connection, { accessToken }) {
    const refusal = await ends.refresh(connection, accessToken);
    return refusal ? { ok: false, refusal } : ok({});
  },

  'topic:subscribe': ({ topics }, connection, { topic }) =>
    aboutTopic(topic, (id) => topics.subscribe(connection, id)),

  'topic:unsubscribe': ({ topics }, connection, { topic }) =>
    aboutTopic(topic, (id) => topics.unsubscribe(connection, id)),

  'topic:publish': ({ topics }, connection, { topic, payload }) =>
    aboutTopic(topic, (id) => topics.publish(connection, id, payload)),
};

/** Of those who say no name. */
export const anonymousHandlers: {
  readonly [Name in ClientEventOf<'anonymous'>]: Handler<Name, PlainConnection>;
} = {
  send: ({ anonymous }, { ip }, frame) => anonymous.send(frame, ip),
  'send:group': ({ anonymous }, { ip }, frame) => anonymous.sendGroup(frame, ip),
  request: ({ api }, { ip }, frame) => request(api, frame, { ip, isAnonymous: true }),
};

async function request(
  api: Api,
  { verb, path, headers: lines, body }: EventBody<'request'>,
  by: Pick<ApiRequest, 'ip' | 'device' | 'isAnonymous'>,
): Promise<Result<EventAnswer<'request'>>> {
  const headers = readHeaders(lines);
  if (!headers || !/^\/[\x21-\x7e]*$/.test(path)) return refuse('request.malformed');
  return ok(responseOf(await api.answer({ verb, target: path, headers, body, ...by })));
}

async function aboutTopic(
  text: string,
  ask: (topic: TopicId) => Promise<Result<null>>,
): Promise<Result<object>> {
  const topic = parseTopicId(text);
  if (!topic) return refuse('request.invalid', { detail: 'There is no such topic.' });
  const done = await ask(topic);
  return done.ok ? ok({}) : done;
}

function readGuids(list: readonly Uint8Array[]): Result<EnvelopeGuid[]> {
  if (list.length === 0 || list.length > limits.ackGuidsMax) {
    return refuse('request.invalid', { detail: `1 to ${limits.ackGuidsMax} guids are expected.` });
  }
  const guids: EnvelopeGuid[] = [];
  for (const bytes of list) {
    const guid = guidFromBytes(bytes);
    if (guid === undefined) return refuse('request.invalid', { detail: 'A guid has 16 bytes.' });
    guids.push(guid);
  }
  return ok(guids);
}

/** `name: value` lines as a record without prototype; `undefined` when one is no header. */
function readHeaders(lines: readonly string[]): Record<string, string> | undefined {
  if (lines.length > requestHeadersMax) return undefined;
  const headers: Record<string, string> = Object.create(null);
  for (const line of lines) {
    const form = /^([!#$%&'*+.^`|~\w-]{1,64}):[ \t]*([\t\x20-\x7e\x80-\xff]{0,8192})$/.exec(line);
    if (!form?.[1]) return undefined;
    headers[form[1].toLowerCase()] = form[2] ?? '';
  }
  return headers;
}

// The AsyncAPI 3.1 document of the Socket.IO door, made from the list of events and the proto file
// that its codecs are generated from.

import type { ClientEventSpec, Party, ServerEventSpec } from '#protocol';
import { everyEventRefuses } from '#protocol';

type Json = Record<string, unknown>;
/** An event of the list. */
export type DescribedEvent =
  | ({ readonly from: 'client' } & ClientEventSpec)
  | ({ readonly from: 'server' } & ServerEventSpec);

/** An event of the namespace where new devices wait. */
type DescribedLinkEvent = Omit<Extract<DescribedEvent, { from: 'server' }>, 'tag'>;

/** The channel of each party's connections. */
const channels: Readonly<Record<Party, { readonly name: string; readonly description: string }>> = {
  device: { name: 'socket', description: 'A connection of a device: Socket.IO 4, namespace `/`.' },
  anonymous: {
    name: 'anonymous',
    description: 'A connection of somebody who says no name: Socket.IO 4, namespace `/`.',
  },
  link: {
    name: 'link',
    description: 'A new device that waits for its primary: Socket.IO 4, namespace `/link`.',
  },
};
const contentType = 'application/x-protobuf';
const schemaFormat = 'application/vnd.google.protobuf;version=3';

/** The document of these events; `proto` is the text that declares their messages. */
export function describeEvents(
  events: readonly DescribedEvent[],
  linkEvents: readonly DescribedLinkEvent[],
  proto: string,
): Json {
  const all = [...events, ...linkEvents];
  const channel = ([party, { name, description }]: [string, (typeof channels)[Party]]) => {
    const heard = all.filter(({ who }) => (who as readonly string[]).includes(party));
    const messages = referencesTo(heard.flatMap(messagesOf));
    return [name, { address: '/socket.io/', description, messages }];
  };
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Aldis',
      version: '1',
      description: 'Events of the Socket.IO door; docs/protocol.md has the handshake and the rest.',
      license: { name: 'AGPL-3.0-only' },
    },
    defaultContentType: contentType,
    channels: Object.fromEntries(Object.entries(channels).map(channel)),
    operations: Object.fromEntries(all.map((event) => [keyOf(event.name), operation(event)])),
    components: { messages: Object.fromEntries(all.flatMap(messagesOf)), schemas: schemas(proto) },
  };
}

const referencesTo = (messages: readonly [string, Json][]): Json =>
  Object.fromEntries(messages.map(([key]) => [key, { $ref: `#/components/messages/${key}` }]));

/** `auth:refresh` → `authRefresh`. */
const keyOf = (name: string): string =>
  name.replace(/\W(\w)/g, (_, next: string) => next.toUpperCase());

function messagesOf(event: DescribedEvent | DescribedLinkEvent): [string, Json][] {
  const key = keyOf(event.name);
  const body = message(event.name, event.summary, event.body?.message);
  if (event.from === 'server') return [[key, body]];
  const answer = message(`${event.name} answer`, 'Its answer.', event.answer.message);
  return [
    [key, body],
    [`${key}Answer`, answer],
  ];
}

function message(name: string, summary: string, schema: string | undefined): Json {
  const payload = schema ? { payload: { $ref: `#/components/schemas/${schema}` } } : {};
  return { name, summary, contentType, ...payload };
}

/** On the channel of the first party that says or hears it; `x-who` names all. */
function operation(event: DescribedEvent | DescribedLinkEvent): Json {
  const { name, summary, guarantee, who } = event;
  const channel = `#/channels/${channels[who[0] ?? 'device'].name}`;
  const key = keyOf(name);
  const whole = {
    action: 'send',
    channel: { $ref: channel },
    summary,
    description: guarantee,
    messages: [{ $ref: `${channel}/messages/${key}` }],
    'x-who': who,
    ...('tag' in event && { 'x-tag': event.tag }),
  };
  if (event.from === 'server') return whole;
  const { accepts, refuses, bytesMax, permits } = event;
  return {
    ...whole,
    action: 'receive',
    reply: { channel: { $ref: channel }, messages: [{ $ref: `${channel}/messages/${key}Answer` }] },
    ...(accepts && { 'x-accepts': accepts.says }),
    'x-refuses': [...refuses, ...everyEventRefuses],
    'x-bytes-max': bytesMax,
    'x-permits': permits,
  };
}

/** Each message of a proto file, with those it holds. */
function schemas(proto: string): Json {
  const declared = /(?:^\/\/ .*\n)*^message (\w+) \{\n[\s\S]*?^\}\n/gm;
  const texts = new Map([...proto.matchAll(declared)].map(([text, name = '']) => [name, text]));
  const held = (name: string, found = new Set<string>()): Set<string> => {
    found.add(name);
    for (const [, type = ''] of (texts.get(name) ?? '').matchAll(/(\w+) \w+ = \d+;/g)) {
      if (texts.has(type) && !found.has(type)) held(type, found);
    }
    return found;
  };
  const whole = (name: string) =>
    ['syntax = "proto3";\n', ...[...held(name)].map((one) => texts.get(one))].join('\n');
  return Object.fromEntries(
    [...texts.keys()].map((name) => [name, { schemaFormat, schema: whole(name) }]),
  );
}

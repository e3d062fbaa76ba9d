// The AsyncAPI 3.1 document of the Socket.IO door, made from the table of events and the proto file
// that its codecs are generated from.

import type { ClientEventSpec, ServerEventSpec } from '#protocol';
import { everyEventRefuses } from '#protocol';

type Json = Record<string, unknown>;
/** An event of the table. */
export type DescribedEvent =
  | ({ readonly from: 'client' } & ClientEventSpec)
  | ({ readonly from: 'server' } & ServerEventSpec);

/** An event of the namespace where new devices wait. */
type DescribedLinkEvent = Omit<Extract<DescribedEvent, { from: 'server' }>, 'tag'>;

const channels = { socket: '#/channels/socket', link: '#/channels/link' } as const;
const contentType = 'application/x-protobuf';
const schemaFormat = 'application/vnd.google.protobuf;version=3';

/** The document of these events; `proto` is the text that declares their messages. */
export function describeEvents(
  events: readonly DescribedEvent[],
  linkEvents: readonly DescribedLinkEvent[],
  proto: string,
): Json {
  const [own, ofLink] = [events.flatMap(messagesOf), linkEvents.flatMap(messagesOf)];
  const operations = [
    ...events.map((event) => [keyOf(event.name), operation(event)]),
    ...linkEvents.map((event) => [keyOf(event.name), sending(event, channels.link)]),
  ];
  return {
    asyncapi: '3.1.0',
    info: {
      title: 'Aldis',
      version: '1',
      description: 'Events of the Socket.IO door; docs/protocol.md has the handshake and the rest.',
      license: { name: 'AGPL-3.0-only' },
    },
    defaultContentType: contentType,
    channels: {
      socket: {
        address: '/socket.io/',
        description: 'A connection of a device: Socket.IO 4, namespace `/`.',
        messages: referencesTo(own),
      },
      link: {
        address: '/socket.io/',
        description: 'A new device that waits for its primary: Socket.IO 4, namespace `/link`.',
        messages: referencesTo(ofLink),
      },
    },
    operations: Object.fromEntries(operations),
    components: { messages: Object.fromEntries([...own, ...ofLink]), schemas: schemas(proto) },
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

function operation(event: DescribedEvent): Json {
  const { socket } = channels;
  const whole = { ...sending(event, socket), 'x-tag': event.tag };
  if (event.from === 'server') return whole;
  const key = keyOf(event.name);
  const { refuses, bytesMax, permits } = event;
  return {
    ...whole,
    action: 'receive',
    reply: {
      channel: { $ref: socket },
      messages: [{ $ref: `${socket}/messages/${key}Answer` }],
    },
    'x-refuses': [...refuses, ...everyEventRefuses],
    'x-bytes-max': bytesMax,
    'x-permits': permits,
  };
}

/** What every operation says; the server sends it where nothing else is said. */
function sending(
  { name, summary, guarantee }: Pick<DescribedEvent, 'name' | 'summary' | 'guarantee'>,
  channel: string,
): Json {
  return {
    action: 'send',
    channel: { $ref: channel },
    summary,
    description: guarantee,
    messages: [{ $ref: `${channel}/messages/${keyOf(name)}` }],
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

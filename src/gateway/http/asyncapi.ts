// The AsyncAPI 3.1 document of the Socket.IO door, made from the table of events and the proto file
// that its codecs are generated from.

import type { ClientEventSpec, ServerEventSpec } from '#protocol';
import { everyEventRefuses } from '#protocol';

type Json = Record<string, unknown>;
/** An event of the table. */
export type DescribedEvent =
  | ({ readonly from: 'client' } & ClientEventSpec)
  | ({ readonly from: 'server' } & ServerEventSpec);

const channel = '#/channels/socket';
const contentType = 'application/x-protobuf';
const schemaFormat = 'application/vnd.google.protobuf;version=3';

/** The document of these events; `proto` is the text that declares their messages. */
export function describeEvents(events: readonly DescribedEvent[], proto: string): Json {
  const messages = events.flatMap(messagesOf);
  const references = messages.map(([key]) => [key, { $ref: `#/components/messages/${key}` }]);
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
        messages: Object.fromEntries(references),
      },
    },
    operations: Object.fromEntries(events.map((event) => [keyOf(event.name), operation(event)])),
    components: { messages: Object.fromEntries(messages), schemas: schemas(proto) },
  };
}

/** `auth:refresh` → `authRefresh`. */
const keyOf = (name: string): string =>
  name.replace(/\W(\w)/g, (_, next: string) => next.toUpperCase());

function messagesOf(event: DescribedEvent): [string, Json][] {
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
  const key = keyOf(event.name);
  const { summary, guarantee, tag } = event;
  const whole = {
    action: event.from === 'client' ? 'receive' : 'send',
    channel: { $ref: channel },
    summary,
    messages: [{ $ref: `${channel}/messages/${key}` }],
    'x-tag': tag,
  };
  if (event.from === 'server') return { ...whole, description: guarantee };
  const { refuses, bytesMax, permits } = event;
  return {
    ...whole,
    description: guarantee,
    reply: {
      channel: { $ref: channel },
      messages: [{ $ref: `${channel}/messages/${key}Answer` }],
    },
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

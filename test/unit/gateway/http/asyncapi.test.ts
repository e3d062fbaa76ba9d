// Promises of the description of the Socket.IO door: every event is in it, and it is AsyncAPI 3.1.

import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { errorCodes, events, linkEvents } from '#protocol';
import { describeEvents } from '../../../../src/gateway/http/asyncapi.ts';
import { messageType } from '../../../support/wireMessages.ts';

type Json = Record<string, unknown>;
const proto = readFileSync(new URL('../../../../proto/gateway.proto', import.meta.url), 'utf8');
const document = JSON.parse(JSON.stringify(describeEvents(events, linkEvents, proto))) as Json;

/** What the specification lets each of its objects hold, the required ones first. */
const objects: Record<string, readonly [required: string, optional: string]> = {
  document: ['asyncapi info', 'id servers defaultContentType channels operations components'],
  info: ['title version', 'description termsOfService contact license tags externalDocs'],
  license: ['name', 'url'],
  channel: [
    '',
    'address messages title summary description servers parameters tags externalDocs bindings',
  ],
  operation: [
    'action channel',
    'title summary description security tags externalDocs bindings traits messages reply',
  ],
  reply: ['', 'address channel messages'],
  message: [
    '',
    'headers payload correlationId contentType name title summary description tags externalDocs ' +
      'bindings examples traits',
  ],
  schema: ['schemaFormat schema', ''],
  reference: ['$ref', ''],
  components: ['', 'schemas messages channels operations servers securitySchemes replies'],
};

function faultsOf(kind: string, value: unknown): string[] {
  const [required = '', optional = ''] = objects[kind] ?? [];
  const keys = Object.keys(value as Json);
  const missing = required.split(' ').filter((key) => key !== '' && !keys.includes(key));
  const known = [...required.split(' '), ...optional.split(' ')];
  const foreign = keys.filter((key) => !known.includes(key) && !/^x-[\w.-]+$/.test(key));
  return [...missing, ...foreign].map((key) => `${kind}: ${key}`);
}

/** The object that a reference names; undefined for none. */
function resolved(reference: unknown): unknown {
  const path = String((reference as Json)['$ref'])
    .replace(/^#\//, '')
    .split('/');
  return path.reduce<unknown>((at, key) => (at as Json | undefined)?.[key], document);
}

const part = (name: string) => document[name] as Record<string, Json>;
const { messages = {}, schemas = {} } = part('components') as Record<string, Record<string, Json>>;
const operations = Object.values(part('operations'));

describe('the AsyncAPI document', () => {
  it('is AsyncAPI 3.1 in all its parts', () => {
    expect(document['asyncapi']).toBe('3.1.0');
    const faults = [
      ...faultsOf('document', document),
      ...faultsOf('info', document['info']),
      ...faultsOf('license', part('info')['license']),
      ...Object.values(part('channels')).flatMap((one) => faultsOf('channel', one)),
      ...operations.flatMap((one) => faultsOf('operation', one)),
      ...operations.flatMap(({ reply }) => (reply ? faultsOf('reply', reply) : [])),
      ...faultsOf('components', document['components']),
      ...Object.values(messages).flatMap((one) => faultsOf('message', one)),
      ...Object.values(schemas).flatMap((one) => faultsOf('schema', one)),
    ];
    expect(faults).toEqual([]);
    const keys = [part('channels'), part('operations'), messages, schemas].flatMap(Object.keys);
    for (const key of keys) expect(key).toMatch(/^[a-zA-Z0-9.\-_]+$/);
  });

  it('refers to nothing that is not there', () => {
    const references: Json[] = [];
    JSON.stringify(document, (_key, value: unknown) => {
      if (typeof value === 'object' && value !== null && '$ref' in value) {
        references.push(value as Json);
      }
      return value;
    });
    expect(references.length).toBeGreaterThan(3 * events.length);
    for (const one of references) {
      expect(faultsOf('reference', one)).toEqual([]);
      expect(resolved(one), String(one['$ref'])).toBeDefined();
    }
    for (const { channel, messages: named, reply } of operations) {
      const prefix = String((channel as Json)['$ref']);
      const inChannel = Object.keys((resolved(channel) as Json)['messages'] as Json);
      const all = [...(named as Json[]), ...(((reply as Json)?.['messages'] as Json[]) ?? [])];
      for (const one of all) {
        expect(inChannel.map((key) => `${prefix}/messages/${key}`)).toContain(one['$ref']);
      }
    }
  });

  it('has every event, what it says of itself, and what it carries', () => {
    const described = operations.map((operation) => {
      const [reference] = operation['messages'] as Json[];
      const message = resolved(resolved(reference)) as Json;
      return { operation, message };
    });
    const all = [...events, ...linkEvents];
    expect(described.map(({ message }) => message['name'])).toEqual(all.map((one) => one.name));
    for (const [index, event] of all.entries()) {
      const { operation, message } = described[index] as (typeof described)[number];
      expect(operation['action']).toBe(event.from === 'client' ? 'receive' : 'send');
      expect(operation['reply'] !== undefined).toBe(event.from === 'client');
      expect(operation['description']).toBe(event.guarantee);
      const payload = message['payload'] as Json | undefined;
      expect(payload?.['$ref']).toBe(event.body && `#/components/schemas/${event.body.message}`);
      if (event.from === 'server') continue;
      for (const code of operation['x-refuses'] as string[]) expect(errorCodes).toContain(code);
    }
  });

  it('carries messages that stand by themselves and are those of the proto files', () => {
    for (const [name, { schema }] of Object.entries(schemas)) {
      const alone = protobuf.parse(String(schema), new protobuf.Root()).root.resolveAll();
      expect(alone.lookupType(name).toJSON()).toEqual(messageType(name).toJSON());
    }
  });
});

describe('the table of events', () => {
  it('gives no name and no tag twice, and says of each in sentences what holds', () => {
    for (const key of ['name', 'tag', 'summary'] as const) {
      expect(new Set(events.map((one) => one[key])).size).toBe(events.length);
    }
    for (const { name, tag, summary, guarantee } of events) {
      expect(tag, name).toBeGreaterThan(0);
      expect(tag, name).toBeLessThan(128);
      for (const text of [summary, guarantee]) expect(text, name).toMatch(/^[A-Z][^\n]+\.$/);
    }
  });
});

// The OpenAPI 3.1 document, made from the list of routes and the very schemas that check requests.

import { errorCodes, errorRow } from '#protocol';
import { z } from 'zod/v4';
import type { Route, RouteAuth } from '../ingress/route.ts';
import { scopeOf } from '../ingress/route.ts';
import { exampleOf } from './examples.ts';

type Json = Record<string, unknown>;

const security = {
  none: [],
  device: [{ device: [] }, { accessToken: [] }],
  deviceOrAccess: [{ device: [] }, { accessToken: [] }, { accessKey: [] }, { sendToken: [] }],
  password: [{ device: [] }],
  registration: [{ registration: [] }],
  linking: [{ linking: [] }],
  group: [{ group: [] }],
  sendToken: [{ sendToken: [] }],
  operator: [{ operator: [] }],
} as const satisfies Record<RouteAuth, readonly Json[]>;

/** The document of these routes. */
export function describeApi(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.verb.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Aldis',
      version: '1',
      description:
        'End-to-end-encrypted messaging. Every route is also served over Socket.IO by `request`.',
      license: { name: 'AGPL-3.0-only', identifier: 'AGPL-3.0-only' },
    },
    // Whichever host served the document.
    servers: [{ url: '/' }],
    paths,
    components: { securitySchemes: schemes(), schemas: errorSchemas() },
  };
}

function operation(route: Route): Json {
  const body = route.body ? { requestBody: requestBody(route.body, route.mediaType) } : {};
  return {
    summary: route.summary,
    operationId: `${route.verb.toLowerCase()}${route.path.replace(/\W+(\w?)/g, (_, next: string) =>
      next.toUpperCase(),
    )}`,
    tags: [tagOf(route)],
    parameters: [
      ...parameters(route.params, 'path'),
      ...parameters(route.query, 'query'),
      ...(isSend(route) ? [idempotencyKey] : []),
    ],
    ...body,
    responses: responses(route),
    security: securityOf(route),
    ...(route.proof ? { 'x-aldis-proof': route.proof } : {}),
  };
}

const isSend = ({ verb, path }: Route): boolean =>
  verb !== 'GET' && (path === '/api/signal/messages' || path === '/v1/messages/:serviceId');

/** Who may ask, and the scope that a token of theirs takes. */
function securityOf(route: Route): Json[] {
  const ways: readonly Json[] = security[route.auth];
  const byToken = route.proof && route.auth === 'password' ? [{ accessToken: [] }] : [];
  return [...ways, ...byToken].map((way) =>
    'accessToken' in way ? { accessToken: [scopeOf(route)] } : way,
  );
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description: 'The guid of the message; the same on every retry.',
  schema: { type: 'string', pattern: '^[0-9a-f]{32}$' },
};

function tagOf(route: Route): string {
  if (route.style === 'facade') return 'facade';
  const [first = '', second] = route.path.split('/').slice(1);
  return /^v\d$/.test(first) ? (second ?? first) : 'health';
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

function requestBody(schema: z.ZodType, mediaType?: string): Json {
  if (mediaType) return { required: true, content: { [mediaType]: { schema: {} } } };
  return { required: true, content: { 'application/json': shown(schemaOf(schema, 'input')) } };
}

/** A schema and what it may look like. */
function shown(schema: Json): Json {
  return { schema, example: exampleOf(schema) };
}

function parameters(schema: z.ZodType | undefined, where: 'path' | 'query'): Json[] {
  if (!schema) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
  }));
}

function responses(route: Route): Json {
  const found: Json = {};
  for (const [status, schema] of Object.entries(route.answers)) {
    const type = route.path === '/metrics' ? 'text/plain' : 'application/json';
    if (route.streams) {
      const schema = { type: 'string', format: 'binary' };
      found[status] = { description: 'Done.', content: { [route.streams]: { schema } } };
      continue;
    }
    found[status] = {
      description: schema ? 'Done.' : 'Done; the body is empty.',
      ...(schema ? { content: { [type]: shown(schemaOf(schema, 'output')) } } : {}),
    };
  }
  const [type, name] =
    route.style === 'problem'
      ? ['application/problem+json', 'Problem']
      : ['application/json', route.style === 'facade' ? 'FacadeError' : 'SignalError'];
  const schema = { $ref: `#/components/schemas/${name}` };
  found['default'] = {
    description: 'Refused; header `x-aldis-code` holds the code of docs/errors.md.',
    content: { [type]: { schema } },
  };
  return found;
}

function schemes(): Json {
  const basic = (description: string) => ({ type: 'http', scheme: 'basic', description });
  const bearer = (description: string) => ({ type: 'http', scheme: 'bearer', description });
  return {
    device: basic('User name `aci.deviceId`, password of the device.'),
    accessToken: bearer(
      'An access token of /v1/auth/{token,session,refresh,proof}, of that scope or `device`. ' +
        'Where `x-aldis-proof` is `fresh`, made with proof within five minutes.',
    ),
    registration: basic('User name: the phone number, or `invitation`; password: the new one.'),
    linking: basic('User name: the ACI; password: the new one.'),
    group: basic("User name: the group's public parameters, password: a presentation; both hex."),
    operator: bearer("The operators' token."),
    sendToken: {
      type: 'apiKey',
      in: 'header',
      name: 'Group-Send-Token',
      description: 'Leave to write to exactly the recipients, base64, without any other proof.',
    },
    accessKey: {
      type: 'apiKey',
      in: 'header',
      name: 'Unidentified-Access-Key',
      description: 'The access key of the account, base64, without any other proof.',
    },
  };
}

function errorSchemas(): Json {
  const codes = errorCodes.filter((code) => errorRow(code).status > 0);
  const devices = { type: 'array', items: { type: 'integer' } };
  return {
    Problem: {
      type: 'object',
      required: ['type', 'title', 'status', 'code', 'instance'],
      properties: {
        type: { type: 'string', format: 'uri' },
        title: { type: 'string' },
        status: { type: 'integer' },
        code: { type: 'string', enum: codes },
        detail: { type: 'string' },
        instance: { type: 'string', format: 'uri' },
      },
    },
    SignalError: {
      type: 'object',
      properties: {
        code: { type: 'string', enum: codes },
        message: { type: 'string' },
        missingDevices: devices,
        extraDevices: devices,
        staleDevices: devices,
      },
    },
    FacadeError: {
      type: 'object',
      required: ['success', 'error', 'statusCode'],
      properties: {
        success: { const: false },
        error: { type: 'string' },
        statusCode: { type: 'integer' },
      },
    },
  };
}

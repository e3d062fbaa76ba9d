// The HTTP door: Fastify carries bytes to the API and back and adds nothing but what belongs to
// HTTP: time-outs, sizes, addresses, headers, and the API's own description.

import { readFileSync } from 'node:fs';
import type { RequestListener, Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import fastify from 'fastify';
import type { ErrorCode } from '#protocol';
import { events, limits, linkEvents } from '#protocol';
import { metrics } from '#runtime';
import type { Api, ApiAnswer } from '../ingress/api.ts';
import { requestIdOf } from '../ingress/createApi.ts';
import { refusalAnswer } from '../ingress/refusals.ts';
import { routes } from '../ingress/routes/all.ts';
import type { GatewayServices } from '../services.ts';
import { proxiesOf } from '../sockets/peer.ts';
import type { BlobServices } from '../blobs/door.ts';
import { addBlobs } from '../blobs/door.ts';
import { tusOptions } from '../blobs/tus.ts';
import { uploadPath } from '../ingress/uploadForm.ts';
import { describeEvents } from './asyncapi.ts';
import type { Certificate } from './certificate.ts';
import { readCertificate, strictTransport, tlsOptions } from './certificate.ts';
import { docsPolicy, originHeaders, readList, securityHeaders } from './headers.ts';
import { addHomePage } from './homePage.ts';
import { describeApi } from './openapi.ts';

/** Headers that have not arrived by then close the connection, at the latest one check later. */
export const headersTimeoutMs = 8000;
/** A request with its body has to arrive in this time. */
export const requestTimeoutMs = 30_000;
/**
 * A connection without a byte either way for this long is closed, such as one that does not read
 * what it has asked for. Long polls hear a ping before.
 */
export const silentTimeoutMs = limits.pingIntervalMs + 15_000;
/** How often connections are looked at for these time-outs. */
const checkIntervalMs = 1000;
/** An idle connection is kept this long for the next request. */
const keepAliveMs = 72_000;
/** All headers of a request together. */
const headerBytesMax = 16 * 1024;
const headersCountMax = 100;
const parserLimits = {
  headersTimeout: headersTimeoutMs,
  connectionsCheckingInterval: checkIntervalMs,
  maxHeaderSize: headerBytesMax,
};

const bodyVerbs: readonly string[] = ['GET', 'PUT', 'POST', 'DELETE', 'PATCH', 'HEAD'];
const docs = '/docs';
const docsStyle = readFileSync(new URL('./docsPage.css', import.meta.url), 'utf8');
/** As the console has it. */
const lamp = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
<rect width="32" height="32" rx="7" fill="#1d3a5f"/><circle cx="12" cy="16" r="6" fill="#ffd166"/>
<path d="M20 11.5 27 8M20.8 16H28M20 20.5 27 24" stroke="#ffd166" stroke-width="2.4"
stroke-linecap="round"/></svg>`);

type Services = Pick<GatewayServices, 'config' | 'log'> & BlobServices;

/**
 * The HTTP door of these services, not yet listening; Socket.IO attaches to its `server`.
 * `addPages` adds what is for browsers and no part of the API.
 */
export async function createHttp(
  services: Services,
  api: Api,
  addPages?: (app: FastifyInstance) => Promise<void>,
): Promise<FastifyInstance> {
  const certificate = readCertificate(services.config);
  const app = fastify({
    bodyLimit: limits.frameBytesMax,
    requestTimeout: requestTimeoutMs,
    connectionTimeout: silentTimeoutMs,
    keepAliveTimeout: keepAliveMs,
    trustProxy: proxiesOf(services.config.ALDIS_TRUSTED_PROXIES),
    logger: false,
    exposeHeadRoutes: false,
    http: parserLimits,
    ...(certificate ? { serverFactory: secureServer(certificate) } : {}),
    clientErrorHandler: (error, socket) => refuseBytes(error, socket),
    frameworkErrors: (error, _request, reply) => {
      void refuseReply(services, error, reply);
    },
  });
  app.server.maxHeadersCount = headersCountMax;
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  addHeaders(app, services);
  await addDescription(app);
  addHomePage(app, services.config);
  await addPages?.(app);
  await addBlobs(app, services);
  const handler = (request: FastifyRequest, reply: FastifyReply) => serve(api, request, reply);
  // Verbs that Fastify does not know are refused as all others that a path does not take.
  app.addHook('onRequest', async (request, reply) => {
    const isKnown = request.method === 'OPTIONS' || bodyVerbs.includes(request.method);
    return isKnown || reply.sent ? undefined : serve(api, request, reply);
  });
  app.route({ method: [...bodyVerbs], url: '/*', handler });
  app.setNotFoundHandler(handler);
  app.setErrorHandler((error, _request, reply) => refuseReply(services, error, reply));
  await app.ready();
  return app;
}

/** What Fastify does for a server of its own it leaves to us for this one. */
function secureServer(certificate: Certificate): (listener: RequestListener) => Server {
  return (listener) => {
    const server = createSecureServer({ ...tlsOptions(certificate), ...parserLimits }, listener);
    server.keepAliveTimeout = keepAliveMs;
    server.requestTimeout = requestTimeoutMs;
    server.setTimeout(silentTimeoutMs);
    return server;
  };
}

function addHeaders(app: FastifyInstance, services: Services): void {
  const origins = new Set(readList(services.config.ALDIS_ORIGINS));
  app.addHook('onRequest', async (request, reply) => {
    const isDocs = request.url === docs || request.url.startsWith(`${docs}/`);
    reply.headers({
      ...securityHeaders(isDocs),
      ...originHeaders(request.headers.origin, origins),
      // A browser heeds it over TLS alone, ours or a trusted proxy's.
      ...(request.protocol === 'https' ? { 'strict-transport-security': strictTransport } : {}),
    });
    if (request.method === 'OPTIONS') {
      if (request.url.startsWith(uploadPath)) reply.headers(tusOptions);
      return reply.code(204).send();
    }
    return undefined;
  });
}

async function addDescription(app: FastifyInstance): Promise<void> {
  const text = JSON.stringify(describeApi(routes));
  await app.register(fastifySwagger, {
    mode: 'static',
    specification: { document: JSON.parse(text) },
  });
  await app.register(fastifySwaggerUi, {
    routePrefix: docs,
    staticCSP: docsPolicy,
    uiConfig: { validatorUrl: null },
    theme: { title: 'The API of Aldis', css: [{ filename: 'docs-page.css', content: docsStyle }] },
    logo: { type: 'image/svg+xml', content: lamp, href: '/', target: '_self' },
  });
  const proto = readFileSync(new URL('../../../proto/gateway.proto', import.meta.url), 'utf8');
  const asyncText = JSON.stringify(describeEvents(events, linkEvents, proto));
  for (const [path, json] of Object.entries({ openapi: text, asyncapi: asyncText })) {
    app.get(`/${path}.json`, async (_request, reply) => reply.type('application/json').send(json));
  }
}

async function serve(api: Api, request: FastifyRequest, reply: FastifyReply) {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  headers['x-request-id'] = requestIdOf({ headers });
  const isHead = request.method === 'HEAD';
  const answer = await api.answer({
    verb: isHead ? 'GET' : request.method,
    target: request.url,
    headers,
    body: request.body instanceof Uint8Array ? request.body : new Uint8Array(0),
    ip: request.ip,
    takesStreams: true,
  });
  return write(reply, answer, headers['x-request-id']);
}

function write(reply: FastifyReply, answer: ApiAnswer, requestId: string) {
  reply.code(answer.status).headers(answer.headers).header('x-request-id', requestId);
  if (answer.stream) return reply.send(Readable.from(answer.stream, { objectMode: false }));
  return reply.send(answer.body.length > 0 ? Buffer.from(answer.body) : undefined);
}

/** Errors of Fastify itself; whatever is not the client's is a defect. */
function refuseReply(services: Services, error: unknown, reply: FastifyReply) {
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  const code = codeOf(status);
  if (code === 'server.defect') services.log.error('http.defect', {}, error);
  metrics.refusals.inc({ code });
  const requestId = requestIdOf({ headers: {} });
  reply.headers(securityHeaders(false));
  return write(reply, refusalAnswer({ code }, 'problem', requestId), requestId);
}

function codeOf(status: number): ErrorCode {
  if (status === 413) return 'request.too_large';
  if (status === 503) return 'server.draining';
  return status >= 400 && status < 500 ? 'request.malformed' : 'server.defect';
}

/** Answers what the HTTP parser could not read, then closes. */
function refuseBytes(error: NodeJS.ErrnoException, socket: Socket): void {
  const noTls = error.code?.startsWith('ERR_SSL_');
  if (error.code === 'ECONNRESET' || noTls || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const tooSlow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const code: ErrorCode = tooLarge
    ? 'request.too_large'
    : tooSlow
      ? 'handshake.timeout'
      : 'request.malformed';
  metrics.refusals.inc({ code });
  const answer = refusalAnswer({ code }, 'problem', requestIdOf({ headers: {} }));
  const [status, words] = tooLarge
    ? [431, 'Request Header Fields Too Large']
    : [answer.status, tooSlow ? 'Request Timeout' : 'Bad Request'];
  const head = [
    `HTTP/1.1 ${status} ${words}`,
    'connection: close',
    'content-type: application/problem+json',
    `content-length: ${answer.body.length}`,
  ];
  const body = Buffer.from(answer.body).toString();
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}

// A worker's own door for monitoring. The port of the cluster answers with whichever worker took
// the connection; here each worker answers for itself. It asks nothing of anyone, so that it
// answers while Redis is away.

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isIP } from 'node:net';
import { secretsEqual } from '#crypto';
import type { Clock, Log, Timer } from '#runtime';
import { logConstant, registry } from '#runtime';

/** A port that another holds (the worker before this one, still draining) is asked for again. */
export const listenRetryMs = 1000;
const headersTimeoutMs = 5000;
const requestTimeoutMs = 10_000;
/** Nobody but a few scrapers comes here. */
const connectionsMax = 64;

export interface ScrapeOptions {
  /** This worker's own; 0 picks a free one. */
  readonly port: number;
  readonly host: string;
  /** Asked for as a bearer token; absent: nothing is asked for. */
  readonly token?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ScrapeDoor {
  /** Undefined while the port is another's. */
  readonly port: number | undefined;
  stop(): Promise<void>;
}

/** True for an address that only this machine reaches. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/** Opens the door, now or when its port is free. Resolves after the first attempt. */
export async function openScrapeDoor(options: ScrapeOptions): Promise<ScrapeDoor> {
  const { token } = options;
  const server = createServer({
    headersTimeout: headersTimeoutMs,
    requestTimeout: requestTimeoutMs,
  });
  server.maxConnections = connectionsMax;
  server.on('request', (request, response) => void answer(request, response, token));
  let timer: Timer | undefined;
  let stopped = false;
  const attempt = async (): Promise<void> => {
    const fault = await listen(server, options);
    if (fault === undefined || stopped) return;
    options.log.warn('scrape.port_taken', { port: options.port, system: logConstant(fault) });
    timer = options.clock.after(listenRetryMs, () => void attempt());
  };
  await attempt();
  return {
    get port() {
      return server.listening ? (server.address() as AddressInfo).port : undefined;
    },
    async stop() {
      stopped = true;
      timer?.cancel();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Exclusive: a port that workers share would answer for any of them. */
function listen(server: Server, { port, host }: ScrapeOptions): Promise<string | undefined> {
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.name);
    server.once('error', failed);
    server.listen({ port, host, exclusive: true }, () => {
      server.off('error', failed);
      resolve(undefined);
    });
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  token: string | undefined,
): Promise<void> {
  request.resume();
  const path = request.url?.split('?')[0];
  const reads = request.method === 'GET' || request.method === 'HEAD';
  if (path !== '/metrics') return refuse(response, 404);
  if (!reads) return refuse(response, 405);
  if (token !== undefined && !isBearer(request.headers.authorization, token)) {
    response.setHeader('www-authenticate', 'Bearer');
    return refuse(response, 401);
  }
  const text = await registry.metrics();
  response.setHeader('content-type', registry.contentType);
  response.setHeader('cache-control', 'no-store');
  response.end(request.method === 'HEAD' ? undefined : text);
}

function refuse(response: ServerResponse, status: number): void {
  response.statusCode = status;
  response.end();
}

function isBearer(header: string | undefined, token: string): boolean {
  const given = /^Bearer ([^\s]{1,1024})$/i.exec(header ?? '')?.[1];
  return given !== undefined && secretsEqual(given, token);
}

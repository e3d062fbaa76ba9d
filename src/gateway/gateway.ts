// Puts the doors together: HTTP and Socket.IO on one port, the relay on a private socket, one API
// behind all of them.

import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import { Server as SecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Refusal } from '#protocol';
import { metrics, noteSecurity } from '#runtime';
import { renewCertificate } from './http/certificate.ts';
import { createHttp } from './http/server.ts';
import { AnonymousPort } from './ingress/anonymous.ts';
import { Bodies } from './ingress/bodies.ts';
import { createApi } from './ingress/createApi.ts';
import { createAuthenticator } from './ingress/authenticate.ts';
import { Permits } from './ingress/permits.ts';
import { CallDoor } from './ingress/callDoor.ts';
import { GroupMembers } from './ingress/groupMembers.ts';
import { LateAnswers } from './ingress/lateAnswers.ts';
import { Logins } from './ingress/logins.ts';
import { takerOf } from './ingress/rateLimits.ts';
import { DeniedNetworks } from './ingress/deniedNetworks.ts';
import { createSendPort } from './ingress/send.ts';
import { addressSubject } from './ingress/subjects.ts';
import { Onward } from './relay/onward.ts';
import { openRelay } from './relay/openRelay.ts';
import type { GatewayServices } from './services.ts';
import { SocketDoor } from './sockets/door.ts';
import { socketPath } from './sockets/engine.ts';
import { forwardingOf, peerAddress, proxiesOf } from './sockets/peer.ts';
import { answerRefusal, refuseUpgrade } from './sockets/refusals.ts';
import { WaitingDevices } from './sockets/waitingDevices.ts';

/**
 * Connections that wait in the system until the process takes them; it may allow fewer. Whom there
 * is no room for believes to be connected, and says what it wants again after seconds only.
 */
const backlogMax = 16_384;
/** Draining: HTTP requests that are being answered may end within this. */
const drainHttpMs = 400;

/** The gateway of one worker. */
export interface Gateway {
  /** Opens the port (0 picks a free one) and returns it. */
  listen(port: number, host: string): Promise<number>;
  /** Where other workers bring requests of this one's sessions. */
  readonly relayAddress: string;
  /** Authenticated Socket.IO connections just now. */
  readonly connections: number;
  /** Takes nobody in any more, lets what is under way end, and sends every client away. */
  drain(): Promise<void>;
  /** Closes everything, drained or not. */
  stop(): Promise<void>;
}

/** Builds the gateway; its private relay is open when this resolves, its port is not. */
export async function createGateway(services: GatewayServices): Promise<Gateway> {
  const permits = new Permits(services.router, services.clock);
  const authenticator = createAuthenticator(services);
  const acceptSend = createSendPort(services, permits);
  const anonymous = new AnonymousPort(services);
  const waiting = new WaitingDevices(services);
  const { provide } = waiting;
  const take = takerOf(services);
  const members = new GroupMembers({ ...services, take });
  const callDoor = new CallDoor({ ...services, take }, members);
  const logins = new Logins(services);
  const late = new LateAnswers(services);
  const named = { authenticator, send: acceptSend, permits, members, logins, late };
  const doors = { ...named, anonymous, provide };
  const api = createApi(services, doors);
  const http = await createHttp(services, api, services.addPages);
  await http.ready();
  const { config } = services;
  const { member } = services.router;
  const relay = services.relay ?? (await openRelay({ config, member, key: new Uint8Array(0) }));
  const door = new SocketDoor({
    ...services,
    api,
    acceptSend,
    anonymous,
    callDoor,
    permits,
    authenticator,
    late,
    waiting,
  });
  const onward = new Onward({ ...services, relay }, door);
  shareServer(http.server, onward);
  const denied = new DeniedNetworks(services);
  guardRequests(http.server, config, denied);
  const renewal =
    http.server instanceof SecureServer
      ? renewCertificate(http.server, config, services.clock, services.log)
      : undefined;
  relay.serve(onward.relayed);
  return {
    relayAddress: relay.address,
    get connections() {
      return door.connections;
    },
    listen: (port, host) => listen(http.server, port, host),
    async drain() {
      // Workers that share the port take the newcomers from now on.
      const closed = new Promise<void>((resolve) => http.server.close(() => resolve()));
      await door.drain();
      http.server.closeIdleConnections();
      const late = new Promise<void>((resolve) => services.clock.after(drainHttpMs, resolve));
      await Promise.race([closed, late]);
    },
    async stop() {
      renewal?.cancel();
      denied.stop();
      if (http.server.listening) http.server.close();
      await door.stop();
      await relay.close();
      http.server.closeAllConnections();
      await http.close();
    },
  };
}

/**
 * Stands before both doors: counts who forwards requests, so that a proxy that the configuration
 * does not name is noticed (see the doctor), keeps out whom the operator keeps out, and has no more
 * bodies read than there is room for.
 */
function guardRequests(
  server: HttpServer,
  config: GatewayServices['config'],
  denied: Pick<DeniedNetworks, 'has'>,
): void {
  const isProxy = proxiesOf(config.ALDIS_TRUSTED_PROXIES);
  const bodies = new Bodies();
  const count = (request: IncomingMessage) =>
    metrics.requests.inc({ forwarded: forwardingOf(request, isProxy) });
  const doors = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    count(request);
    const peer = peerAddress(request, isProxy);
    const keptOut = refusalOf(denied, peer);
    const refusal = keptOut ?? bodies.hold(request, response, addressSubject(peer));
    if (refusal) answerRefusal(response, refusal);
    else for (const door of doors) Reflect.apply(door, server, [request, response]);
  });
  const upgrades = server.listeners('upgrade');
  server.removeAllListeners('upgrade');
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    count(request);
    const refusal = refusalOf(denied, peerAddress(request, isProxy));
    if (refusal) {
      socket.once('error', () => socket.destroy());
      refuseUpgrade(socket, refusal);
    } else for (const door of upgrades) Reflect.apply(door, server, [request, socket, head]);
  });
}

/** Refuses: network.denied. */
function refusalOf(denied: Pick<DeniedNetworks, 'has'>, address: string): Refusal | undefined {
  if (!denied.has(address)) return undefined;
  noteSecurity('network_denied');
  return { code: 'network.denied' };
}

/** Gives Socket.IO its path and leaves the rest to whoever listened before. */
export function shareServer(
  server: HttpServer,
  sockets: Pick<Onward, 'request' | 'upgrade'>,
): void {
  const others = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.startsWith(socketPath)) sockets.request(request, response);
    else for (const listener of others) Reflect.apply(listener, server, [request, response]);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (request.url?.startsWith(socketPath)) sockets.upgrade(request, socket, head);
    else {
      socket.once('error', () => socket.destroy());
      socket.once('finish', () => socket.destroy());
      socket.end('HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    }
  });
}

function listen(server: HttpServer, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: backlogMax }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

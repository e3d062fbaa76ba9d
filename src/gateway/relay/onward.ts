// Who serves a request under `/socket.io/`: the worker that holds its session, to which it is
// passed on; the worker that owns its account, to which the socket of a new session is handed
// over; or this one. And what is answered where that cannot be.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { MemberId, Refusal } from '#protocol';
import { logConstant, metrics } from '#runtime';
import type { GatewayServices } from '../services.ts';
import type { HandedUpgrade } from '../sockets/handover.ts';
import { describeUpgrade, requestOf, shardHint } from '../sockets/handover.ts';
import { answerRefusal, answerUnknownSession, refuseUpgrade } from '../sockets/refusals.ts';
import { engineTarget } from './engineId.ts';
import { forwardRequest, forwardUpgrade } from './forward.ts';
import type { RelayHandlers } from './listener.ts';

type Services = Pick<GatewayServices, 'log' | 'router' | 'relay' | 'handover'>;

/** The door of this worker. */
interface Here {
  /** Why a request from outside is served nowhere. */
  screen(request: IncomingMessage): Refusal | undefined;
  serve(request: IncomingMessage, response: ServerResponse): void;
  serveUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/** Brings what comes in at one worker to whoever serves it. */
export class Onward {
  readonly #services: Services;
  readonly #here: Here;
  /** Takes what another worker has passed on: for a session of this one, or for nobody. */
  readonly relayed: RelayHandlers = {
    request: (request, response) => {
      if (this.#isOwn(request)) this.#here.serve(request, response);
      else answerUnknownSession(response);
    },
    upgrade: (request, socket, head) => {
      socket.on('error', () => socket.destroy());
      if (this.#isOwn(request)) this.#here.serveUpgrade(request, socket, head);
      else refuseUpgrade(socket, { code: 'request.malformed' });
    },
  };

  constructor(services: Services, here: Here) {
    this.#services = services;
    this.#here = here;
    services.handover?.onGiven((upgrade, socket) => this.#given(upgrade, socket));
  }

  /** A request under `/socket.io/` from outside. */
  request(request: IncomingMessage, response: ServerResponse): void {
    const denied = this.#here.screen(request);
    const owner = this.#holderOf(request);
    if (denied) answerRefusal(response, denied);
    else if (this.#isForeign(owner)) void this.#passOn(owner, request, response);
    else this.#here.serve(request, response);
  }

  /** An upgrade under `/socket.io/` from outside. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const denied = this.#here.screen(request);
    const owner = this.#holderOf(request);
    if (denied) refuseUpgrade(socket, denied);
    else if (this.#isForeign(owner)) void this.#passUpgradeOn(owner, request, socket, head);
    else if (!this.#handOver(request, socket, head)) this.#here.serveUpgrade(request, socket, head);
  }

  #isForeign(member: MemberId | undefined): member is MemberId {
    return member !== undefined && member !== this.#services.router.member;
  }

  /** The worker that holds the session of this request, if it names one. */
  #holderOf(request: IncomingMessage): MemberId | undefined {
    const target = engineTarget(request.url ?? '');
    return target.type === 'session' ? target.member : undefined;
  }

  #isOwn(request: IncomingMessage): boolean {
    return this.#holderOf(request) === this.#services.router.member;
  }

  /** True when the worker that owns the account has the socket now. */
  #handOver(request: IncomingMessage, socket: Duplex, head: Buffer): boolean {
    const { handover, router } = this.#services;
    if (!handover || engineTarget(request.url ?? '').type === 'session') return false;
    const shard = shardHint(request.url);
    const owner = shard === undefined ? undefined : router.ownerOf(shard);
    if (!this.#isForeign(owner)) return false;
    return handover.give(owner, describeUpgrade(request, head), socket);
  }

  /** A socket that came in elsewhere and belongs here. */
  #given(upgrade: HandedUpgrade, socket: Socket): void {
    metrics.handovers.inc();
    socket.on('error', () => socket.destroy());
    const request = requestOf(upgrade, socket);
    const denied = this.#here.screen(request);
    if (denied) refuseUpgrade(socket, denied);
    else this.#here.serveUpgrade(request, socket, Buffer.from(upgrade.head, 'base64'));
  }

  async #passOn(
    member: MemberId,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { log, router, relay } = this.#services;
    try {
      const address = await router.relayAddress(member);
      const outcome = address
        ? await forwardRequest(request, response, address, relay?.key)
        : 'unreachable';
      if (outcome === 'unreachable') answerUnknownSession(response);
      else if (outcome === 'tooLarge') answerRefusal(response, { code: 'request.too_large' });
    } catch (defect) {
      log.error('relay.failed', { member: logConstant(member) }, defect);
      response.destroy();
    }
  }

  async #passUpgradeOn(
    member: MemberId,
    request: IncomingMessage,
    socket: Duplex,
    head: Buffer,
  ): Promise<void> {
    const { log, router, relay } = this.#services;
    try {
      const address = await router.relayAddress(member);
      const joined = address && (await forwardUpgrade(request, socket, head, address, relay?.key));
      if (!joined) refuseUpgrade(socket, { code: 'request.malformed' });
    } catch (defect) {
      log.error('relay.failed', { member: logConstant(member) }, defect);
      socket.destroy();
    }
  }
}

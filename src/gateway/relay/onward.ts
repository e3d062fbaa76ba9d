// Requests of sessions that another worker holds: to whom they go, and what is answered where they
// cannot.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { MemberId } from '#protocol';
import { logConstant } from '#runtime';
import type { GatewayServices } from '../services.ts';
import { answerRefusal, answerUnknownSession, refuseUpgrade } from '../sockets/refusals.ts';
import { engineTarget } from './engineId.ts';
import { forwardRequest, forwardUpgrade } from './forward.ts';

/** The way from one worker to the sessions of the others. */
export class Onward {
  readonly #services: Pick<GatewayServices, 'log' | 'router' | 'relay'>;

  constructor(services: Pick<GatewayServices, 'log' | 'router' | 'relay'>) {
    this.#services = services;
  }

  isForeign(member: MemberId | undefined): member is MemberId {
    return member !== undefined && member !== this.#services.router.member;
  }

  /** The other worker that holds the session of this request. */
  ownerOf(request: IncomingMessage): MemberId | undefined {
    const target = engineTarget(request.url ?? '');
    const member = target.type === 'session' ? target.member : undefined;
    return this.isForeign(member) ? member : undefined;
  }

  /** True when this worker holds the session of this request. */
  isOwn(request: IncomingMessage): boolean {
    const target = engineTarget(request.url ?? '');
    return target.type === 'session' && target.member === this.#services.router.member;
  }

  async request(
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

  async upgrade(
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

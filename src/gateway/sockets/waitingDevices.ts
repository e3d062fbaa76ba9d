// New devices, which belong to nobody yet and wait at `/link` for their primary. Each gets an
// address, shows it to the primary, and hears one sealed message, from whichever worker the primary
// has reached. An address names the worker that has the socket, and is random besides.

import { randomBytes, randomUUID } from 'node:crypto';
import type { RateLimiter } from '#ports';
import type { LinkEventName, MemberId, Refusal } from '#protocol';
import { limits, linkAddressEvent, linkMessageEvent, noConnection, parseMemberId } from '#protocol';
import type { Router } from '#routing';
import type { Clock, Timer } from '#runtime';
import { metrics } from '#runtime';
import { closeGraceMs } from '../egress/plainConnection.ts';
import type { Provision, ProvisionEvents } from '../egress/egress.ts';
import type { RateLimits } from '../ingress/rateLimits.ts';
import type { ProvidePort } from '../ingress/route.ts';
import { takerOf } from '../ingress/rateLimits.ts';
import { addressSubject } from '../ingress/subjects.ts';

/** Devices of one address, and of all, that may wait on one worker. */
export const waitingPerAddressMax = 16;
const waitingMax = 2000;
/** How often the worker that has the socket is told, and how many times. */
export const provideEveryMs = 250;
export const provideTimesMax = 16;
/** What came is remembered for so long: it is told again until its answer has arrived. */
const heardMemoryMs = 60_000;

/** A refused client is hung up on after this, so that it can read why. */
const refusedLingerMs = 1000;
const randomCount = 18;
const randomLength = 24;
const addressForm = /^[A-Za-z0-9_-]{28,64}$/;

/** A device's socket. */
export interface WaitingClient {
  /** The peer's address. */
  readonly ip: string;
  readonly isOpen: boolean;
  onEnd: (() => void) | undefined;
  emitLink(name: LinkEventName, body: Uint8Array): void;
  /** Ends in order: what was emitted is sent first. */
  close(): void;
  cut(): void;
}

interface WaitingParts {
  readonly router: Pick<Router, 'member' | 'deliver' | 'relayAddress'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly limiter: RateLimiter;
  readonly limits: Pick<RateLimits, 'linkWait'>;
}

interface Asked {
  readonly settle: (isHeard: boolean) => void;
}

/** The new devices of one worker, and what this worker's primaries have for those of others. */
export class WaitingDevices implements ProvisionEvents {
  readonly #parts: WaitingParts;
  readonly #clients = new Map<string, WaitingClient>();
  /** Who waits, of all and by the subject of their address. */
  #count = 0;
  readonly #counts = new Map<string, number>();
  readonly #heard = new Map<string, boolean>();
  readonly #asked = new Map<string, Asked>();
  #isDraining = false;

  constructor(parts: WaitingParts) {
    this.#parts = parts;
  }

  /** Answers once. Refuses: handshake.protocol, rate.limited, server.busy, server.draining. */
  async admit(
    client: WaitingClient,
    auth: unknown,
    answer: (refused?: Refusal) => void,
  ): Promise<void> {
    const refusal = this.#hold(client, auth) ?? (await this.#limited(client));
    answer(refusal);
    if (!refusal) return;
    client.onEnd?.();
    metrics.refusals.inc({ code: refusal.code });
    this.#parts.clock.after(refusedLingerMs, () => client.close());
  }

  /** It has heard that it may wait: it is told where it does. */
  open(client: WaitingClient): void {
    if (!client.isOpen || this.#isDraining) return client.close();
    const random = randomBytes(randomCount).toString('base64url');
    const address = `${this.#parts.router.member}${random}`;
    const end = this.#parts.clock.after(limits.linkWaitMs, () => client.close());
    this.#clients.set(address, client);
    const leave = client.onEnd;
    client.onEnd = () => {
      end.cancel();
      this.#clients.delete(address);
      leave?.();
    };
    client.emitLink(linkAddressEvent.name, linkAddressEvent.body.encode({ address }));
  }

  readonly provide: ProvidePort = async (address, body) => {
    const { router } = this.#parts;
    const member = memberOf(address);
    if (!member) return false;
    if (member === router.member) return this.#tell(address, body);
    // A worker that is gone has taken its sockets with it.
    if ((await router.relayAddress(member)) === undefined) return false;
    return this.#askWorker(member, address, body);
  };

  hear(delivery: Provision): void {
    const { number } = delivery;
    if (delivery.type === 'provisioned') return this.#asked.get(number)?.settle(delivery.isHeard);
    let isHeard = this.#heard.get(number);
    if (isHeard === undefined) {
      isHeard = this.#tell(delivery.address, delivery.body);
      this.#heard.set(number, isHeard);
      this.#parts.clock.after(heardMemoryMs, () => this.#heard.delete(number));
    }
    const to = { member: delivery.from, connection: noConnection };
    this.#parts.router.deliver(to, { type: 'provisioned', number, isHeard });
  }

  /** Nobody waits any more: they come back to another worker. */
  drain(): void {
    this.#isDraining = true;
    for (const client of this.#clients.values()) client.close();
  }

  /** Counts the client among those who wait until it ends. */
  #hold(client: WaitingClient, auth: unknown): Refusal | undefined {
    if (!speaksProtocol(auth)) return { code: 'handshake.protocol' };
    if (this.#isDraining) return { code: 'server.draining' };
    const subject = addressSubject(client.ip);
    const count = this.#counts.get(subject) ?? 0;
    if (count >= waitingPerAddressMax) {
      return { code: 'rate.limited', retryAfterMs: limits.linkWaitMs };
    }
    if (this.#count >= waitingMax) return { code: 'server.busy' };
    this.#count += 1;
    this.#counts.set(subject, count + 1);
    client.onEnd = () => {
      client.onEnd = undefined;
      this.#left(subject);
    };
    return undefined;
  }

  #left(subject: string): void {
    this.#count -= 1;
    const left = (this.#counts.get(subject) ?? 1) - 1;
    if (left > 0) this.#counts.set(subject, left);
    else this.#counts.delete(subject);
  }

  async #limited({ ip }: WaitingClient): Promise<Refusal | undefined> {
    const held = await takerOf(this.#parts)('linkWait', addressSubject(ip));
    return held?.ok === false ? held.refusal : undefined;
  }

  /** One address, one message. */
  #tell(address: string, body: Uint8Array): boolean {
    const client = this.#clients.get(address);
    if (!client?.isOpen) return false;
    this.#clients.delete(address);
    client.emitLink(linkMessageEvent.name, linkMessageEvent.body.encode({ body }));
    client.close();
    this.#parts.clock.after(closeGraceMs, () => client.cut());
    return true;
  }

  #askWorker(member: MemberId, address: string, body: Uint8Array): Promise<boolean> {
    const { router, clock } = this.#parts;
    const number = randomUUID();
    return new Promise((resolve) => {
      let timer: Timer | undefined;
      const settle = (isHeard: boolean) => {
        timer?.cancel();
        this.#asked.delete(number);
        resolve(isHeard);
      };
      const tell = (times: number) => {
        if (times >= provideTimesMax) return settle(false);
        const from = router.member;
        timer = clock.after(provideEveryMs, () => tell(times + 1));
        router.deliver(
          { member, connection: noConnection },
          { type: 'provision', number, from, address, body },
        );
      };
      this.#asked.set(number, { settle });
      tell(0);
    });
  }
}

/** The worker that an address names. */
function memberOf(address: string): MemberId | undefined {
  return addressForm.test(address) ? parseMemberId(address.slice(0, -randomLength)) : undefined;
}

/** A new device may say which version it speaks. */
function speaksProtocol(auth: unknown): boolean {
  if (typeof auth !== 'object' || auth === null || !('protocol' in auth)) return true;
  return auth.protocol === limits.protocolVersion;
}

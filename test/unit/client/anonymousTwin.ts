// The server in memory, as those see it who say no name: certificates, and connections of nobody.

import { randomBytes } from 'node:crypto';
import type {
  AccessProof,
  CallEventName,
  HttpAnswer,
  HttpAsk,
  Transport,
  TransportHandlers,
} from '#client';
import { NoAnswer } from '#client';
import type { SenderCertificates } from '#crypto';
import { createSenderCertificates } from '#crypto';
import type {
  AccountId,
  DeviceId,
  EventAnswer,
  EventBody,
  SendAnswer,
  SendFrame,
  SendGroupAnswer,
  SendGroupFrame,
} from '#protocol';
import type { Device, MemoryServer } from './memoryServer.ts';
import { answer } from './memoryDevices.ts';

/** Certificates of a cluster. */
export function newCertificates(): SenderCertificates {
  const key = randomBytes(32).toString('base64');
  const secrets = { indexKey: key, sealing: [{ id: 1, key, madeAtMs: 0 }] };
  return createSenderCertificates(secrets, () => secrets);
}

/** What the server answers about sealed sender, where it knows of it. */
export function sealedAnswer(
  server: MemoryServer,
  device: Device,
  path: string,
  body: Record<string, unknown>,
): HttpAnswer | undefined {
  if (path === '/v1/accounts/attributes') {
    server.device(device.account).accessKey = body.unidentifiedAccessKey as string;
    device.name = String(body.name ?? '');
    return answer(204);
  }
  if (!server.certificates) return undefined;
  if (path === '/v2/config') {
    const roots = server.certificates.trustRoots.map((one) => Buffer.from(one).toString('base64'));
    return answer(200, { unidentifiedTrustRoots: roots });
  }
  if (path !== '/v1/certificate/delivery') return undefined;
  const holder = {
    account: device.account as AccountId,
    device: device.id as DeviceId,
    identityKey: Buffer.from(device.identities.aci.identityKey, 'base64'),
  };
  const made = server.certificates.issue(holder, server.clockMs);
  const body200 = { certificate: Buffer.from(made).toString('base64') };
  return { ...answer(200, body200), headers: { 'x-signal-timestamp': String(server.clockMs) } };
}

export function admits(server: MemoryServer, account: string, accessKey?: string): boolean {
  const known = server.devices.get(account)?.accessKey;
  return known !== undefined && known === accessKey;
}

/** Whether an account or a group of its lets somebody in by what they show. */
export async function letsIn(server: MemoryServer, account: string, proof?: AccessProof) {
  if (!proof || 'accessKey' in proof) return admits(server, account, proof?.accessKey);
  const token = Buffer.from(proof.sendToken, 'base64');
  return server.groups.keys.maySend(token, [account as AccountId], server.clockMs);
}

/** A connection that says no name. */
export class AnonymousTransport implements Transport {
  readonly #inCalls = {
    members: (told: Parameters<NonNullable<TransportHandlers['callMembers']>>[0]) =>
      this.#handlers?.callMembers?.(told),
    ended: (ended: Parameters<NonNullable<TransportHandlers['callEnded']>>[0]) =>
      this.#handlers?.callEnded?.(ended),
  };
  readonly #server: MemoryServer;
  #handlers: TransportHandlers | undefined;
  readonly member = undefined;
  readonly serverMs = () => undefined;

  constructor(server: MemoryServer) {
    this.#server = server;
  }

  get connected(): boolean {
    return this.#server.anonymous.has(this);
  }

  open(handlers: TransportHandlers): void {
    this.#handlers = handlers;
    this.#server.anonymous.add(this);
    handlers.state('connected');
  }

  send(frame: SendFrame): Promise<SendAnswer> {
    return this.#work(() => this.#server.accept(undefined, frame));
  }

  sendGroup(frame: SendGroupFrame): Promise<SendGroupAnswer> {
    return this.#work(() => this.#server.groups.send(frame));
  }

  request(ask: HttpAsk): Promise<HttpAnswer> {
    return this.#work(() => this.#server.anonymousRequest(ask));
  }

  call<Name extends CallEventName>(name: Name, body: EventBody<Name>): Promise<EventAnswer<Name>> {
    return this.#work(() => this.#server.calls.ask(this.#inCalls, name, body));
  }

  /** It breaks and is there again at once. */
  renew(): void {
    this.#handlers?.state('waiting');
    this.#handlers?.state('connected');
  }

  ack(): Promise<never> {
    return Promise.reject(new NoAnswer('not for those without a name'));
  }

  topic(): Promise<never> {
    return Promise.reject(new NoAnswer('not for those without a name'));
  }

  restart(): void {}

  close(): void {
    this.#server.calls.gone(this.#inCalls);
    if (this.#server.anonymous.delete(this)) this.#handlers?.state('closed');
  }

  async #work<T>(work: () => T | Promise<T>): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.connected) throw new NoAnswer('There is no connection.');
    return structuredClone(await work());
  }
}

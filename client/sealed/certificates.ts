// The certificate that says to recipients who we are: fetched, checked like a stranger's, and kept
// fresh; and the trust roots that all certificates are checked against, pinned when they are first
// seen.

import * as signal from '@signalapp/libsignal-client';
import { z } from 'zod';
import { isTime } from '#protocol';
import { fromBase64, same, toBase64 } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { capabilities } from '../devices/capabilities.ts';
import { viewShape } from '../devices/ownList.ts';
import { refusalOf } from '../transport/http.ts';
import { NoAnswer } from '../transport/transport.ts';
import { accessKeyOf } from './accessKey.ts';

const hourMs = 60 * 60 * 1000;
/** However long a server says that one counts. */
const lifetimeMaxMs = 24 * hourMs;
/** One that ends so soon is replaced. */
export const refreshBeforeMs = 12 * hourMs;
/** A certificate that ends sooner than this seals nothing: it has to be good when it is opened. */
export const usableBeforeMs = hourMs;
const lookEveryMs = 6 * hourMs;
const retryMs = 30_000;
const rootsMax = 8;

const certificateShape = z.object({ certificate: z.string().max(8192).transform(fromBase64) });
const rootsShape = z.object({
  unidentifiedTrustRoots: z.array(z.string().max(64).transform(fromBase64)).min(1).max(rootsMax),
});

export interface Certificate {
  readonly certificate: signal.SenderCertificate;
  /** Its end by this profile's clock. */
  readonly untilMs: number;
}

type Context = Pick<ClientBase, 'store' | 'transport' | 'clock' | 'chores' | 'account' | 'device'>;

export class Certificates {
  readonly #context: Context;
  #current: Certificate | undefined;
  #running: Promise<void> | undefined;
  #wait: { cancel(): void } | undefined;
  #stopped = false;

  constructor(context: Context) {
    this.#context = context;
  }

  /** One to seal with, or none where there is none that is good for long enough. */
  current(): Certificate | undefined {
    this.#current ??= this.#stored();
    const now = this.#context.clock.now();
    const known = this.#current;
    return known && known.untilMs - now > usableBeforeMs ? known : undefined;
  }

  /** Forgets it: a certificate of another identity of ours is none. */
  forget(): void {
    this.#current = undefined;
  }

  /** Looks after roots, access key and certificate; calls that come meanwhile share the run. */
  look(): Promise<void> {
    this.#running ??= this.#look().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /** Publishes the access key of now; a run under way may have published the one before. */
  async publish(): Promise<void> {
    await this.#running;
    await this.look();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#wait?.cancel();
    await this.#running;
  }

  async #look(): Promise<void> {
    this.#wait?.cancel();
    let well = false;
    try {
      if (await this.#pinRoots()) {
        await this.#publish();
        await this.#refresh();
      }
      well = true;
    } catch (error) {
      if (!(error instanceof NoAnswer)) this.#context.chores.failed(error);
    }
    if (this.#stopped) return;
    const { clock, chores, transport } = this.#context;
    this.#wait = clock.after(well ? lookEveryMs : retryMs, () => {
      if (!this.#stopped && transport.connected) chores.run(() => this.look());
    });
  }

  /** False where the server knows nothing of sealed sender. */
  async #pinRoots(): Promise<boolean> {
    const { store, transport } = this.#context;
    if (store.sealed.trustRoots().length > 0) return true;
    const answer = await transport.request({ verb: 'GET', path: '/v2/config' });
    if (answer.status === 404) return false;
    if (answer.status !== 200) throw refusalOf(answer, 'The trust roots cannot be had');
    const read = rootsShape.safeParse(answer.body);
    if (!read.success) throw unreadable('trust roots');
    try {
      const roots = read.data.unidentifiedTrustRoots.map((root) =>
        signal.PublicKey.deserialize(root).serialize(),
      );
      store.sealed.pin(roots);
    } catch (error) {
      throw unreadable('trust roots', error);
    }
    return true;
  }

  /** Lets those write who have the profile key; a new profile has said so at its registration. */
  async #publish(): Promise<void> {
    const { store, transport } = this.#context;
    if (store.sealed.isPublished()) return;
    const profileKey = store.sealed.profileKey();
    const { registrationId, pniRegistrationId } = store.profile.read();
    const name = await this.#name();
    const { foundByNumber } = store.record.settings();
    const answer = await transport.request({
      verb: 'PUT',
      path: '/v1/accounts/attributes',
      body: {
        fetchesMessages: true,
        registrationId,
        pniRegistrationId,
        ...(name ? { name } : {}),
        capabilities: capabilities,
        discoverableByPhoneNumber: foundByNumber,
        unidentifiedAccessKey: toBase64(accessKeyOf(profileKey)),
      },
    });
    if (answer.status !== 204) throw refusalOf(answer, 'The access key cannot be published');
    // It may have been changed meanwhile.
    const isNow = store.record.settings().foundByNumber === foundByNumber;
    if (isNow) store.sealed.published(profileKey);
  }

  /** Sealed, as the server has it: attributes that are sent without it take it away. */
  async #name(): Promise<string | null | undefined> {
    const { transport, device } = this.#context;
    const answer = await transport.request({ verb: 'GET', path: '/v1/devices' });
    if (answer.status !== 200) throw refusalOf(answer, 'The devices are not told');
    const read = viewShape.safeParse(answer.body);
    if (!read.success) throw unreadable('list of devices');
    return read.data.devices.find(({ id }) => id === device)?.name;
  }

  async #refresh(): Promise<void> {
    const { store, transport, clock } = this.#context;
    this.#current ??= this.#stored();
    if (this.#current && this.#current.untilMs - clock.now() > refreshBeforeMs) return;
    const answer = await transport.request({ verb: 'GET', path: '/v1/certificate/delivery' });
    if (answer.status !== 200) throw refusalOf(answer, 'No sender certificate can be had');
    const read = certificateShape.safeParse(answer.body);
    if (!read.success) throw unreadable('certificate');
    const now = clock.now();
    const said = Number(answer.headers['x-signal-timestamp']);
    const serverNow = isTime(said) ? said : now;
    // One of a worker whose clock is days behind has ended for everybody else.
    const certificate = this.#check(read.data.certificate, Math.max(serverNow, now));
    const leftMs = Math.min(certificate.expiration() - serverNow, lifetimeMaxMs);
    const untilMs = now + leftMs;
    this.#current = { certificate, untilMs };
    store.sealed.setCertificate({ bytes: certificate.serialize(), untilMs });
  }

  /** It has to name us, and lead to a root that was pinned: others would not believe it either. */
  #check(bytes: Uint8Array<ArrayBuffer>, nowMs: number): signal.SenderCertificate {
    const { store, account, device } = this.#context;
    const certificate = readCertificate(bytes);
    if (!certificate) throw unreadable('certificate');
    const key = store.profile.identity('aci').publicKey.serialize();
    const isOurs =
      certificate.senderUuid() === account &&
      certificate.senderDeviceId() === device &&
      same(certificate.key().serialize(), key);
    if (!isOurs || !leadsToRoot(certificate, store.sealed.trustRoots(), nowMs)) {
      const message = 'The server made a sender certificate that is not to be used.';
      throw new ClientError('server.refused', message);
    }
    return certificate;
  }

  #stored(): Certificate | undefined {
    const stored = this.#context.store.sealed.certificate();
    const certificate = stored && readCertificate(stored.bytes);
    return certificate && { certificate, untilMs: stored.untilMs };
  }
}

/** True where one of the roots stands for the certificate at that time. */
export function leadsToRoot(
  certificate: signal.SenderCertificate,
  roots: readonly Uint8Array<ArrayBuffer>[],
  timeMs: number,
): boolean {
  if (roots.length === 0) return false;
  const keys = roots.map((root) => signal.PublicKey.deserialize(root));
  try {
    return certificate.validateWithTrustRoots(keys, timeMs);
  } catch {
    return false;
  }
}

function readCertificate(bytes: Uint8Array<ArrayBuffer>): signal.SenderCertificate | undefined {
  try {
    return signal.SenderCertificate.deserialize(bytes);
  } catch {
    return undefined;
  }
}

const unreadable = (what: string, cause?: unknown) =>
  new ClientError('server.unreadable', `The server's ${what} cannot be read.`, { cause });

// How this device is woken while it has no connection: by a push service of its system, browser or
// distributor, which is told nothing but that something waits.

import { z } from 'zod';
import { printable } from '#protocol';
import type { ClientContext } from './clientContext.ts';
import { ClientError } from './clientError.ts';
import { refusalOf } from './transport/http.ts';
import { reached } from './transport/network.ts';
import type { HttpAnswer, HttpAsk } from './transport/transport.ts';

const path = '/v1/accounts/webpush';
const stateShape = z.object({
  publicKey: z.string(),
  kinds: z.array(z.string()),
  kind: z.string().optional(),
});

/** Where a device is reached. The keys are a browser's `PushSubscription`, base64url. */
export type PushTarget =
  | {
      readonly kind: 'webpush';
      readonly endpoint: string;
      readonly p256dh: string;
      readonly auth: string;
    }
  | { readonly kind: 'unifiedpush'; readonly endpoint: string }
  | { readonly kind: 'fcm' | 'apns'; readonly token: string };

/** The ways by which a device can be woken, and its own. */
export interface PushState {
  /** What a browser subscribes with: `applicationServerKey`. */
  readonly publicKey: string;
  /** The ways that the server has. */
  readonly kinds: readonly string[];
  /** How this device is woken; absent: it is not. */
  readonly kind?: string;
}

/** How this device is woken. */
export class Push {
  readonly #context: Pick<ClientContext, 'http'>;

  constructor(context: Pick<ClientContext, 'http'>) {
    this.#context = context;
  }

  /** How it is woken now, and which ways there are. Refuses: what the server says. */
  async show(): Promise<PushState> {
    const read = stateShape.safeParse((await this.#ask({ verb: 'GET', path })).body);
    if (!read.success) {
      throw new ClientError('server.unreadable', "The server's answer cannot be read.");
    }
    const { publicKey, kinds, kind } = read.data;
    const named = kind === undefined ? {} : { kind: printable(kind) };
    return { publicKey: printable(publicKey), kinds: kinds.map((one) => printable(one)), ...named };
  }

  /** Is woken there from now on, and nowhere else. Refuses: push.off, push.endpoint. */
  async set(target: PushTarget): Promise<void> {
    if (target.kind === 'fcm') {
      const body = { gcmRegistrationId: target.token };
      await this.#ask({ verb: 'PUT', path: '/v1/accounts/gcm', body });
    } else if (target.kind === 'apns') {
      const body = { apnRegistrationId: target.token };
      await this.#ask({ verb: 'PUT', path: '/v1/accounts/apn', body });
    } else await this.#ask({ verb: 'PUT', path, body: target });
  }

  /** Is woken no more: it comes by itself. */
  async off(): Promise<void> {
    for (const one of [path, '/v1/accounts/gcm', '/v1/accounts/apn']) {
      await this.#ask({ verb: 'DELETE', path: one });
    }
  }

  async #ask(ask: HttpAsk): Promise<HttpAnswer> {
    const answer = await reached(() => this.#context.http(ask));
    if (answer.status < 300) return answer;
    throw refusalOf(answer, 'The server refused it');
  }
}

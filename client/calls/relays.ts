// Servers that pass media on for two who find no direct way to each other (TURN): the cluster
// names them, with a credential that says nothing of the account.

import { z } from 'zod';
import type { ClientContext } from '../clientContext.ts';
import { ClientError } from '../clientError.ts';
import { steadyNow } from '../clock.ts';
import { refusalOf } from '../transport/http.ts';
import { reached } from '../transport/network.ts';

/** One of them, as RTCPeerConnection takes it among its `iceServers`. */
export interface CallRelay {
  readonly urls: readonly string[];
  readonly username: string;
  readonly credential: string;
}

/** That there is none is believed so long, by who would ask in the moment of a call. */
const noneMs = 30 * 60 * 1000;
const lifetimeSecondsMax = 7 * 24 * 60 * 60;
/** A browser takes nothing else, and throws at what it cannot read. */
const url = z.string().regex(/^(turns?|stuns?):[\w.:[\]-]{1,200}(\?transport=(udp|tcp))?$/);
const words = z.string().min(1).max(512);
const shape = z.object({
  relays: z
    .array(
      z.object({
        username: words,
        password: words,
        ttl: z.number().min(0),
        urls: z.array(url).min(1).max(8),
      }),
    )
    .max(8),
});

/** The relays of one client; what was told is told again until half of its time is over. */
export class CallRelays {
  readonly #context: Pick<ClientContext, 'transport' | 'clock'>;
  #asking: Promise<readonly CallRelay[]> | undefined;
  #noneUntilMs = Number.NEGATIVE_INFINITY;
  #told: { readonly relays: readonly CallRelay[]; readonly untilMs: number } | undefined;

  constructor(context: Pick<ClientContext, 'transport' | 'clock'>) {
    this.#context = context;
  }

  /**
   * Those that pass media on, where nothing else may. Refuses: call.no_relays where there is none,
   * and what `get` does.
   */
  async alone(): Promise<readonly CallRelay[]> {
    const all = await this.get();
    const passing = all.flatMap(({ urls, ...login }) => {
      const turn = urls.filter((one) => one.startsWith('turn'));
      return turn.length === 0 ? [] : [{ urls: turn, ...login }];
    });
    if (passing.length > 0) return passing;
    const why = 'Your calls go by relays alone, and this server has none.';
    throw new ClientError('call.no_relays', why);
  }

  /**
   * What was told before, also that there is none: whoever asks by name in the moment of a call
   * tells when it is. Refuses: as `get`, where that is too old.
   */
  kept(): Promise<readonly CallRelay[]> {
    const isNone = steadyNow(this.#context.clock) < this.#noneUntilMs;
    return isNone ? Promise.resolve([]) : this.get();
  }

  /** Refuses: server.unreachable, server.unreadable, what the server says. */
  get(): Promise<readonly CallRelay[]> {
    const told = this.#told;
    if (told && steadyNow(this.#context.clock) < told.untilMs) return Promise.resolve(told.relays);
    this.#asking ??= reached(() => this.#ask()).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #ask(): Promise<readonly CallRelay[]> {
    const { transport, clock } = this.#context;
    const askedAtMs = steadyNow(clock);
    const answer = await transport.request({ verb: 'GET', path: '/v2/calling/relays' });
    // None is set up, or the server is one that knows of none.
    if (answer.status === 404) {
      this.#noneUntilMs = askedAtMs + noneMs;
      return [];
    }
    if (answer.status !== 200) throw refusalOf(answer, 'The relays for calls are not told');
    const read = shape.safeParse(answer.body);
    if (!read.success) {
      throw new ClientError('server.unreadable', "The server's relays for calls cannot be read.");
    }
    const relays = read.data.relays.map(({ urls, username, password }) => {
      return { urls, username, credential: password };
    });
    const seconds = Math.min(lifetimeSecondsMax, ...read.data.relays.map(({ ttl }) => ttl));
    this.#told = { relays, untilMs: askedAtMs + (seconds * 1000) / 2 };
    return relays;
  }
}

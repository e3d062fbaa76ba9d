// How a device says who it is: by its password, and where the server wants fresh proof of a person,
// by the token that a code has brought within the last minutes.

import { z } from 'zod';
import { ClientError } from './clientError.ts';
import type { ClientClock } from './clock.ts';
import { steadyNow } from './clock.ts';
import { basicAuthorization, refusalOf } from './transport/http.ts';
import { bytesOf } from './blobs/blobs.ts';
import { reached } from './transport/network.ts';
import type {
  ByteAnswer,
  ByteAsk,
  Credentials,
  HttpAnswer,
  HttpAsk,
  Network,
} from './transport/transport.ts';

/** The server believes it for five minutes; by then it is asked for anew. */
const keptMs = 4 * 60 * 1000;

const proofShape = z.object({ accessToken: z.string().min(1) });

export class FreshProof {
  readonly #ask: (ask: HttpAsk) => Promise<HttpAnswer>;
  readonly #askBytes: (ask: ByteAsk) => Promise<ByteAnswer>;
  readonly #authorization: string;
  readonly #clock: ClientClock;
  #token: string | undefined;
  #untilMs = 0;

  constructor(
    network: Network,
    server: string,
    { username, password }: Credentials,
    clock: ClientClock,
  ) {
    this.#ask = (ask) => network.http(server, ask);
    this.#askBytes = bytesOf(network, server);
    this.#authorization = basicAuthorization(username, password);
    this.#clock = clock;
  }

  /** By password, and by the proof where there is one and the server wants it. Throws NoAnswer. */
  async ask(ask: HttpAsk): Promise<HttpAnswer> {
    const answer = await this.#ask({ ...ask, authorization: this.#authorization });
    const token = this.#fresh;
    if (token === undefined || answer.status !== 401) return answer;
    if (refusalOf(answer, '').code !== 'auth.fresh_proof') return answer;
    return this.#ask({ ...ask, authorization: `Bearer ${token}` });
  }

  /** The same, where the answer is bytes. Throws NoAnswer. */
  async askBytes(ask: ByteAsk): Promise<ByteAnswer> {
    const by = (authorization: string) => {
      return this.#askBytes({ ...ask, headers: { ...ask.headers, authorization } });
    };
    const token = this.#fresh;
    return by(token === undefined ? this.#authorization : `Bearer ${token}`);
  }

  get #fresh(): string | undefined {
    return steadyNow(this.#clock) < this.#untilMs ? this.#token : undefined;
  }

  /** Refuses: totp.invalid, auth.fresh_proof without a code where one is needed. */
  async prove(code: string | undefined): Promise<void> {
    const body = code === undefined ? {} : { totp: code };
    const ask = { verb: 'POST', path: '/v1/auth/proof', body } as const;
    const answer = await reached(() => this.ask(ask));
    if (answer.status >= 300) throw refusalOf(answer, 'The proof was not taken');
    const read = proofShape.safeParse(answer.body);
    if (!read.success) throw new ClientError('server.refused', 'The proof cannot be read.');
    this.#token = read.data.accessToken;
    this.#untilMs = steadyNow(this.#clock) + keptMs;
  }
}

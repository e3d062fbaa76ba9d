// What the account has agreed to with whoever runs its server, and what it is asked to agree to.

import { z } from 'zod';
import { isTime, printable } from '#protocol';
import type { ClientBase } from './clientBase.ts';
import { ClientError } from './clientError.ts';
import { refusalOf } from './transport/http.ts';
import { reached } from './transport/network.ts';
import type { HttpAsk } from './transport/transport.ts';

const path = '/v1/accounts/consents';
const word = z.string().max(40).transform(printable);
const time = z.number().refine(isTime);
const viewShape = z.object({
  asked: z
    .array(
      z.object({
        document: word,
        version: word,
        url: z.string().max(500).transform(printable).optional(),
        required: z.boolean().optional(),
      }),
    )
    .max(100),
  records: z
    .array(z.object({ document: word, version: word, given: time, withdrawn: time.optional() }))
    .max(1000),
});

/** How consents stand. Unit of times: milliseconds since the epoch, by the server. */
export interface ConsentState {
  /** What is asked for and not agreed to in that version. */
  readonly asked: readonly {
    readonly document: string;
    readonly version: string;
    /** Where it can be read, where the operator says so. */
    readonly url?: string | undefined;
    /** Nobody is connected without it; `reconnect` once it was agreed to. */
    readonly required?: boolean | undefined;
  }[];
  /** What was agreed to, and until when; oldest first. */
  readonly records: readonly {
    readonly document: string;
    readonly version: string;
    readonly given: number;
    readonly withdrawn?: number | undefined;
  }[];
}

/** Consents of the own account. Nothing is agreed to but by `give`. */
export class Consents {
  readonly #http: ClientBase['http'];

  constructor({ http }: Pick<ClientBase, 'http'>) {
    this.#http = http;
  }

  /** Refuses: what the server says. */
  read(): Promise<ConsentState> {
    return this.#ask({ verb: 'GET', path });
  }

  /** Agrees to a document in the version that is asked for. Refuses: consent.not_asked. */
  give(document: string, version: string): Promise<ConsentState> {
    const to = `${path}/${encodeURIComponent(document)}`;
    return this.#ask({ verb: 'PUT', path: to, body: { version } });
  }

  /** Withdraws it; that it was given stays on record. */
  withdraw(document: string): Promise<ConsentState> {
    return this.#ask({ verb: 'DELETE', path: `${path}/${encodeURIComponent(document)}` });
  }

  async #ask(ask: HttpAsk): Promise<ConsentState> {
    const answer = await reached(() => this.#http(ask));
    if (answer.status >= 300) throw refusalOf(answer, 'It was refused');
    const read = viewShape.safeParse(answer.body);
    if (!read.success) throw new ClientError('server.refused', 'The consents cannot be read.');
    return read.data;
  }
}

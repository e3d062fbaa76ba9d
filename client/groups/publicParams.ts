// What the cluster signs credentials with, as it was first seen: whoever shows another later is not
// believed.

import { ServerPublicParams } from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import { z } from 'zod';
import { fromBase64 } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { failureOf } from '../transport/http.ts';

const shape = z.object({ groupPublicParams: z.string().max(2048).transform(fromBase64) });

export class PublicParams {
  readonly #context: Pick<ClientBase, 'store' | 'http'>;
  #params: ServerPublicParams | undefined;

  constructor(context: Pick<ClientBase, 'store' | 'http'>) {
    this.#context = context;
  }

  /** Throws NoAnswer. Refuses: server.unreadable, what the server says. */
  async get(): Promise<ServerPublicParams> {
    if (this.#params) return this.#params;
    const { store, http } = this.#context;
    const pinned = store.groups.publicParams();
    if (pinned) return (this.#params = new ServerPublicParams(pinned));
    const answer = await http({ verb: 'GET', path: '/v2/config' });
    if (answer.status !== 200) throw failureOf(answer, 'The parameters cannot be had');
    const read = shape.safeParse(answer.body);
    if (!read.success) throw unreadable();
    try {
      this.#params = new ServerPublicParams(read.data.groupPublicParams);
    } catch (cause) {
      throw unreadable(cause);
    }
    store.groups.pin(this.#params.serialize());
    return this.#params;
  }
}

const unreadable = (cause?: unknown) =>
  new ClientError('server.unreadable', "The server's parameters for groups cannot be read.", {
    cause,
  });

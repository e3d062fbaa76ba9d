// What proves to a server that we are a certain member of a group, and not who we are: a credential
// a day, fetched a week at a time with our name, shown a group at a time without.

import { Aci, Pni } from '@signalapp/libsignal-client';
import {
  AuthCredentialWithPni,
  AuthCredentialWithPniResponse,
  ClientZkAuthOperations,
} from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import type { ServerPublicParams } from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import { z } from 'zod';
import { fromBase64 } from '../bytes.ts';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { failureOf } from '../transport/http.ts';
import { PublicParams } from './publicParams.ts';
import type { GroupSecrets } from './secrets.ts';

const daySeconds = 24 * 60 * 60;
const days = 7;
/** Groups that one is shown at a time: anybody may name one, of which there need be none. */
const shownMax = 1000;

const credentialsShape = z.object({
  credentials: z
    .array(
      z.object({
        redemptionTime: z.number().int(),
        credential: z.string().max(2048).transform(fromBase64),
      }),
    )
    .max(days + 1),
});

type Context = Pick<ClientBase, 'store' | 'clock' | 'http' | 'account'>;

export class GroupCredentials {
  readonly #context: Context;
  readonly #params: PublicParams;
  /** What is shown to each group all day. */
  readonly #shown = new Map<string, { readonly day: number; readonly shown: Uint8Array }>();
  #fetching: Promise<void> | undefined;

  constructor(context: Context) {
    this.#context = context;
    this.#params = new PublicParams(context);
  }

  /**
   * The header of a request to a group. Throws NoAnswer. Refuses: server.unreadable, what the
   * server says.
   */
  async header(secrets: GroupSecrets): Promise<string> {
    const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
    const pair = `${hex(secrets.publicParams)}:${hex(await this.presentation(secrets))}`;
    return `Basic ${Buffer.from(pair).toString('base64')}`;
  }

  /** What proves today that we are a certain member of a group. Throws and refuses as `header`. */
  async presentation(secrets: GroupSecrets): Promise<Uint8Array> {
    const day = dayOf(this.#context.clock.now());
    const known = this.#shown.get(secrets.id);
    if (known?.day === day) return known.shown;
    const operations = new ClientZkAuthOperations(await this.params());
    const credential = new AuthCredentialWithPni(await this.#credential(day));
    const presented = operations.createAuthCredentialWithPniPresentation(
      secrets.params,
      credential,
    );
    const shown = presented.serialize();
    this.#shown.set(secrets.id, { day, shown });
    const oldest = this.#shown.keys().next();
    if (this.#shown.size > shownMax && !oldest.done) this.#shown.delete(oldest.value);
    return shown;
  }

  /** It was not taken: another is made for the next request. */
  forget(secrets: GroupSecrets): void {
    this.#shown.delete(secrets.id);
  }

  /** What the cluster signs with. Throws NoAnswer. */
  params(): Promise<ServerPublicParams> {
    return this.#params.get();
  }

  async #credential(day: number): Promise<Uint8Array<ArrayBuffer>> {
    const { store } = this.#context;
    const known = store.groups.credential(day);
    if (known) return known;
    this.#fetching ??= this.#fetch(day).finally(() => {
      this.#fetching = undefined;
    });
    await this.#fetching;
    const fetched = store.groups.credential(day);
    if (!fetched) throw unreadable('credentials for groups');
    return fetched;
  }

  async #fetch(day: number): Promise<void> {
    const { store, http, account } = this.#context;
    const last = day + (days - 1) * daySeconds;
    const query = `redemptionStartSeconds=${day}&redemptionEndSeconds=${last}`;
    const answer = await http({ verb: 'GET', path: `/v1/certificate/auth/group?${query}` });
    if (answer.status !== 200) throw failureOf(answer, 'No credentials for groups can be had');
    const read = credentialsShape.safeParse(answer.body);
    if (!read.success) throw unreadable('credentials for groups');
    const operations = new ClientZkAuthOperations(await this.params());
    const aci = Aci.fromUuid(account);
    const phone = Pni.fromUuid(store.profile.pni);
    const received = read.data.credentials.map(({ redemptionTime, credential }) => {
      try {
        const response = new AuthCredentialWithPniResponse(credential);
        const made = operations.receiveAuthCredentialWithPniAsServiceId(
          aci,
          phone,
          redemptionTime,
          response,
        );
        return { day: redemptionTime, credential: made.serialize() };
      } catch {
        // They are of another account or day, or by keys that are not the cluster's.
        throw unreadable('credentials for groups');
      }
    });
    if (received.length > 0) store.transaction(() => store.groups.setCredentials(received));
  }
}

/** The beginning of a time's day. Unit: seconds. */
const dayOf = (nowMs: number): number => Math.floor(nowMs / 1000 / daySeconds) * daySeconds;

const unreadable = (what: string) =>
  new ClientError('server.unreadable', `The server's ${what} cannot be read.`);

// The routes of groups, asked without a name: a request shows which member of the group it is
// from. Everything refuses what the server says, and throws NoAnswer, also where the server could
// not say it.

import { NotarySignature } from '@signalapp/libsignal-client/dist/zkgroup/index.js';
import type { z } from 'zod';
import type { ClientBase } from '../clientBase.ts';
import { ClientError } from '../clientError.ts';
import { failureOf } from '../transport/http.ts';
import type { HttpAnswer, HttpAsk } from '../transport/transport.ts';
import { NoAnswer } from '../transport/transport.ts';
import type { GroupCredentials } from './credentials.ts';
import { untrue } from './groupErrors.ts';
import type { EndorsementsView, GroupChange, SealedGroup, SignedChange } from './sealedGroup.ts';
import {
  changedShape,
  conflictShape,
  joinShape,
  logShape,
  readChange,
  viewShape,
} from './sealedGroup.ts';
import type { GroupSecrets } from './secrets.ts';

/** A request whose answer is lost is asked so often. */
const asksMax = 3;

export interface GroupView {
  readonly state: SealedGroup;
  readonly endorsements?: EndorsementsView | undefined;
}

/** Signed changes one after the other, and the version that the server has. */
export interface GroupLog {
  readonly changes: readonly GroupChange[];
  readonly version: number;
  readonly endorsements?: EndorsementsView | undefined;
}

export type JoinView = z.output<typeof joinShape>;

export class GroupRoutes {
  readonly #context: Pick<ClientBase, 'nameless'>;
  readonly #credentials: GroupCredentials;

  constructor(context: Pick<ClientBase, 'nameless'>, credentials: GroupCredentials) {
    this.#context = context;
    this.#credentials = credentials;
  }

  async create(secrets: GroupSecrets, body: object): Promise<GroupView> {
    const answer = await this.#ask(secrets, { verb: 'PUT', path: '/v2/groups', body });
    if (answer.status !== 200) throw failureOf(answer, 'The group was not made');
    return this.#view(secrets, answer);
  }

  async view(secrets: GroupSecrets): Promise<GroupView> {
    const answer = await this.#ask(secrets, { verb: 'GET', path: '/v2/groups' });
    if (answer.status !== 200) throw failureOf(answer, 'The group is not shown');
    return this.#view(secrets, answer);
  }

  /** The change that was made, or `conflict` where another came first. */
  async change(
    secrets: GroupSecrets,
    body: object,
  ): Promise<{ change: GroupChange; endorsements?: EndorsementsView | undefined } | 'conflict'> {
    const answer = await this.#ask(secrets, { verb: 'POST', path: '/v2/groups', body });
    if (answer.status === 409) return 'conflict';
    if (answer.status !== 200) throw failureOf(answer, 'The group was not changed');
    const { change, endorsements } = read(changedShape, answer);
    return { change: await this.#verified(secrets, change), endorsements };
  }

  /** The version that the group has, for whoever waits to be let in; nobody else is told. */
  async waiting(secrets: GroupSecrets): Promise<number> {
    // Somebody has asked to come in since the first version: no change makes that one any more.
    const body = { version: 1, actions: [{ type: 'withdraw' }] };
    const answer = await this.#ask(secrets, { verb: 'POST', path: '/v2/groups', body });
    if (answer.status !== 409) throw failureOf(answer, 'The group is not shown');
    return read(conflictShape, answer).version;
  }

  /** A page of changes from a version on. */
  async log(secrets: GroupSecrets, from: number): Promise<GroupLog> {
    const answer = await this.#ask(secrets, { verb: 'GET', path: `/v2/groups/logs/${from}` });
    const isPage = answer.status === 200 || answer.status === 206;
    if (!isPage) throw failureOf(answer, 'The log of the group is not shown');
    const { changes, version, endorsements } = read(logShape, answer);
    const verified = [];
    for (const one of changes) verified.push(await this.#verified(secrets, one));
    return { changes: verified, version, endorsements };
  }

  /** What a link leads to. */
  async peek(secrets: GroupSecrets, password: string): Promise<JoinView> {
    const shown = Buffer.from(password, 'base64').toString('base64url');
    const answer = await this.#ask(secrets, { verb: 'GET', path: `/v2/groups/join/${shown}` });
    if (answer.status !== 200) throw failureOf(answer, 'The link leads nowhere');
    return read(joinShape, answer);
  }

  /** Leave to upload a picture of the group. */
  async avatarForm(secrets: GroupSecrets): Promise<unknown> {
    const answer = await this.#ask(secrets, { verb: 'GET', path: '/v2/groups/avatar/form' });
    if (answer.status !== 200) throw failureOf(answer, 'The picture cannot be uploaded');
    return answer.body;
  }

  async #ask(secrets: GroupSecrets, ask: HttpAsk): Promise<HttpAnswer> {
    const authorization = await this.#credentials.header(secrets);
    const answer = await this.#context.nameless({ ...ask, authorization });
    if (answer.status === 401) this.#credentials.forget(secrets);
    return answer;
  }

  #view({ id }: GroupSecrets, answer: HttpAnswer): GroupView {
    const view = read(viewShape, answer);
    if (view.state.id !== id) throw untrue('another group was shown');
    return view;
  }

  async #verified({ id }: GroupSecrets, signed: SignedChange): Promise<GroupChange> {
    const params = await this.#credentials.params();
    try {
      params.verifySignature(signed.change, new NotarySignature(signed.signature));
    } catch (error) {
      throw untrue('a change is not signed by the cluster', error);
    }
    let change: GroupChange;
    try {
      change = readChange(signed.change);
    } catch (error) {
      throw new ClientError('server.unreadable', 'A change of the group cannot be read.', {
        cause: error,
      });
    }
    if (change.group !== id || change.version !== signed.version) {
      throw untrue('a change is of another group or version');
    }
    return change;
  }
}

function read<Shape extends z.ZodType>(shape: Shape, answer: HttpAnswer): z.output<Shape> {
  const parsed = shape.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new ClientError('server.unreadable', "The server's word on the group cannot be read.");
}

/** Asks again where there was no answer: the server knows what it was asked by its content. */
export async function asking<T>(ask: () => Promise<T>): Promise<T> {
  for (let asks = 1; ; asks += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof NoAnswer) || asks >= asksMax) throw error;
    }
  }
}

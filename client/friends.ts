// Friend requests: whom the account has asked, who asked it, and who agreed.

import { z } from 'zod';
import type { AccountId } from '#protocol';
import { parseAccountId } from '#protocol';
import { ClientError } from './clientError.ts';
import { refusalOf } from './transport/http.ts';
import type { HttpAnswer, HttpAsk, Transport } from './transport/transport.ts';
import { NoAnswer } from './transport/transport.ts';

/** In the server's words, for example `requested`, `accepted`. */
export type Friendship = string;

export interface Friend {
  readonly account: AccountId;
  readonly friendship: Friendship;
}

const putShape = z.object({ friendship: z.string() });
const friendShape = z.object({
  account: z.string().optional(),
  aci: z.string().optional(),
  friendship: z.string(),
});
const listShape = z.union([z.object({ friends: z.array(friendShape) }), z.array(friendShape)]);

export class Friends {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async ask(account: AccountId): Promise<Friendship> {
    const answer = await this.#reach({ verb: 'PUT', path: `/v1/friends/${account}` });
    return putShape.parse(answer.body).friendship;
  }

  async list(): Promise<Friend[]> {
    const answer = await this.#reach({ verb: 'GET', path: '/v1/friends' });
    const read = listShape.parse(answer.body);
    const rows = Array.isArray(read) ? read : read.friends;
    return rows.flatMap((row) => {
      const account = parseAccountId(row.account ?? row.aci ?? '');
      return account ? [{ account, friendship: row.friendship }] : [];
    });
  }

  async remove(account: AccountId): Promise<void> {
    await this.#reach({ verb: 'DELETE', path: `/v1/friends/${account}` });
  }

  async #reach(ask: HttpAsk): Promise<HttpAnswer> {
    try {
      const answer = await this.#transport.request(ask);
      if (answer.status < 300) return answer;
      throw refusalOf(answer, 'The friend request failed');
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      const message = 'The server cannot be reached just now; connect and try again.';
      throw new ClientError('server.unreachable', message, { cause: error });
    }
  }
}

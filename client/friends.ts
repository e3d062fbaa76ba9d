// Friend requests: whom the account has asked, who asked it, and who agreed.

import { z } from 'zod';
import type { AccountId } from '#protocol';
import { parseAccountId } from '#protocol';
import { ClientError } from './clientError.ts';
import { refusalOf } from './transport/http.ts';
import { reached } from './transport/network.ts';
import type { HttpAnswer, HttpAsk, Transport } from './transport/transport.ts';

/** How two accounts stand to each other. */
export type Friendship = 'requested' | 'accepted';

/** A friend, or who is to be one. */
export interface Friend {
  readonly account: AccountId;
  readonly friendship: Friendship;
  /** True of a request that the other made and this account may accept. */
  readonly asksUs: boolean;
}

const friendship = z.enum(['requested', 'accepted']);
const putShape = z.object({ friendship });
const listShape = z.object({
  friends: z.array(
    z.object({ account: z.string(), friendship, requestedBy: z.string().optional() }),
  ),
});

export class Friends {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  async ask(account: AccountId): Promise<Friendship> {
    const answer = await this.#reach({ verb: 'PUT', path: `/v1/friends/${account}` });
    return read(putShape, answer).friendship;
  }

  async list(): Promise<Friend[]> {
    const answer = await this.#reach({ verb: 'GET', path: '/v1/friends' });
    return read(listShape, answer).friends.flatMap((row) => {
      const account = parseAccountId(row.account);
      const asksUs = row.friendship === 'requested' && row.requestedBy === row.account;
      return account ? [{ account, friendship: row.friendship, asksUs }] : [];
    });
  }

  async remove(account: AccountId): Promise<void> {
    await this.#reach({ verb: 'DELETE', path: `/v1/friends/${account}` });
  }

  async #reach(ask: HttpAsk): Promise<HttpAnswer> {
    const answer = await reached(() => this.#transport.request(ask));
    if (answer.status < 300) return answer;
    throw refusalOf(answer, 'The friend request failed');
  }
}

function read<T>(shape: z.ZodType<T>, answer: HttpAnswer): T {
  const parsed = shape.safeParse(answer.body);
  if (parsed.success) return parsed.data;
  throw new ClientError('server.refused', "The server's answer about friends cannot be read.");
}

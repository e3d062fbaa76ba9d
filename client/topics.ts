// Topics a program hears, and what it publishes: presence, which is told to whoever hears it just
// then and kept nowhere. What was subscribed to is subscribed to again on each new connection.

import type { AccountId, Signal } from '#protocol';
import { parseAccountId, parseDeviceId, presenceTopic } from '#protocol';
import { own } from './bytes.ts';
import type { Chores } from './chores.ts';
import { ClientError } from './clientError.ts';
import type { Events } from './events.ts';
import type { TopicAsk, Transport } from './transport/transport.ts';
import { NoAnswer } from './transport/transport.ts';

export interface TopicsContext {
  readonly account: AccountId;
  readonly transport: Transport;
  readonly events: Events;
  readonly chores: Chores;
}

export class Topics {
  readonly #context: TopicsContext;
  readonly #friends = new Set<AccountId>();

  constructor(context: TopicsContext) {
    this.#context = context;
  }

  /**
   * Hears the presence of a friend (event `signal`) until `unwatch`, over all connections.
   * Refuses: account.unreadable, server.unreachable, relation.required, what the server says.
   */
  async watch(account: string): Promise<void> {
    const friend = accountOf(account);
    await this.#ask({ type: 'subscribe', topic: presenceTopic(friend) });
    this.#friends.add(friend);
  }

  /** Hears it no more. Refuses: account.unreadable, server.unreachable, what the server says. */
  async unwatch(account: string): Promise<void> {
    const friend = accountOf(account);
    this.#friends.delete(friend);
    await this.#ask({ type: 'unsubscribe', topic: presenceTopic(friend) });
  }

  /**
   * Tells friends who listen just now; resolves when the server, which can read it, has handed it
   * on.
   * Refuses: server.unreachable, message.too_large, rate.limited, what the server says.
   */
  publish(payload: Uint8Array): Promise<void> {
    const topic = presenceTopic(this.#context.account);
    return this.#ask({ type: 'publish', topic, payload: own(payload) });
  }

  /** Takes a server's word only for what was subscribed to. */
  hear({ topic, account, device, payload }: Signal): void {
    const [from, of] = [parseAccountId(account), parseDeviceId(device)];
    if (!from || of === undefined || !this.#friends.has(from)) return;
    if (topic !== presenceTopic(from)) return;
    this.#context.events.emit('signal', { account: from, device: of, payload });
  }

  /** A new connection hears nothing yet. */
  connected(): void {
    for (const friend of this.#friends) {
      this.#context.chores.run(async () => {
        if (this.#friends.has(friend)) await this.watch(friend);
      });
    }
  }

  async #ask(ask: TopicAsk): Promise<void> {
    const { refusal } = await this.#context.transport.topic(ask).catch((error: unknown) => {
      if (!(error instanceof NoAnswer)) throw error;
      const message = 'The server cannot be reached just now; connect and try again.';
      throw new ClientError('server.unreachable', message, { cause: error });
    });
    if (!refusal) return;
    const { code, detail, retryAfterMs } = refusal;
    throw new ClientError(code, `It was refused: ${detail ?? code}`, { retryAfterMs });
  }
}

function accountOf(text: string): AccountId {
  const account = parseAccountId(text);
  if (account) return account;
  throw new ClientError('account.unreadable', 'That is no account id.');
}

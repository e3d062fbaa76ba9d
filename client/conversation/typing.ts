// That this device's person is typing: said now or never.

import type { ClientContext } from '../clientContext.ts';
import { isGroup } from './conversationId.ts';
import type { ConversationId } from './conversationId.ts';
import type { Speaker } from './speaker.ts';

/** Who goes on typing says so again after this. */
const againMs = 10_000;
/** What could not be sent by then is of no use. */
const lateMs = 5_000;

export class Typing {
  readonly #context: ClientContext;
  readonly #speaker: Speaker;
  /** When we last said that we type, by conversation. */
  readonly #said = new Map<ConversationId, number>();
  readonly #late = new Map<ConversationId, { cancel(): void }>();

  constructor(context: ClientContext, speaker: Speaker) {
    this.#context = context;
    this.#speaker = speaker;
  }

  say(account: ConversationId, started: boolean): void {
    const { store, clock, transport, contacts } = this.#context;
    const known = this.#said.get(account);
    const isOld = known === undefined || clock.now() - known >= againMs;
    if (started ? !isOld : known === undefined) return;
    // Whoever was never written to is not bothered with keys for this.
    const isKnown = isGroup(account) || store.sessions.devices(account).size > 0;
    if (!isKnown || !transport.connected || !store.record.settings().typing) return;
    if (!isGroup(account) && !contacts.isAccepted(account)) return;
    if (started) this.#said.set(account, clock.now());
    else this.#said.delete(account);
    this.#speaker.whisper(account, (timestamp) => ({ type: 'typing', started, timestamp }));
    this.#late.get(account)?.cancel();
    const late = clock.after(lateMs, () => {
      store.outbox.dropTyping(account);
      store.groupOutbox.dropTyping(account);
    });
    this.#late.set(account, late);
  }

  /** A message says as well that one has stopped. */
  sent(account: ConversationId): void {
    this.#said.delete(account);
  }

  stop(): void {
    for (const late of this.#late.values()) late.cancel();
  }
}

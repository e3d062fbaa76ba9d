// Receipts: owed from the moment a message is stored, read or viewed, sent encrypted, many in one
// envelope and a moment late, so that they say little about when a device was reached. Whoever is
// not accepted hears without a name that it has arrived, or not at all: what comes by name says to
// the server who has heard whom, and brings a token by which its reader can be reported.

import { encodeContent } from '#protocol';
import { own } from '../bytes.ts';
import type { ClientContext } from '../clientContext.ts';
import type { Sender } from './sender.ts';
import { isWithheld } from './withheld.ts';

/** They wait this long for company, and up to as long again at random. */
const receiptDelayMs = 150;
const timesPerReceiptMax = 500;

export class Receipts {
  readonly #context: ClientContext;
  readonly #sender: Sender;
  #wait: { cancel(): void } | undefined;
  #stopped = false;

  constructor(context: ClientContext, sender: Sender) {
    this.#context = context;
    this.#sender = sender;
  }

  /** Sends what is owed before long. */
  soon(): void {
    // What is still being received when the client closes is owed after the next start.
    if (this.#wait || this.#stopped) return;
    const delayMs = receiptDelayMs * (1 + Math.random());
    this.#wait = this.#context.clock.after(delayMs, () => {
      this.#wait = undefined;
      this.flush();
    });
  }

  /** Moves what is owed into the outbox. */
  flush(): void {
    const { store, clock } = this.#context;
    for (const { account, type } of store.arrivals.owed()) {
      // It stays owed until the account is accepted, or tells its key.
      if (isWithheld(this.#context, account)) continue;
      let more = true;
      while (more) {
        more = store.transaction(() => {
          const timestamps = store.arrivals.takeOwed(account, type, timesPerReceiptMax);
          if (timestamps.length === 0) return false;
          const now = clock.now();
          const content = own(encodeContent({ type: 'receipt', receipt: type, timestamps }));
          const timestamp = store.profile.nextTimestamp(now);
          store.outbox.add({ account, kind: 'receipt', content, timestamp }, now);
          return timestamps.length === timesPerReceiptMax;
        });
      }
      this.#sender.wake(account);
    }
  }

  stop(): void {
    this.#stopped = true;
    this.#wait?.cancel();
    this.#wait = undefined;
  }
}

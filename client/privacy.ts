// What a person wants told to others; kept in the account's record, for all of its devices. Each
// switch binds where the thing is told: receipts in conversation/marking.ts, typing in
// conversation/typing.ts, presence in presence.ts, being found at the server, the way of
// calls in calls/calls.ts.

import { primaryDevice } from '#protocol';
import type { RecordSettings } from '#protocol';
import type { ClientContext } from './clientContext.ts';
import { wrong } from './clientError.ts';
import type { Presence } from './presence.ts';

/** What others are told. */
export type PrivacyView = Omit<RecordSettings, 'type'>;

type Context = Pick<
  ClientContext,
  'store' | 'record' | 'sealed' | 'chores' | 'device' | 'transport'
>;

/** What others are told. */
export class Privacy {
  readonly #context: Context;
  readonly #presence: Pick<Presence, 'switched'>;

  constructor(context: Context, presence: Pick<Presence, 'switched'>) {
    this.#context = context;
    this.#presence = presence;
    context.record.onChanges((changes) => {
      if (changes.some(({ name }) => name === 'settings')) this.#changed();
    });
  }

  /**
   * `readReceipts`, `viewedReceipts`, `typing`: on at first; whoever is a contact hears of it.
   * `presence`: off at first; friends who show themselves see whether a device is connected.
   * `foundByNumber`: off at first; the server may tell the account to who has its phone number.
   * `relayCalls`: off at first; calls go by relays alone, from the next one on (`call.no_relays`).
   */
  get(): PrivacyView {
    return this.#context.store.record.settings();
  }

  /**
   * Changes what is named and leaves the rest; the account's other devices do the same.
   * Refuses: argument.invalid.
   */
  set(change: Partial<PrivacyView>): void {
    const { store, record } = this.#context;
    const known = this.get();
    for (const [name, to] of Object.entries(change)) {
      if (!Object.hasOwn(known, name)) throw wrong(`There is no switch ${name}.`);
      if (typeof to !== 'boolean') throw wrong(`The switch ${name} is true or false.`);
    }
    store.transaction(() => {
      record.put({ type: 'settings', ...this.get(), ...change });
      this.#changed();
    });
  }

  /** Inside the transaction that has changed it. */
  #changed(): void {
    const { store, sealed, chores, device, transport } = this.#context;
    chores.next(() => this.#presence.switched());
    // What is of the account is the primary's to say; what was said stays, if it was that.
    if (device !== primaryDevice || !store.sealed.attributesChanged(this.get())) return;
    chores.next(async () => {
      if (transport.connected) await sealed.publish();
    });
  }
}

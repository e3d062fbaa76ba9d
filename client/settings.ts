// What a person wants told to others; kept in the account's record, for all of its devices.

import type { ClientContext } from './clientContext.ts';

export interface SettingsView {
  /** Others hear when their messages were read. */
  readonly readReceipts: boolean;
  /** Others hear when what their messages hold was viewed. */
  readonly viewedReceipts: boolean;
  /** Others hear that one is typing. */
  readonly typing: boolean;
}

export class Settings {
  readonly #context: Pick<ClientContext, 'store' | 'record'>;

  constructor(context: Pick<ClientContext, 'store' | 'record'>) {
    this.#context = context;
  }

  read(): SettingsView {
    return this.#context.store.record.settings();
  }

  /** Changes what is named and leaves the rest; the account's other devices do the same. */
  change(changed: Partial<SettingsView>): void {
    this.#context.record.put({ type: 'settings', ...this.read(), ...changed });
  }
}

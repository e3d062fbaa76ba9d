// What a person wants told to others; kept in the profile.

import type { Store } from './store/store.ts';

export interface SettingsView {
  /** Others hear when their messages were read. */
  readonly readReceipts: boolean;
  /** Others hear when what their messages hold was viewed. */
  readonly viewedReceipts: boolean;
  /** Others hear that one is typing. */
  readonly typing: boolean;
}

export class Settings {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  read(): SettingsView {
    return this.#store.profile.settings();
  }

  /** Changes what is named and leaves the rest. */
  change(changed: Partial<SettingsView>): void {
    this.#store.profile.setSettings({ ...this.read(), ...changed });
  }
}

// What is set: for all of the account's devices, for the profile's file, and for this page alone.

import { signal } from '@preact/signals';
import type { PrivacyView } from '../../../index.ts';
import type { Rpc } from '../rpc.ts';

export type Theme = 'system' | 'light' | 'dark';

const themeName = 'aldis.theme';
const notifyName = 'aldis.notify';

/** The switches by the words of `aldis privacy`. */
const switches = {
  readReceipts: 'read-receipts',
  viewedReceipts: 'viewed-receipts',
  typing: 'typing',
  presence: 'presence',
  foundByNumber: 'found-by-number',
  relayCalls: 'relay-calls',
} as const satisfies Record<keyof PrivacyView, string>;

export const switchNames = Object.keys(switches) as readonly (keyof PrivacyView)[];

export class Settings {
  // Both are undefined until they were read: a switch that is not known must not look turned off,
  // nor a lock that is not known take a passphrase from under whoever types it.
  readonly privacy = signal<PrivacyView | undefined>(undefined);
  readonly isLocked = signal<boolean | undefined>(undefined);
  readonly server = signal('');
  readonly theme = signal<Theme>(themeOf(stored(themeName)));
  /** A person wants to be told, and the browser lets this page. */
  readonly notifies = signal(stored(notifyName) === 'on' && permission() === 'granted');
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
  }

  async read(): Promise<void> {
    const [privacy, { locked }, { server }] = await Promise.all([
      this.#rpc.call<PrivacyView>('privacy'),
      this.#rpc.call<{ locked: boolean }>('state'),
      this.#rpc.call<{ server: string }>('whoami'),
    ]);
    this.privacy.value = privacy;
    this.isLocked.value = locked;
    this.server.value = server;
  }

  async switch(name: keyof PrivacyView, isOn: boolean): Promise<void> {
    const before = this.privacy.value;
    if (before === undefined) return;
    // Where it was refused it turns back.
    this.privacy.value = { ...before, [name]: isOn };
    const params = { switch: switches[name], to: isOn ? 'on' : 'off' };
    try {
      this.privacy.value = await this.#rpc.call('privacy', params);
    } catch (error) {
      this.privacy.value = before;
      throw error;
    }
  }

  async lock(passphrase: string): Promise<void> {
    await this.#rpc.call('lock', { passphrase });
    this.isLocked.value = true;
  }

  async unlock(): Promise<void> {
    await this.#rpc.call('unlock');
    this.isLocked.value = false;
  }

  look(theme: Theme): void {
    this.theme.value = theme;
    localStorage.setItem(themeName, theme);
    this.show();
  }

  /** The page looks as it was set. */
  show(): void {
    const { dataset } = document.documentElement;
    if (this.theme.value === 'system') delete dataset.theme;
    else dataset.theme = this.theme.value;
  }

  /** False where the browser does not let this page tell anything. */
  async notify(isOn: boolean): Promise<boolean> {
    const isLet = !isOn || (await Notification.requestPermission()) === 'granted';
    this.notifies.value = isOn && isLet;
    localStorage.setItem(notifyName, this.notifies.value ? 'on' : 'off');
    return isLet;
  }
}

const themeOf = (word: string | null): Theme =>
  word === 'light' || word === 'dark' ? word : 'system';

/** Outside of a browser nothing is stored. */
const stored = (name: string): string | null => globalThis.localStorage?.getItem(name) ?? null;

const permission = (): string => globalThis.Notification?.permission ?? 'denied';

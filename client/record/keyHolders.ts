// Which devices know the keys that the account's devices share. The first device changes them once
// one that knew them is gone.

import { primaryDevice } from '#protocol';
import type { ClientBase } from '../clientBase.ts';
import type { AccountRecord } from './accountRecord.ts';
import { ownDevices } from '../devices/siblings.ts';

interface Context extends Pick<ClientBase, 'store' | 'clock' | 'account' | 'device'> {
  readonly record: AccountRecord;
}

export class KeyHolders {
  readonly #context: Context;
  /** Changes the keys; runs inside a transaction. */
  readonly #change: () => void;

  constructor(context: Context, change: () => void) {
    this.#context = context;
    this.#change = change;
  }

  /** A device is told the keys. */
  gave(device: number): void {
    const { record } = this.#context.store;
    record.setGivenTo([...record.givenTo(), device]);
  }

  /** Whoever knew a key of ours knows none that is used from now on; runs inside a transaction. */
  changeAll(): void {
    const { store, device } = this.#context;
    store.record.setGivenTo([device]);
    store.groups.forgetDistributions();
    this.#change();
  }

  /** The devices may be others than before. */
  look(): void {
    const { store, clock, device, record } = this.#context;
    if (device === primaryDevice) {
      const now = ownDevices(this.#context);
      const before = store.record.givenTo();
      const isLinking = store.deviceLists.linkingUntil > clock.now();
      const isGone = before.some((id) => !now.includes(id));
      // Whoever is being linked knows them already and is in no list yet.
      if (now.length === 0 || (isGone && isLinking)) return;
      store.transaction(() => {
        store.record.setGivenTo(now);
        if (isGone) this.#change();
      });
    }
    record.soon(0);
  }
}

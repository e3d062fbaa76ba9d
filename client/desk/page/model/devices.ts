// The devices of the account.

import { computed, signal } from '@preact/signals';
import type { OwnDevice } from '../../../index.ts';
import type { Rpc } from '../rpc.ts';
import { soonOnce } from './soon.ts';

/** How long the new device may take. */
const linkMs = 11 * 60_000;

export class Devices {
  readonly all = signal<readonly OwnDevice[]>([]);
  readonly isRead = signal(false);
  readonly self = computed(() => this.all.value.find(({ isThis }) => isThis));
  readonly refresh = soonOnce(() => this.read());
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    rpc.on('event.notice', this.refresh);
  }

  async read(): Promise<void> {
    this.all.value = await this.#rpc.call<OwnDevice[]>('devices.list');
    this.isRead.value = true;
  }

  /** Returns its number when it has linked itself. */
  async link(link: string, history: boolean): Promise<number> {
    const params = { link, history: history ? 'all' : 'none' };
    const { device } = await this.#rpc.call<{ device: number }>('devices.add', params, linkMs);
    await this.read();
    return device;
  }

  async rename(name: string): Promise<void> {
    await this.#rpc.call('devices.rename', { name });
    await this.read();
  }

  /** `stolen`: the account gets other keys. */
  async remove(id: number, stolen: boolean): Promise<void> {
    const how = stolen ? { stolen: true, yes: true } : {};
    await this.#rpc.call('devices.remove', { number: String(id), ...how });
    await this.read();
  }
}

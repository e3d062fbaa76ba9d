// The groups one is in or invited to, and what is changed of them.

import { signal } from '@preact/signals';
import type { GroupState } from '../../../index.ts';
import type { Rpc } from '../rpc.ts';
import { soonOnce } from './soon.ts';

export interface NewGroup {
  readonly title: string;
  readonly description: string;
  readonly who: readonly string[];
  readonly announcements: boolean;
}

type OfMember = 'remove' | 'ban' | 'unban' | 'approve' | 'add';
type OfOneself = 'accept' | 'decline' | 'leave';
export type LinkWay = 'open' | 'ask' | 'off' | 'reset';

export class Groups {
  readonly all = signal<readonly GroupState[]>([]);
  readonly isRead = signal(false);
  readonly refresh = soonOnce(() => this.read());
  readonly #rpc: Rpc;

  constructor(rpc: Rpc) {
    this.#rpc = rpc;
    rpc.on('event.group', this.refresh);
  }

  async read(): Promise<void> {
    this.all.value = await this.#rpc.call<GroupState[]>('group.list');
    this.isRead.value = true;
  }

  get(id: string): GroupState | undefined {
    return this.all.value.find((one) => one.id === id);
  }

  /** Takes what the server has of it by now. */
  async look(group: string): Promise<void> {
    this.#take(await this.#rpc.call<GroupState>('group.show', { group }));
  }

  /** Returns its id. */
  async make({ title, description, who, announcements }: NewGroup): Promise<string> {
    const words = description === '' ? {} : { description };
    const closed = announcements ? { announcements: true } : {};
    const params = { title, who, ...words, ...closed };
    const made = await this.#rpc.call<GroupState>('group.create', params);
    this.#take(made);
    return made.id;
  }

  async join(link: string): Promise<{ group: string; title: string; needsApproval: boolean }> {
    const joined = await this.#rpc.call<Awaited<ReturnType<Groups['join']>>>('group.join', {
      link,
    });
    await this.read();
    return joined;
  }

  withMember = (verb: OfMember, group: string, who: string | readonly string[]) =>
    this.#change(`group.${verb}`, { group, who });

  role = (group: string, who: string, role: 'admin' | 'member') =>
    this.#change('group.role', { group, who, role });

  title = (group: string, title: string) => this.#change('group.title', { group, title });

  describe = (group: string, text: string) => this.#change('group.describe', { group, text });

  announcements = (group: string, isOn: boolean) =>
    this.#change('group.announcements', { group, to: isOn ? 'on' : 'off' });

  async oneself(verb: OfOneself | 'withdraw', group: string): Promise<void> {
    await this.#rpc.call(`group.${verb}`, { group });
    await this.read();
  }

  /** The link, where it is on; changes it first where that is said. */
  async link(group: string, how?: LinkWay): Promise<string | undefined> {
    const params = how === undefined ? { group } : { group, how };
    const { link } = await this.#rpc.call<{ link?: string }>('group.link', params);
    if (how !== undefined) await this.look(group);
    return link;
  }

  async #change(method: string, params: object): Promise<void> {
    this.#take(await this.#rpc.call<GroupState>(method, params));
  }

  #take(group: GroupState): void {
    const others = this.all.value.filter(({ id }) => id !== group.id);
    this.all.value = [group, ...others].sort((one, other) => one.title.localeCompare(other.title));
  }
}

// Whom one knows, who asks to be heard, and how sure one is of each.

import { signal } from '@preact/signals';
import type { Contact } from '../../../index.ts';
import type { Rpc } from '../rpc.ts';
import type { Names } from './names.ts';
import { soonOnce } from './soon.ts';

export interface Request {
  readonly account: string;
  readonly text: string;
}

export interface Safety {
  readonly account: string;
  readonly digits: string;
  /** Base64. */
  readonly scan: string;
  readonly verified: boolean;
  /** It changed, and is not accepted. */
  readonly blocked: boolean;
}

/** What somebody says of themselves. */
export interface Said {
  readonly name: string;
  readonly about: string;
  readonly emoji: string;
}

interface Change {
  readonly who: string;
  readonly name?: string;
  readonly text?: string;
}

export class People {
  readonly contacts = signal<readonly Contact[]>([]);
  readonly requests = signal<readonly Request[]>([]);
  readonly isRead = signal(false);
  /** The people whose identity changed. */
  readonly changed = signal<ReadonlySet<string>>(new Set());
  readonly refresh = soonOnce(() => this.read());
  readonly #rpc: Rpc;
  readonly #names: Names;

  constructor(rpc: Rpc, names: Names) {
    this.#rpc = rpc;
    this.#names = names;
    for (const name of ['contact', 'request', 'profile']) rpc.on(`event.${name}`, this.refresh);
    rpc.on('event.identityChanged', ({ account }: { account: string }) => {
      this.changed.value = new Set([...this.changed.value, account]);
    });
  }

  async read(): Promise<void> {
    const [contacts, requests] = await Promise.all([
      this.#rpc.call<Contact[]>('contacts.list'),
      this.#rpc.call<Partial<Request>[]>('requests.list'),
    ]);
    this.contacts.value = contacts;
    // Invitations of strangers are among them, and stand with the groups.
    this.requests.value = requests.flatMap(({ account, text = '' }) =>
      account === undefined ? [] : [{ account, text }],
    );
    this.isRead.value = true;
  }

  get(account: string): Contact | undefined {
    return this.contacts.value.find((one) => one.account === account);
  }

  isAsking(account: string): boolean {
    return this.requests.value.some((one) => one.account === account);
  }

  /** Returns who it is. */
  async add(who: string, name: string): Promise<string> {
    const { account } = await this.#change<Contact>('contacts.name', { who, name });
    return account;
  }

  name = (who: string, name: string) => this.#change('contacts.name', { who, name });
  note = (who: string, text: string) => this.#change('contacts.note', { who, text });
  delete = (who: string) => this.#change('contacts.delete', { who });
  accept = (who: string) => this.#change('requests.accept', { who });
  forget = (who: string) => this.#change('requests.delete', { who });
  block = (who: string) => this.#change('block', { who });
  unblock = (who: string) => this.#change('unblock', { who });
  report = (who: string) => this.#rpc.call('report', { who });

  safety(who: string): Promise<Safety> {
    return this.#rpc.call('safety-number', { who });
  }

  verify(who: string, digits: string): Promise<Safety> {
    return this.#rpc.call('safety-number', { who, verify: digits });
  }

  /** The identity that was compared holds from now on; what waited is sent. */
  async acceptIdentity(who: string, digits: string): Promise<Safety> {
    await this.#rpc.call('accept', { who, digits });
    this.changed.value = new Set([...this.changed.value].filter((one) => one !== who));
    return this.safety(who);
  }

  said(who: string): Promise<Said | null> {
    return this.#rpc.call('profile', { who });
  }

  async #change<Answer>(method: string, params: Change): Promise<Answer> {
    const answer = await this.#rpc.call<Answer>(method, params);
    await this.read();
    this.#names.again(params.who);
    return answer;
  }
}

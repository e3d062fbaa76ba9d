// A client in place of the real one, whose server and peers say one word wherever they say any.

import { ClientError } from '#client';

/** The account of everybody else. */
export const other = '00000000-0000-4000-8000-000000000002';
/** The id of the only group. */
export const group = 'ab'.repeat(32);

type Listener = (event: unknown) => void;

export async function turns(count: number): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) await new Promise((ready) => setImmediate(ready));
}

/** A client whose every word is the given one. */
export class Parrot {
  readonly account = other;
  readonly lock = { isSet: false };
  readonly #word: string;
  readonly #listeners = new Map<string, Listener[]>();

  constructor(word: string) {
    this.#word = word;
    this.profiles.own = { name: word, about: word, emoji: word };
    this.groups.requests = [this.#group()];
  }

  on(name: string, listener: Listener): () => void {
    this.#listeners.set(name, [...(this.#listeners.get(name) ?? []), listener]);
    return () => undefined;
  }

  async connect(): Promise<void> {
    const word = this.#word;
    const said = {
      from: other,
      conversation: other,
      device: 1,
      id: 1,
      text: word,
      timestamp: 1,
      serverTimestamp: 1,
    };
    const events: [string, object][] = [
      ['trouble', new Error(word)],
      ['identityChanged', { account: word }],
      ['receipt', { from: word, type: 'read', timestamps: [1] }],
      ['failed', { to: word, timestamp: 1, code: word }],
      ['state', { state: 'waiting', code: word, retryInMs: 1 }],
      ['message', said],
      ['message', { ...said, from: word, conversation: word }],
      ...this.#deeds(),
      ['queueEmpty', {}],
      ['state', { state: 'closed', code: word || 'x' }],
    ];
    await turns(2);
    for (const [name, event] of events) {
      for (const listener of this.#listeners.get(name) ?? []) listener(event);
    }
    throw new ClientError('server.refused', `Not connected: ${word}`);
  }

  #deeds(): [string, object][] {
    const word = this.#word;
    const deed = { conversation: word, author: word, target: { author: word, sentAt: 1 } };
    return [
      ['reaction', { ...deed, emoji: word, removed: false }],
      ['reaction', { ...deed, emoji: word, removed: true }],
      ['edited', { ...deed, text: word }],
      ['deleted', deed],
      ['vote', { ...deed, choices: [0] }],
      ['pollEnded', deed],
      ['timer', { conversation: word, author: word, seconds: 60 }],
      ['typing', { conversation: other, author: word, started: true }],
    ];
  }

  #message() {
    const word = this.#word;
    const options = [{ text: word, voters: [word] }];
    return {
      ...{ id: 1, conversation: word, author: word, device: 1, mine: true, sentAt: 1, text: word },
      ...{ quote: { author: word, sentAt: 1, text: word }, before: [{ text: word, sentAt: 1 }] },
      ...{ reactions: [{ author: word, emoji: word }], poll: { options, ended: true } },
      ...{ disappearsAfter: 60, deleted: false, unreadable: false, read: false },
    };
  }

  conversation = () => ({
    timer: 60,
    history: () => [this.#message(), { ...this.#message(), poll: undefined }],
    message: () => this.#message(),
    numbered: () => this.#message(),
    markRead: () => undefined,
    send: () => Promise.reject(new Error(this.#word)),
    react: () => Promise.reject(new Error(this.#word)),
    edit: () => Promise.reject(new Error(this.#word)),
    deleteForAll: async () => ({ to: this.#word, timestamp: 1 }),
    setTimer: async () => ({ to: this.#word, timestamp: 1 }),
  });
  #group() {
    const word = this.#word;
    const member = { account: word, role: 'ADMINISTRATOR', invitedBy: word };
    return {
      ...{ id: group, version: 1, standing: word, title: word, description: word, timer: 60 },
      ...{ announcementsOnly: true, members: [member], invited: [member] },
      ...{ requesting: [word], banned: [word] },
    };
  }

  readonly groups = {
    list: () => [this.#group()],
    get: () => ({
      ...{ id: group, state: () => this.#group(), refresh: async () => this.#group() },
      ...{ link: () => this.#word, setLink: async () => this.#word },
      withdraw: (): Promise<void> => Promise.reject(new Error(this.#word)),
      send: () => Promise.reject(new Error(this.#word)),
      ...{ conversation: this.conversation() },
    }),
    create: async () => ({ id: group, state: () => this.#group() }),
    peek: async () => ({ title: this.#word, needsApproval: true }),
    join: async () => ({ id: group }),
    requests: new Array<object>(),
  };
  readonly profiles = {
    known: () => this.profiles.own,
    of: async () => this.profiles.own,
    set: () => Promise.reject(new Error(this.#word)),
    own: { name: '', about: '', emoji: '' },
  };
  readonly contacts = {
    list: () => [{ account: other, name: this.#word, accepted: true, blocked: false }],
    requests: () => [{ account: other, last: this.#message() }],
  };
  conversations = () => [{ conversation: this.#word, unread: 1, last: this.#message(), timer: 60 }];
  history = () => [{ mine: false, text: this.#word, timestamp: 1 }];
  friends = async () => [
    { account: this.#word, friendship: this.#word, asksUs: false, requestedBy: this.#word },
  ];
  friend = async () => this.#word;
  unfriend = () => Promise.reject(new Error(this.#word));
  waiting = 0;
  send = () => Promise.reject(new Error(this.#word));
  safetyNumber = async () => ({
    qr: '██\n██',
    groups: new Array<string>(12).fill(this.#word),
    digits: this.#word,
    scannable: new Uint8Array(1),
  });
  identity = () => ({ verified: true, blocked: true });
  verify = () => {
    throw new Error(this.#word);
  };
  acceptIdentity = () => Promise.reject(new Error(this.#word));
  publishKeys = async () => undefined;
  close = async () => undefined;
}

/** One that connects well, so that a command comes to its answers. */
export class KindParrot extends Parrot {
  override async connect(): Promise<void> {
    await super.connect().catch(() => undefined);
  }
}

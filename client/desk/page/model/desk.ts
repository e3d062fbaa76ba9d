// All that the page knows, and the wire that it is known by.

import { signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Rpc } from '../rpc.ts';
import { Calls } from './calls.ts';
import { words } from '../words.ts';
import { Conversations } from './conversations.ts';
import { Names } from './names.ts';
import { Notices } from './notices.ts';
import { Requests } from './requests.ts';
import { Session } from './session.ts';
import { Talks } from './talks.ts';
import { Typists } from './typists.ts';

const spokenLettersMax = 200;

/** Events of the SDK that models listen to. */
const heard = [
  ...['message', 'ownMessage', 'unreadable', 'receipt', 'reaction', 'edited', 'deleted', 'vote'],
  ...['pollEnded', 'pin', 'timer', 'disappeared', 'history', 'read', 'typing', 'sent', 'failed'],
  ...['identityChanged', 'group', 'profile', 'request', 'contact', 'state', 'queueEmpty'],
  'callMissed',
];

export class Desk {
  readonly rpc: Rpc;
  readonly notices = new Notices();
  /** The switcher is open. */
  readonly switching = signal(false);
  readonly session: Session;
  readonly names: Names;
  readonly conversations: Conversations;
  readonly calls: Calls;
  readonly requests: Requests;
  readonly talks: Talks;
  readonly typists: Typists;

  constructor(rpc: Rpc) {
    this.rpc = rpc;
    this.session = new Session(rpc);
    this.names = new Names(rpc);
    this.conversations = new Conversations(rpc);
    this.calls = new Calls(rpc);
    this.requests = new Requests(rpc);
    this.talks = new Talks(rpc, this.notices);
    this.typists = new Typists(rpc);
    this.#announce();
    rpc.opened(() => {
      if (rpc.profile.value != null) void this.#read();
    });
  }

  /** What comes is said to whoever does not see it. */
  #announce(): void {
    const { rpc, names, notices } = this;
    rpc.on('event.message', ({ from, text }: { from: string; text: string }) =>
      notices.speak(words.spoke(names.of(from), text.slice(0, spokenLettersMax))),
    );
    rpc.on('event.identityChanged', ({ account }: { account: string }) =>
      notices.say(words.identityChanged(names.of(account)), true),
    );
  }

  /** Listens first, so that nothing falls between. */
  async #read(): Promise<void> {
    try {
      await this.rpc.call('subscribe', { events: heard });
      await Promise.all([this.session.read(), this.conversations.read()]);
      this.talks.refresh();
      this.requests.refresh();
    } catch (error) {
      // The wire was cut: it is all read again when it is there.
      if (this.rpc.state.value === 'open') this.notices.fail(error);
    }
  }
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('There is no desk around this.');
  return desk;
}

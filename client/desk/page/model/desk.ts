// All that the page knows, and the wire that it is known by.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Rpc } from '../rpc.ts';
import { Calls } from './calls.ts';
import { Conversations } from './conversations.ts';
import { Session } from './session.ts';

/** Events of the SDK that models listen to. */
const heard = [
  ...['message', 'ownMessage', 'unreadable', 'receipt', 'reaction', 'edited', 'deleted', 'vote'],
  ...['pollEnded', 'pin', 'timer', 'disappeared', 'history', 'read', 'typing', 'sent', 'failed'],
  ...['identityChanged', 'group', 'profile', 'request', 'contact', 'state', 'queueEmpty'],
  'callMissed',
];

export class Desk {
  readonly rpc: Rpc;
  readonly session: Session;
  readonly conversations: Conversations;
  readonly calls: Calls;

  constructor(rpc: Rpc) {
    this.rpc = rpc;
    this.session = new Session(rpc);
    this.conversations = new Conversations(rpc);
    this.calls = new Calls(rpc);
    rpc.opened(() => {
      if (rpc.profile.value != null) void this.#read();
    });
  }

  /** Listens first, so that nothing falls between. */
  async #read(): Promise<void> {
    await this.rpc.call('subscribe', { events: heard });
    await Promise.all([this.session.read(), this.conversations.read()]);
  }
}

export const DeskContext = createContext<Desk | undefined>(undefined);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('There is no desk around this.');
  return desk;
}

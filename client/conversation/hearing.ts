// The parts of conversations that take what comes; they need no connection.

import type { ClientBase } from '../clientBase.ts';
import { Disappearing } from './disappearing.ts';
import { Inbox } from './inbox.ts';
import { Keeper } from './keeper.ts';
import { Typists } from './typists.ts';

export class Hearing {
  readonly inbox: Inbox;
  readonly disappearing: Disappearing;
  readonly typists: Typists;
  readonly keeper: Keeper;

  constructor(parts: Pick<ClientBase, 'store' | 'clock' | 'events' | 'account'>) {
    this.inbox = new Inbox(parts);
    this.disappearing = new Disappearing(parts);
    this.typists = new Typists(parts);
    this.keeper = new Keeper(parts, this);
  }
}

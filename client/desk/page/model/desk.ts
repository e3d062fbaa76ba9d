// All that the page knows, and the wire that it is known by.

import { signal } from '@preact/signals';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Rpc } from '../rpc.ts';
import { Calls } from './calls.ts';
import { words } from '../words.ts';
import { Account } from './account.ts';
import { Avatars } from './avatars.ts';
import { tellOfMessages } from './browserNotes.ts';
import { Captcha } from './captcha.ts';
import { Consents } from './consents.ts';
import { Conversations } from './conversations.ts';
import { Devices } from './devices.ts';
import { FirstRun } from './firstRun.ts';
import { Groups } from './groups.ts';
import { Names } from './names.ts';
import { Notices } from './notices.ts';
import { NumberChange } from './numberChange.ts';
import { OwnProfile } from './ownProfile.ts';
import { People } from './people.ts';
import { Proof } from './proof.ts';
import { Requests } from './requests.ts';
import { Search } from './search.ts';
import { Session } from './session.ts';
import { Settings } from './settings.ts';
import { Talks } from './talks.ts';
import { Typists } from './typists.ts';

const spokenLettersMax = 200;

/** Events of the SDK that models listen to. */
const heard = [
  ...['message', 'ownMessage', 'unreadable', 'receipt', 'reaction', 'edited', 'deleted', 'vote'],
  ...['pollEnded', 'pin', 'timer', 'disappeared', 'history', 'read', 'typing', 'sent', 'failed'],
  ...['identityChanged', 'group', 'profile', 'request', 'contact', 'state', 'queueEmpty'],
  ...['callMissed', 'notice', 'security', 'trouble'],
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
  readonly avatars: Avatars;
  readonly people: People;
  readonly groups: Groups;
  readonly devices: Devices;
  readonly ownProfile: OwnProfile;
  readonly search: Search;
  readonly settings: Settings;
  readonly firstRun: FirstRun;
  readonly account: Account;
  readonly numberChange: NumberChange;
  readonly captcha: Captcha;
  readonly consents: Consents;
  readonly proof: Proof;

  constructor(rpc: Rpc) {
    this.rpc = rpc;
    this.session = new Session(rpc);
    this.names = new Names(rpc);
    this.conversations = new Conversations(rpc);
    this.calls = new Calls(rpc, (note) => this.notices.say(note));
    this.requests = new Requests(rpc);
    this.talks = new Talks(rpc, this.notices);
    this.typists = new Typists(rpc);
    this.#announce();
    this.avatars = new Avatars(rpc);
    this.people = new People(rpc, this.names);
    this.groups = new Groups(rpc);
    this.devices = new Devices(rpc);
    this.ownProfile = new OwnProfile(rpc, this.avatars);
    this.search = new Search(rpc);
    this.settings = new Settings(rpc);
    this.firstRun = new FirstRun(rpc);
    this.account = new Account(rpc, this.notices, this.session);
    this.numberChange = new NumberChange(this.account);
    this.captcha = new Captcha(rpc);
    this.consents = new Consents(rpc);
    this.proof = new Proof(rpc);
    tellOfMessages(rpc, this.names, this.settings);
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
      // A server that is away tells it later: the page is read without.
      void this.account.readRecovery().catch(() => undefined);
      void this.consents.read().catch(() => undefined);
      void this.captcha.read().catch(() => undefined);
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

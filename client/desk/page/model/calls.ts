// Who rings and who is in a call, and what this page carries of it.

import { computed, signal } from '@preact/signals';
import type { CallQuality } from '../../../media/callQuality.ts';
import type { MicrophoneWish, SoundDevice } from '../../../media/microphone.ts';
import type { PageMedia } from '../media.ts';
import type { Rpc } from '../rpc.ts';
import { callWords } from '../words/calls.ts';
import { soonOnce } from './soon.ts';

export interface InCall {
  readonly mediaId: number;
  readonly account?: string;
  readonly role: string;
  readonly isSelf: boolean;
  readonly sources: readonly { readonly muted: boolean }[];
}

export interface ShownCall {
  readonly call: string;
  readonly account?: string;
  readonly group?: string;
  /** Who rings, of a group's call that rings. */
  readonly by?: string;
  readonly phase: 'calling' | 'ringing' | 'joined';
  /** This page carries it. */
  readonly isHere: boolean;
  readonly isMuted: boolean;
  readonly isDeaf: boolean;
  readonly mediaId?: number;
  readonly members: readonly InCall[];
}

interface Named {
  readonly id: string;
  readonly name: string;
}

const events = ['callRinging', 'callBegun', 'callJoined', 'callMembers', 'callEnded'];

export class Calls {
  readonly all = signal<readonly ShownCall[]>([]);
  readonly ringing = computed(() => this.all.value.filter(({ phase }) => phase === 'ringing'));
  readonly current = computed(() => this.all.value.find(({ phase }) => phase !== 'ringing'));
  readonly speaking = signal<readonly number[]>([]);
  readonly grade = signal<CallQuality['grade']>('none');
  readonly devices = signal<readonly SoundDevice[]>([]);
  readonly wish = signal<Partial<MicrophoneWish>>({});
  /** How the last one ended, or what it lacks; empty where there is nothing to say. */
  readonly said = signal('');
  readonly lacksMicrophone = signal(false);
  readonly refresh = soonOnce(() => this.read());
  readonly #names = signal<ReadonlyMap<string, string>>(new Map());
  readonly #rpc: Rpc;
  readonly #say: (note: string) => void;
  #media: Promise<PageMedia> | undefined;

  /** `say`: tells what goes by. */
  constructor(rpc: Rpc, say: (note: string) => void) {
    this.#rpc = rpc;
    this.#say = say;
    for (const name of events) rpc.on(`event.${name}`, this.refresh);
    rpc.on('event.callEnded', ({ why }: { why: string }) => {
      this.said.value = callWords.ended(why);
      this.speaking.value = [];
      this.lacksMicrophone.value = false;
    });
    rpc.on('event.callBegun', ({ account, group }: { account: string; group: string }) => {
      void this.#begun(account, group);
    });
    rpc.opened(() => {
      if (rpc.profile.value == null) return;
      rpc.call('subscribe', { events }).then(this.refresh, this.refresh);
    });
  }

  async read(): Promise<void> {
    const all = await this.#rpc.call<ShownCall[]>('call.list');
    const ids = all.flatMap(({ account, group, by, members }) => {
      return [account, group, by, ...members.map((one) => one.account)];
    });
    await this.#learn(ids);
    this.all.value = all;
  }

  async #learn(all: readonly (string | undefined)[]): Promise<void> {
    const known = this.#names.peek();
    const ids = [...new Set(all)].filter((id) => id !== undefined && !known.has(id));
    if (ids.length === 0) return;
    const named = await this.#rpc.call<Named[]>('names', { ids });
    const names = named.map(({ id, name }) => [id, name] as const);
    this.#names.value = new Map([...this.#names.peek(), ...names]);
  }

  /** A group that is too large to ring has a call. */
  async #begun(account: string, group: string): Promise<void> {
    await this.#learn([account, group]).catch(() => undefined);
    this.#say(callWords.begun(this.nameOf(account), this.nameOf(group)));
  }

  /** What somebody or a group is called. */
  nameOf(id: string | undefined): string {
    return (id !== undefined && this.#names.value.get(id)) || callWords.somebody;
  }

  ring = (who: string) => this.#enter('call.ring', { who, direct: true });
  join = (group: string) => this.#enter('call.join', { group, direct: true });
  /** Rings the members of a group whose call this page carries. */
  ringGroup = async (group: string): Promise<void> => {
    this.said.value = '';
    await this.#told(async () => {
      await this.#rpc.call('call.ring', { who: group, direct: true });
      this.#say(callWords.rings(this.nameOf(group)));
    });
  };

  answer = (call: string) => this.#enter('call.answer', { call, direct: true });
  /** Asks for the microphone again: one that was pulled out is another one by now. */
  speak = async (call: string): Promise<void> => {
    try {
      await (await this.#carry()).engine.useMicrophone({});
    } catch (error) {
      return this.#failed(error);
    }
    await this.#enter('call.speak', { call });
  };

  decline = (call: string) => this.#do('call.decline', { call });
  leave = (call: string) => this.#do('call.leave', { call });
  mute = (call: string, muted: boolean) => {
    this.#assume(call, { isMuted: muted });
    return this.#do('call.mute', { call, muted });
  };

  deafen = (call: string, deaf: boolean) => {
    this.#assume(call, { isDeaf: deaf });
    return this.#do('call.deafen', { call, deaf });
  };

  moderate = (call: string, mediaId: number, deed: 'mute' | 'remove') =>
    this.#do('call.moderate', { call, mediaId, deed });

  async useMicrophone(wish: Partial<MicrophoneWish>): Promise<void> {
    this.wish.value = { ...this.wish.peek(), ...wish };
    await this.#told(async () => (await this.#carry()).engine.useMicrophone(wish));
  }

  async useLoudspeaker(device: string | undefined): Promise<void> {
    await this.#told(async () => (await this.#carry()).engine.useLoudspeaker(device));
  }

  /** Looks which devices there are; their names are known once the page may hear. */
  async lookForDevices(): Promise<void> {
    const { devices } = await this.#carry();
    this.devices.value = await devices();
  }

  /** Whoever presses again meanwhile wants the other of both. */
  #assume(call: string, news: Partial<ShownCall>): void {
    this.all.value = this.all.peek().map((one) => (one.call === call ? { ...one, ...news } : one));
  }

  async #enter(method: string, params: object): Promise<void> {
    this.said.value = '';
    this.lacksMicrophone.value = false;
    await this.#told(async () => {
      await this.#carry();
      await this.#rpc.call(method, params);
    });
    this.refresh();
  }

  async #do(method: string, params: object): Promise<void> {
    await this.#told(() => this.#rpc.call(method, params));
    this.refresh();
  }

  async #told(work: () => Promise<unknown>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      const message = error instanceof Error ? error.message : '';
      this.said.value = callWords.ended(code) || message;
    }
  }

  /** The engine is a chunk of its own, which only calls need. */
  #carry(): Promise<PageMedia> {
    if (this.#media) return this.#media;
    const media = import('../media.ts').then(({ carryMedia }) =>
      carryMedia(this.#rpc, {
        told: ({ speaking, quality }) => {
          this.speaking.value = speaking;
          this.grade.value = quality.grade;
        },
        failed: (error) => this.#failed(error),
      }),
    );
    this.#media = media;
    // The process may have been away for a moment: the next call tries it again.
    media.catch(() => {
      if (this.#media === media) this.#media = undefined;
    });
    return media;
  }

  #failed(error: unknown): void {
    if (error instanceof DOMException) this.lacksMicrophone.value = true;
    else this.said.value = error instanceof Error ? error.message : '';
  }
}

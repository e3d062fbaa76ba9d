// The calls of a process that holds a profile: which of them last, and which of its callers carries
// the media of each. The one that took a call carries it; all others see it.

import { parseGroupId } from '#protocol';
import type { AccountId, CallId } from '#protocol';
import type { Call } from '../calls/call.ts';
import type { Calls } from '../calls/calls.ts';
import type { Participant } from '../calls/roster.ts';
import { ClientError } from '../clientError.ts';
import type { ConversationId } from '../conversation/conversationId.ts';
import type { ClientEvents } from '../events.ts';
import { RemoteEngine } from './remoteEngine.ts';
import type { Carriage, MediaPage } from './remoteEngine.ts';
import { RpcError, rpcCodes } from './wire.ts';

/** Whoever carries calls, until it is gone. */
export interface Carrier extends MediaPage {
  readonly ended: Promise<void>;
}

/** A call that rings or lasts. */
export interface CallCard {
  readonly call: CallId;
  /** The other side, in a call of two. */
  readonly account?: AccountId;
  readonly group?: string;
  /** Of a group's call that rings here: the member who rings. */
  readonly by?: AccountId;
  /** `calling`: we ring; `ringing`: somebody rings here. */
  readonly phase: 'calling' | 'ringing' | 'joined';
  readonly isMuted: boolean;
  readonly isDeaf: boolean;
  readonly mediaId?: number;
  readonly members: readonly Participant[];
}

interface Known extends Pick<CallCard, 'account' | 'group' | 'by' | 'phase'> {
  readonly carrier?: Carrier;
  readonly hasPeers?: boolean;
  readonly isMuted?: boolean;
  readonly isDeaf?: boolean;
}

/** What a client shows of its calls. */
export interface CarriedClient {
  readonly calls: Pick<
    Calls,
    | 'use'
    | 'get'
    | 'mayBegin'
    | 'ring'
    | 'ringGroup'
    | 'answer'
    | 'decline'
    | 'hangUp'
    | 'join'
    | 'idOf'
  >;
  on<Name extends keyof ClientEvents>(
    name: Name,
    listener: (event: ClientEvents[Name]) => void,
  ): () => void;
}

export class Carrying {
  readonly engine: RemoteEngine;
  readonly #calls: CarriedClient['calls'];
  readonly #known = new Map<CallId, Known>();
  /** We rang somebody who rang us: their call goes on, and is carried by who took ours. */
  #superseded: Known | undefined;

  constructor(client: CarriedClient) {
    const { calls } = client;
    const on: CarriedClient['on'] = (name, listener) => client.on(name, listener);
    this.#calls = calls;
    this.engine = new RemoteEngine((call) => this.#carriageOf(call as CallId));
    calls.use(this.engine);
    on('callRinging', ({ call, account, group }) => {
      this.#know(call, { ...(group ? { group, by: account } : { account }), phase: 'ringing' });
    });
    on('callJoined', ({ call }) => {
      this.#know(call, { phase: 'joined' });
      if (this.#known.get(call)?.carrier?.isSilent) return;
      // Who may not hear us hears of it from the page.
      this.#calls
        .get(call)
        ?.speak()
        .catch(() => undefined);
    });
    on('callEnded', ({ call, why }) => {
      if (why === 'superseded') this.#superseded = this.#known.get(call);
      this.#known.delete(call);
    });
  }

  /** The calls as one caller sees them; `isHere`: that caller carries the call. */
  list(caller: Carrier): (CallCard & { readonly isHere: boolean })[] {
    return [...this.#known].map(([call, { carrier, hasPeers: _, by, ...known }]) => {
      const { mediaId, members = [] } = this.#calls.get(call) ?? {};
      const flags = { isMuted: false, isDeaf: false, isHere: carrier === caller };
      const rings = by && known.phase === 'ringing' ? { by } : {};
      const place = mediaId === undefined ? {} : { mediaId };
      return { call, ...flags, ...known, ...rings, ...place, members };
    });
  }

  /**
   * Rings somebody; or comes into the call of a group, and rings its members. Refuses: what
   * `calls.ring` does, of a group what `join` and `calls.ringGroup` do; call.busy in another call.
   * `hasPeers`: the carrier goes direct ways; so in all that follow.
   */
  async ring(who: ConversationId, carrier: Carrier, hasPeers = false): Promise<CallId> {
    await this.#calls.mayBegin();
    const group = parseGroupId(who);
    if (!group) {
      const account = who as AccountId;
      const call = this.#calls.ring(account);
      this.#take(call, { account, carrier, hasPeers });
      return call;
    }
    const call = this.#calls.idOf(group);
    const others = [...this.#known].filter(([id]) => id !== call);
    if (others.some(([, { phase }]) => phase !== 'ringing')) {
      throw new ClientError('call.busy', 'You ring already, or are in a call.');
    }
    await this.join(group, carrier, hasPeers);
    this.#calls.ringGroup(group);
    return call;
  }

  /** Refuses: what `calls.answer` does; call.elsewhere where another caller carries it. */
  async answer(call: CallId, carrier: Carrier, hasPeers = false): Promise<void> {
    await this.#enter(call, { carrier, hasPeers }, () => this.#calls.answer(call));
  }

  /** Refuses: what `calls.join` does; call.elsewhere where another caller carries it. */
  async join(group: string, carrier: Carrier, hasPeers = false): Promise<CallId> {
    const call = this.#calls.idOf(group);
    await this.#enter(call, { group, carrier, hasPeers }, () => this.#calls.join(group));
    return call;
  }

  decline(call: CallId): void {
    this.#calls.decline(call);
  }

  /** Refuses: call.elsewhere, call.not_found; so do all that follow. */
  leave(call: CallId, caller: Carrier): void {
    this.#own(call, caller);
    this.#calls.hangUp(call);
  }

  async speak(call: CallId, caller: Carrier): Promise<void> {
    await this.#own(call, caller)?.speak();
  }

  async mute(call: CallId, isMuted: boolean, caller: Carrier): Promise<void> {
    const own = this.#own(call, caller);
    this.#know(call, { isMuted });
    await own?.mute(isMuted);
  }

  deafen(call: CallId, isDeaf: boolean, caller: Carrier): void {
    this.#own(call, caller)?.deafen(isDeaf);
    this.#know(call, { isDeaf });
  }

  async moderate(
    call: CallId,
    mediaId: number,
    deed: 'mute' | 'remove',
    caller: Carrier,
  ): Promise<void> {
    await this.#own(call, caller)?.moderate(mediaId, deed);
  }

  #own(call: CallId, caller: Carrier): Call | undefined {
    const known = this.#known.get(call);
    if (!known) {
      const data = { code: 'call.not_found' };
      throw new RpcError(rpcCodes.refused, 'There is no such call here.', data);
    }
    if (known.carrier !== caller) throw elsewhere();
    return this.#calls.get(call);
  }

  #know(call: CallId, news: Partial<Known>): void {
    this.#known.set(call, { phase: 'calling', ...this.#known.get(call), ...news });
  }

  async #enter(
    call: CallId,
    news: Partial<Known> & { readonly carrier: Carrier },
    enter: () => Promise<Call>,
  ): Promise<void> {
    const before = this.#known.get(call);
    if (before?.carrier && before.carrier !== news.carrier) throw elsewhere();
    this.#take(call, news);
    try {
      await enter();
    } catch (error) {
      const { phase = 'joined' } = this.#known.get(call) ?? {};
      // It may be on its way already, or ring on.
      if (phase !== 'joined' && before) this.#known.set(call, before);
      else if (phase !== 'joined') this.#known.delete(call);
      throw error;
    }
  }

  /** It ends with whoever carries it. */
  #take(call: CallId, news: Partial<Known> & { readonly carrier: Carrier }): void {
    this.#know(call, news);
    void news.carrier.ended.then(() => {
      if (this.#known.get(call)?.carrier === news.carrier) this.#calls.hangUp(call);
    });
  }

  #carriageOf(call: CallId): Carriage | undefined {
    const { account, carrier, hasPeers = false } = this.#superseded ?? {};
    if (!this.#known.get(call)?.carrier && carrier) {
      this.#take(call, { ...(account && { account }), carrier, hasPeers });
      this.#superseded = undefined;
    }
    const known = this.#known.get(call);
    return known?.carrier && { page: known.carrier, hasPeers: known.hasPeers ?? false };
  }
}

const elsewhere = () =>
  new RpcError(rpcCodes.refused, 'Another page carries this call.', { code: 'call.elsewhere' });

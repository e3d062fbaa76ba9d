// JSON-RPC 2.0 with the process that holds the profile, over the WebSocket of the desk. Both sides
// ask; what is told goes to whoever listens; a connection that breaks is made anew.

import { signal } from '@preact/signals';
import { systemClock } from '../../clock.ts';
import type { ClientTimer } from '../../clock.ts';

/** `refused`: this page may not enter; only a new link helps. */
export type WireState = 'connecting' | 'open' | 'waiting' | 'refused';

const backoffMs = { first: 250, most: 8_000 } as const;
/** A call that was not answered by then has failed; it may have been done. */
const answerMs = 60_000;

const codes = { unknownMethod: -32601, internal: -32603 } as const;

/** What the other side refuses. `code`: one of those in docs/daemon.md. */
export class RpcFailure extends Error {
  override readonly name = 'RpcFailure';
  readonly code: string;
  /** What refuses ends after this long, if its account stays away. */
  readonly timeRemainingMs: number | undefined;

  constructor(code: string, message: string, timeRemainingMs?: number) {
    super(message);
    this.code = code;
    this.timeRemainingMs = timeRemainingMs;
  }
}

/** Said first of all. Shape: a token that is good once, or the session that it became. */
export interface Entrance {
  secret(): { readonly token: string } | { readonly session: string } | undefined;
  entered(session: string): void;
}

/** A WebSocket, as far as it is used. */
export type Wire = Pick<WebSocket, 'send' | 'close' | 'onopen' | 'onmessage' | 'onclose'>;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: RpcFailure): void;
  readonly late: ClientTimer;
}

interface Refused {
  readonly code?: string;
  readonly timeRemainingMs?: number;
}

interface Heard {
  readonly id?: number | string | null;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string; readonly data?: Refused };
}

type Told = (params: never) => void;
type Asked = (params: never) => unknown;

export class Rpc {
  readonly state = signal<WireState>('connecting');
  /** Null where there is no profile yet. */
  readonly profile = signal<string | null | undefined>(undefined);
  readonly #entrance: Entrance;
  readonly #connect: () => Wire;
  readonly #waiting = new Map<number, Waiting>();
  readonly #told = new Map<string, Set<Told>>();
  readonly #asked = new Map<string, Asked>();
  readonly #opened = new Set<() => void>();
  #prove: (() => Promise<void>) | undefined;
  #wire: Wire | undefined;
  #lastId = 0;
  #tries = 0;

  constructor(entrance: Entrance, connect: () => Wire) {
    this.#entrance = entrance;
    this.#connect = connect;
  }

  /** Connects, and again whenever it is cut. */
  start(): void {
    const wire = this.#connect();
    this.#wire = wire;
    this.state.value = 'connecting';
    wire.onopen = () => void this.#enter();
    wire.onmessage = ({ data }) => this.#hear(String(data));
    wire.onclose = () => this.#cut();
  }

  /** Runs it each time that this page has entered: what is shown may be old. */
  opened(run: () => void): void {
    this.#opened.add(run);
    if (this.state.value === 'open') run();
  }

  /** Brings fresh proof of a person, where what was asked for takes it; or refuses. */
  provesBy(prove: () => Promise<void>): void {
    this.#prove = prove;
  }

  /**
   * Asks again, once, where it took fresh proof and that was brought. Refuses: RpcFailure, as the
   * other side says; `desk.cut` where it is not there.
   */
  async call<Result = unknown>(
    method: string,
    params: object = {},
    patienceMs: number = answerMs,
  ): Promise<Result> {
    const ask = async () => {
      if (this.state.value !== 'open') throw cut();
      return (await this.#ask(method, params, patienceMs)) as Result;
    };
    try {
      return await ask();
    } catch (error) {
      const isWanted = error instanceof RpcFailure && error.code === 'auth.fresh_proof';
      // Before there is a profile nobody is there to be proved.
      if (!isWanted || !this.#prove || this.profile.peek() === null) throw error;
      await this.#prove();
    }
    return ask();
  }

  /** Says it to nobody where the other side is not there. */
  tell(method: string, params: object): void {
    if (this.state.value === 'open') this.#say({ method, params });
  }

  /** Listens to an event of the SDK or another notification; returns what ends it. */
  on(method: string, listener: Told): () => void {
    const listeners = this.#told.get(method) ?? new Set();
    this.#told.set(method, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** What the other side may ask of this page. Replaces: what answered that before. */
  answers(method: string, answer: Asked): void {
    this.#asked.set(method, answer);
  }

  #ask(method: string, params: object, patienceMs: number = answerMs): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      const late = systemClock.after(patienceMs, () => {
        this.#waiting.delete(id);
        reject(new RpcFailure('desk.late', 'It takes too long.'));
      });
      this.#waiting.set(id, { resolve, reject, late });
      this.#say({ id, method, params });
    });
  }

  async #enter(): Promise<void> {
    const secret = this.#entrance.secret();
    if (!secret) return this.#refuse();
    try {
      const answer = await this.#ask('desk.enter', secret);
      const { session, profile } = answer as { session: string; profile: string | null };
      this.#entrance.entered(session);
      this.#tries = 0;
      this.profile.value = profile;
      this.state.value = 'open';
      for (const run of this.#opened) run();
    } catch (error) {
      if (error instanceof RpcFailure && error.code === 'desk.refused') this.#refuse();
    }
  }

  /** Asks nothing any more: there is nobody behind it. */
  end(): void {
    this.#refuse();
  }

  #refuse(): void {
    this.state.value = 'refused';
    this.#wire?.close();
  }

  #cut(): void {
    for (const { reject, late } of this.#waiting.values()) {
      late.cancel();
      reject(cut());
    }
    this.#waiting.clear();
    if (this.state.value === 'refused') return;
    this.state.value = 'waiting';
    const delayMs = Math.min(backoffMs.first * 2 ** this.#tries, backoffMs.most);
    this.#tries += 1;
    systemClock.after(delayMs, () => this.start());
  }

  #hear(text: string): void {
    const heard = JSON.parse(text) as Heard;
    if (heard.method === undefined) this.#answered(heard);
    else if (heard.id === undefined) this.#tell(heard.method, heard.params);
    else void this.#answer(heard.id, heard.method, heard.params);
  }

  #answered({ id, result, error }: Heard): void {
    const waiting = this.#waiting.get(Number(id));
    if (!waiting) return;
    this.#waiting.delete(Number(id));
    waiting.late.cancel();
    if (!error) return waiting.resolve(result);
    const { code = 'desk.failed', timeRemainingMs } = error.data ?? {};
    waiting.reject(new RpcFailure(code, error.message, timeRemainingMs));
  }

  #tell(method: string, params: unknown): void {
    for (const listener of this.#told.get(method) ?? []) listener(params as never);
  }

  async #answer(id: Heard['id'], method: string, params: unknown): Promise<void> {
    const answer = this.#asked.get(method);
    if (!answer) {
      this.#say({ id, error: { code: codes.unknownMethod, message: `There is no ${method}.` } });
      return;
    }
    try {
      this.#say({ id, result: (await answer(params as never)) ?? null });
    } catch (error) {
      const message = error instanceof Error ? error.message : 'That failed.';
      this.#say({ id, error: { code: codes.internal, message } });
    }
  }

  #say(message: object): void {
    this.#wire?.send(JSON.stringify({ jsonrpc: '2.0', ...message }));
  }
}

const cut = () => new RpcFailure('desk.cut', 'The desk is not connected to its process.');

// One connection that speaks JSON-RPC in both directions: whoever is called may call back.

import type { Readable, Writable } from 'node:stream';
import { answerShape, callShape, Lines, RpcError, rpcCodes, wireLimits } from './wire.ts';
import type { Answer, Call, CallId } from './wire.ts';

/** What one side does for the other. */
export interface Serving {
  /** A failure that is no RpcError is told as `said` words it. */
  answer(method: string, params: unknown, peer: Peer): Promise<unknown>;
  heard(method: string, params: unknown, peer: Peer): void;
  said(error: unknown): RpcError;
}

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

type Pipes = { readonly input: Readable; readonly output: Writable };

/** The other side is gone; what was asked may have been done. */
export class PeerGone extends Error {
  override readonly name = 'PeerGone';
}

export class Peer {
  /** Resolves when the other side is gone. */
  readonly ended: Promise<void>;
  /** Resolves when it says no more; what it has asked is still answered. */
  readonly silent: Promise<void>;
  readonly #pipes: Pipes;
  readonly #serving: Serving;
  readonly #waiting = new Map<CallId, Waiting>();
  readonly #lines: Lines;
  #underWay = 0;
  /** Lines whose answers are still to be written. */
  #unanswered = 0;
  #lastId = 0;
  #isOver = false;
  #isSilent = false;
  readonly #waitingForRoom: (() => void)[] = [];
  #end = () => {};
  #fallSilent = () => {};

  /** `lineBytesMax`: of what the other side says. */
  constructor(pipes: Pipes, serving: Serving, lineBytesMax: number = wireLimits.lineBytesMax) {
    this.#pipes = pipes;
    this.#serving = serving;
    this.#lines = new Lines(lineBytesMax);
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.silent = new Promise((resolve) => {
      this.#fallSilent = resolve;
    });
    const { input, output } = pipes;
    const over = () => this.#over();
    input.on('data', (bytes: Uint8Array) => this.#hear(bytes));
    input.once('end', () => {
      this.#isSilent = true;
      this.#fallSilent();
      this.#closeWhenDone();
    });
    input.on('error', over);
    // A pipe that was read to its end closes as well, which is no news.
    input.on('close', () => this.#isSilent || over());
    for (const name of ['close', 'error'] as const) output.on(name, over);
    output.on('drain', () => this.#hasRoom());
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** What was written is more than leaves at once. */
  get isFull(): boolean {
    return !this.#isOver && this.#pipes.output.writableNeedDrain;
  }

  /** Runs it once that has left, or the other side is gone; for what is full now. */
  whenRoom(run: () => void): void {
    this.#waitingForRoom.push(run);
  }

  /** Refuses: RpcError, as the other side says; PeerGone. */
  call(method: string, params: object): Promise<unknown> {
    if (this.#isOver) return Promise.reject(gone());
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#write({ jsonrpc: '2.0', id, method, params });
    });
  }

  notify(method: string, params: object): void {
    this.#write({ jsonrpc: '2.0', method, params });
  }

  /** Tells whoever does not read, last of all, and ends. */
  cut(): void {
    if (this.#isOver) return;
    const { output } = this.#pipes;
    output.write(lineOf({ jsonrpc: '2.0', method: 'cut', params: { code: 'daemon.slow' } }));
    this.close();
  }

  /** What was written is still read by the other side. */
  close(): void {
    this.#pipes.output.end();
    this.#over();
  }

  #hear(bytes: Uint8Array): void {
    if (this.#isOver) return;
    try {
      for (const line of this.#lines.take(bytes)) {
        this.#take(line).catch((error: unknown) => this.#fail(error));
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Nobody else hears of it: the others go on. */
  #fail(error: unknown): void {
    this.#write(failed(null, this.#wordsOf(error)));
    this.close();
  }

  async #take(line: string): Promise<void> {
    this.#unanswered += 1;
    await this.#line(line);
    this.#unanswered -= 1;
    this.#closeWhenDone();
  }

  async #line(line: string): Promise<void> {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      this.#write(failed(null, new RpcError(rpcCodes.unreadable, 'That is no JSON.')));
      return;
    }
    if (!Array.isArray(value)) {
      const answer = await this.#one(value);
      if (answer) this.#write(answer);
      return;
    }
    const isRight = value.length > 0 && value.length <= wireLimits.requestsMax;
    if (!isRight) {
      this.#write(failed(null, new RpcError(rpcCodes.invalid, batchWords)));
      return;
    }
    const answers = (await Promise.all(value.map((one) => this.#one(one)))).filter(Boolean);
    if (answers.length > 0) this.#write(answers);
  }

  /** The answer, where there is one to be given. */
  async #one(value: unknown): Promise<object | undefined> {
    const call = callShape.safeParse(value);
    if (call.success) return this.#called(call.data);
    const answer = answerShape.safeParse(value);
    if (answer.success) return this.#answered(answer.data);
    return failed(null, new RpcError(rpcCodes.invalid, 'That is no call of JSON-RPC 2.0.'));
  }

  async #called({ id, method, params }: Call): Promise<object | undefined> {
    if (id === undefined) {
      this.#serving.heard(method, params, this);
      return undefined;
    }
    if (this.#underWay >= wireLimits.requestsMax) return failed(id, busy());
    this.#underWay += 1;
    try {
      const result = await this.#serving.answer(method, params ?? {}, this);
      return { jsonrpc: '2.0', id, result: result ?? null };
    } catch (error) {
      return failed(id, this.#wordsOf(error));
    } finally {
      this.#underWay -= 1;
    }
  }

  #closeWhenDone(): void {
    if (this.#isSilent && this.#unanswered === 0) this.close();
  }

  #answered({ id, error, result }: Answer): undefined {
    const waiting = id === null ? undefined : this.#waiting.get(id);
    if (!waiting || id === null) return;
    this.#waiting.delete(id);
    if (error) waiting.reject(new RpcError(error.code, error.message, error.data as object));
    else waiting.resolve(result);
  }

  #wordsOf(error: unknown): RpcError {
    return error instanceof RpcError ? error : this.#serving.said(error);
  }

  #hasRoom(): void {
    for (const run of this.#waitingForRoom.splice(0)) run();
  }

  /** Whoever does not read is cut. */
  #write(message: object): void {
    const { output } = this.#pipes;
    if (this.#isOver || output.destroyed || output.writableEnded) return;
    if (output.writableLength > wireLimits.bufferedBytesMax) this.cut();
    else output.write(lineOf(message));
  }

  #over(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const { reject } of this.#waiting.values()) reject(gone());
    this.#waiting.clear();
    this.#hasRoom();
    this.#fallSilent();
    this.#end();
  }
}

const lineOf = (message: object): string => `${JSON.stringify(message)}\n`;

const batchWords = `A batch has 1 to ${wireLimits.requestsMax} calls.`;

const gone = () => new PeerGone('The process that holds the profile has ended.');

const busy = () =>
  new RpcError(rpcCodes.refused, 'Too much is under way; wait for an answer.', {
    code: 'daemon.busy',
  });

const failed = (id: CallId | null, { rpcCode: code, message, data }: RpcError) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message, ...(data === undefined ? {} : { data }) },
});

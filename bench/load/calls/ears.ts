// What the devices of a run hear, judged and counted: whose frame it is, how long it took, whether
// a voice stands readable in what the media worker passes on.

import { clockMicros } from '#lab/clock.ts';
import type { Caller } from '#lab/calls/caller.ts';
import type { FrameCount, HeardStreamBook } from '#lab/calls/ledger.ts';
import { addFrames, HeardStreamBook as Book, noFrames, SilenceBook } from '#lab/calls/ledger.ts';
import type { Ear } from '#lab/calls/rtpPlace.ts';
import type { CallSeconds } from './seconds.ts';
import type { VoiceFrames } from '#lab/calls/voiceFrame.ts';

interface Open {
  readonly room: number;
  readonly listener: Caller;
  readonly talker: number | undefined;
}

export class Ears {
  readonly silence = new SilenceBook();
  readonly #frames: VoiceFrames;
  readonly #openEvery: number;
  readonly #open = new Map<HeardStreamBook, Open>();
  readonly #heardOnce = new Set<string>();
  #ended = noFrames();
  seconds: CallSeconds | undefined;

  /** `openEvery`: one in so many is opened to the end. */
  constructor(frames: VoiceFrames, openEvery: number) {
    this.#frames = frames;
    this.#openEvery = openEvery;
  }

  /** Pairs of a listener and a talker of whom a frame was opened. */
  get pairs(): number {
    return this.#heardOnce.size;
  }

  of(room: number, listener: Caller, places: ReadonlyMap<number, Caller>): Ear {
    return {
      begins: (mediaId) => {
        const book = new Book();
        this.#open.set(book, { room, listener, talker: places.get(mediaId)?.number });
        return book;
      },
      arrived: (_mediaId, payload, book) => this.#arrived(payload, book),
      wants: (index) => index % this.#openEvery === 0,
      opened: (_mediaId, bytes, index, book) => this.#opened(bytes, index, book),
      ends: (_mediaId, book) => {
        if (this.#open.delete(book)) addFrames(this.#ended, book.read());
      },
    };
  }

  /** What was before does not count. */
  restart(): void {
    this.#ended = noFrames();
    for (const book of this.#open.keys()) book.restart();
    this.silence.restart();
  }

  /** `lastOf`: the number of the last frame of a talker. */
  read(lastOf: (room: number, talker: number) => number | undefined): FrameCount {
    const all = { ...this.#ended };
    for (const [book, { room, talker }] of this.#open) {
      addFrames(all, book.read(talker === undefined ? undefined : lastOf(room, talker)));
    }
    return all;
  }

  #arrived(payload: Buffer, book: HeardStreamBook): void {
    const open = this.#open.get(book);
    if (this.#frames.standsIn(payload)) book.clear();
    if (open?.talker === undefined) return;
    const nowMs = performance.now();
    this.silence.heard(open.listener.name, open.talker, nowMs);
    this.seconds?.count('arrived', nowMs);
  }

  #opened(bytes: Uint8Array, index: number, book: HeardStreamBook): void {
    const open = this.#open.get(book);
    const frame = this.#frames.read(bytes);
    const isTheirs = frame && frame.room === open?.room && frame.talker === open.talker;
    if (!isTheirs || frame.talker === open.listener.number) {
      book.wrong();
      return;
    }
    book.opened(index, frame.number);
    this.#heardOnce.add(`${open.listener.name} ${frame.talker}`);
    this.seconds?.opened(performance.now(), clockMicros() - frame.saidAtMicros);
  }
}

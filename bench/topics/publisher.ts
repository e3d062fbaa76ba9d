// Publishes at a steady rate, whatever becomes of what was published before.

import { setTimeout as sleep } from 'node:timers/promises';
import { encodeTopicPublish, encodeTopicSubscribe, presenceTopic } from '#protocol';
import type { AccountId } from '#protocol';
import { clockMicros } from '#lab/clock.ts';
import type { RawTarget } from '#lab/raw/client.ts';
import { RawClient } from '#lab/raw/client.ts';
import type { Seat } from '#lab/raw/dialects.ts';
import { refusalCode } from '#lab/raw/fields.ts';
import type { Published } from './book.ts';
import { writePayload } from './listener.ts';

export interface PublisherBook {
  readonly sent: number;
  /** Acknowledged: who hears the topic is told. */
  readonly taken: readonly Published[];
  /** Refusals by code; `none`: no answer came. */
  readonly refused: Readonly<Record<string, number>>;
  /** How late signals were written. Order: ascending. */
  readonly lateMicros: Float64Array;
}

/** What has no answer by then has none. */
const answerMs = 5000;
const pollMs = 50;

export class Publisher {
  readonly #client: RawClient;
  readonly #topic: string;
  readonly #ready = Promise.withResolvers<void>();
  readonly #unanswered = new Map<number, Published>();
  readonly #taken: Published[] = [];
  readonly #refused: Record<string, number> = {};
  readonly #lateMicros: number[] = [];
  #sent = 0;
  #isShown = false;

  constructor(target: RawTarget, seat: Seat) {
    this.#topic = presenceTopic(seat.name as AccountId);
    this.#client = new RawClient(target, seat, {
      onConnected: () => undefined,
      onEvent: (name) => name === 'queue-empty' && this.#show(),
      onAnswer: (id, body) => this.#answered(id, body && refusalCode(body)),
      onClosed: (why) => this.#ready.reject(new Error(why)),
    });
    this.#ready.promise.catch(() => undefined);
  }

  ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Resolves when all were answered, or never will be. */
  async run(rate: number, forMs: number): Promise<PublisherBook> {
    const startMicros = clockMicros();
    const total = Math.floor((rate * forMs) / 1000);
    for (let turn = 0; turn < total; turn++) {
      const dueMicros = startMicros + Math.round((turn * 1e6) / rate);
      while (clockMicros() < dueMicros) await sleep(Math.ceil((dueMicros - clockMicros()) / 1000));
      this.#publish(dueMicros);
    }
    const deadline = clockMicros() + answerMs * 1000;
    while (this.#unanswered.size > 0 && clockMicros() < deadline) await sleep(pollMs);
    if (this.#unanswered.size > 0) this.#refused['none'] = this.#unanswered.size;
    return {
      sent: this.#sent,
      taken: this.#taken,
      refused: this.#refused,
      lateMicros: Float64Array.from(this.#lateMicros).sort(),
    };
  }

  close(): void {
    this.#client.close();
  }

  /** Whoever publishes shows itself. */
  #show(): void {
    this.#client.emit('topic:subscribe', encodeTopicSubscribe({ topic: this.#topic }));
  }

  #publish(dueMicros: number): void {
    const number = this.#sent++;
    const payload = writePayload(number, dueMicros);
    const id = this.#client.emit(
      'topic:publish',
      encodeTopicPublish({ topic: this.#topic, payload }),
    );
    this.#unanswered.set(id, { number, dueMicros });
    this.#lateMicros.push(clockMicros() - dueMicros);
  }

  #answered(id: number, code: string | undefined): void {
    if (!this.#isShown) {
      this.#isShown = true;
      if (code === undefined) this.#ready.resolve();
      else this.#ready.reject(new Error(`its own topic was refused: ${code}`));
      return;
    }
    const published = this.#unanswered.get(id);
    if (!published) return;
    this.#unanswered.delete(id);
    if (code === undefined) this.#taken.push(published);
    else this.#refused[code] = (this.#refused[code] ?? 0) + 1;
  }
}

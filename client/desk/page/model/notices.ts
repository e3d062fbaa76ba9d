// What is said to the person beside the views: short notes that go by themselves, and words for
// screen readers.

import { signal } from '@preact/signals';
import { systemClock } from '../../../clock.ts';

const noteMs = 6_000;

export interface Note {
  readonly id: number;
  readonly text: string;
  readonly isBad: boolean;
}

export class Notices {
  readonly notes = signal<readonly Note[]>([]);
  /** Read aloud once it changes. */
  readonly spoken = signal('');
  #lastId = 0;

  say(text: string, isBad = false): void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.notes.value = [...this.notes.value, { id, text, isBad }];
    systemClock.after(noteMs, () => this.drop(id));
  }

  /** What failed, in the words of whoever refused it. */
  fail(error: unknown): void {
    this.say(error instanceof Error ? error.message : String(error), true);
  }

  speak(text: string): void {
    this.spoken.value = text;
  }

  drop(id: number): void {
    this.notes.value = this.notes.value.filter((one) => one.id !== id);
  }
}

// Words for a terminal. They are made by `plain` and `lines` alone, which let nothing that was put
// into a sentence steer the terminal; whoever prints takes nothing else.

import { printable } from '#protocol';

export class Plain {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  static sentence(parts: TemplateStringsArray, ...values: readonly unknown[]): Plain {
    const shown = values.map((one) => (one instanceof Plain ? one.#text : printable(String(one))));
    return new Plain(String.raw({ raw: parts }, ...shown));
  }

  static lines(all: readonly Plain[]): Plain {
    return new Plain(all.map((one) => one.#text).join('\n'));
  }

  toString(): string {
    return this.#text;
  }
}

/** A sentence of ours, as a template; every value in it may be somebody else's words. */
export const plain = Plain.sentence;

/** Several, each on a line of its own. */
export const lines = Plain.lines;

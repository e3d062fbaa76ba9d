// Where a chat is typed and shown: a terminal, whose last line is the prompt and what is being
// typed, or plain lines in and out where there is none.

import { createInterface } from 'node:readline';
import type { Interface } from 'node:readline';
import type { Output } from './output.ts';
import type { Plain } from './plain.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export class Screen {
  readonly isTerminal: boolean;
  readonly #output: Output;
  readonly #lines: Interface;
  #prompt = '';
  #isOver = false;

  constructor(output: Output) {
    this.#output = output;
    const { stdin, stdout } = output.terminal;
    this.isTerminal = stdin.isTTY === true && stdout.isTTY === true && !output.json;
    const shown = this.isTerminal ? { output: stdout } : {};
    this.#lines = createInterface({ input: stdin, ...shown, terminal: this.isTerminal });
  }

  /** Tells each line; resolves at /quit, Ctrl-C, Ctrl-D or the end of the input. */
  async run(hear: (line: string) => void): Promise<void> {
    const close = () => this.close();
    const heard = this.#output.terminal.signals;
    for (const signal of signals) heard.once(signal, close);
    await new Promise<void>((resolve) => {
      this.#lines.once('close', () => {
        // Set at once: whoever closes it goes on to the prompt.
        this.#isOver = true;
        resolve();
      });
      this.#lines.on('SIGINT', close);
      this.#lines.on('line', (line) => hear(line.trim()));
    });
    for (const signal of signals) heard.off(signal, close);
    // What stands after the prompt was not sent, and the shell begins its own line there.
    if (this.isTerminal) this.#output.clear();
  }

  close(): void {
    this.#lines.close();
  }

  /** A line above the prompt; what is being typed stays as it is. */
  print(text: Plain): void {
    if (!this.isTerminal || this.#isOver) {
      this.#output.line(text, false);
      return;
    }
    // Typed words that take several rows are taken away first, or they would stay behind.
    const typing = this.#lines as { line: string; cursor: number };
    const { line, cursor } = typing;
    Object.assign(typing, { line: '', cursor: 0 });
    this.#lines.prompt(true);
    this.#output.line(text, true);
    Object.assign(typing, { line, cursor });
    this.#lines.prompt(true);
  }

  prompt(text: Plain): void {
    if (!this.isTerminal || this.#isOver) return;
    const prompt = `${text} > `;
    if (prompt === this.#prompt && !this.#isBare()) return;
    this.#prompt = prompt;
    this.#lines.setPrompt(prompt);
    this.#lines.prompt(true);
  }

  /** After Enter the prompt is on no line any more. */
  #isBare(): boolean {
    return this.#lines.line === '';
  }
}

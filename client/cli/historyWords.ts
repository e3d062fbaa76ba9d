// What the command line says and asks about the history that a new device is given.

import { systemClock } from '../clock.ts';
import type { AldisClient } from '../index.ts';
import { ask } from './asking.ts';
import { UsageError } from './output.ts';
import type { Output } from './output.ts';
import { plain } from './plain.ts';

/** Nothing has come for so long: it comes later, or from a device that gives none. */
const silenceMaxMs = 60_000;
const barLetters = 24;

/** Whether what was said before passes; whoever can be asked is. */
export async function wantsHistory(
  output: Output,
  given: string | undefined,
  question: string,
): Promise<boolean> {
  if (given === 'all' || given === 'none') return given === 'all';
  if (given !== undefined) throw new UsageError('--history is all or none.');
  if (!output.terminal.stdin.isTTY) return true;
  const answer = (await ask(output, `${question} [Y/n] `, '')).trim().toLowerCase();
  return !answer.startsWith('n');
}

/** A bar for so much of it. */
export function bar(output: Output, words: string, done: number, total: number): void {
  const share = total === 0 ? 1 : done / total;
  const filled = Math.round(share * barLetters);
  const drawn = `${'#'.repeat(filled)}${'.'.repeat(barLetters - filled)}`;
  output.progress(plain`${words} ${drawn} ${Math.floor(share * 100)} %`, done >= total);
}

/** Resolves when the history is here, or does not come. */
export function awaitHistory(client: AldisClient, output: Output): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      silence.cancel();
      off();
      resolve();
    };
    const watch = () => systemClock.after(silenceMaxMs, end);
    let silence = watch();
    const off = client.on('history', ({ messages, done, isOver, code }) => {
      silence.cancel();
      silence = watch();
      if (code !== undefined) output.note(plain`The history did not come: ${code}.`);
      else bar(output, 'History', isOver ? messages : done, messages);
      if (!isOver) return;
      if (code === undefined) output.note(plain`${messages} messages were taken over.`);
      end();
    });
  });
}

// What the command line asks a person, where there is one.

import { createInterface } from 'node:readline/promises';
import { UsageError } from './output.ts';
import type { Output } from './output.ts';

/** Asks for one line. Refuses, with `otherwise`, where nobody can be asked. */
export async function ask(
  { terminal }: Output,
  question: string,
  otherwise: string,
): Promise<string> {
  const { stdin: input, stderr: output } = terminal;
  if (!input.isTTY) throw new UsageError(otherwise);
  const asking = createInterface({ input, output });
  try {
    return await asking.question(question);
  } finally {
    asking.close();
  }
}

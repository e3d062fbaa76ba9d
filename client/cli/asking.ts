// What the command line asks a person, where there is one.

import { createInterface } from 'node:readline/promises';
import { UsageError } from './output.ts';

/** Asks for one line. Refuses, with `otherwise`, where nobody can be asked. */
export async function ask(question: string, otherwise: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError(otherwise);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await asking.question(question);
  } finally {
    asking.close();
  }
}

// How the commands of backups end: a sentence for the operator, or JSON for a program.

import { ArchiveError, BackupKeyError } from '#crypto';
import { ConfigError, isRedisAway } from '#runtime';
import { systemCode } from '../checks.ts';
import { toldSentence } from '../told.ts';

/** Runs a command and ends the process with what became of it: 0, 1, or 2 for a wrong setting. */
export async function run(command: () => Promise<void>): Promise<void> {
  try {
    await command();
  } catch (error) {
    process.stderr.write(`${sentenceOf(error)}\n`);
    process.exitCode = error instanceof ConfigError ? 2 : 1;
  }
}

/** Prints one of the two. */
export function tell(asJson: true | undefined, facts: object, lines: readonly string[]): void {
  process.stdout.write(`${asJson ? JSON.stringify(facts) : lines.join('\n')}\n`);
}

function sentenceOf(error: unknown): string {
  const told = toldSentence(error);
  if (told !== undefined) return told;
  if (error instanceof ArchiveError || error instanceof BackupKeyError) return error.message;
  if (isRedisAway(error)) return 'Redis does not answer: a backup is made while the cluster runs.';
  const words = error instanceof Error ? error.message : '';
  return `That did not work (${systemCode(error)}): ${words}`;
}

// How the commands of `npm run admin` ask the gateway, and print what it tells.

import type { Command } from 'commander';
import { operatorNameForm } from '#ports';
import { openRootKeys, readSecrets } from '#crypto';
import { parseAccountId } from '#protocol';
import { readConfig } from '#runtime';
import { localUrl, readFacts } from '../facts.ts';
import type { OperatorAsk } from '../operatorAsk.ts';
import { operatorAsk } from '../operatorAsk.ts';
import { whoIsHere } from '../whoIsHere.ts';

/** Asked in a way that is none. */
export class Usage extends Error {}

/** Asks once, with the operators' token of this data folder. Throws what refuses it. */
export async function asked(program: Command, what: OperatorAsk): Promise<unknown> {
  const { as: said } = program.opts<{ as?: string }>();
  if (said !== undefined && !operatorNameForm.test(said)) {
    throw new Usage('A name is 1 to 32 of a-z, 0-9, dot, hyphen and underscore.');
  }
  const config = readConfig(process.env);
  const url = readFacts(config.dataDir)?.url ?? localUrl(config, config.PORT);
  const token =
    config.ALDIS_OPERATOR_TOKEN ??
    readSecrets(config.secretsFile, openRootKeys(config)).operatorToken;
  const name = said ?? whoIsHere();
  const { status, body } = await operatorAsk(config, url, token, { ...what, name });
  if (status >= 200 && status < 300) return body;
  const title = typeof body === 'object' && body && 'title' in body ? body.title : undefined;
  throw new Error(typeof title === 'string' ? title : `The gateway answered ${status}.`);
}

/** The id as it is in a path. Throws Usage. */
export function accountOf(id: string): string {
  const account = parseAccountId(id);
  if (!account) throw new Usage('An account is named by its id.');
  return account;
}

/** Prints it as JSON, or in these lines. */
export function tell(isJson: boolean | undefined, told: unknown, lines: readonly string[]): void {
  process.stdout.write(isJson ? `${JSON.stringify(told)}\n` : `${lines.join('\n')}\n`);
}

/** A whole number from 1 on. Throws Usage. */
export function countOf(text: string, most: number): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= most) return count;
  throw new Usage(`A number from 1 to ${most} is needed.`);
}

export function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

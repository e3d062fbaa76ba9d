// `aldis export`, all that the server holds of the account as a file, and `aldis consents`.

import { proving } from './securing.ts';
import type { CodeArguments } from './securing.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { UsageError } from './output.ts';
import { plain } from './plain.ts';

const usage = 'Say: aldis consents [give DOCUMENT | withdraw DOCUMENT]';

/** Writes the archive. */
export async function exportTo(cli: Cli, path: string, given: CodeArguments): Promise<void> {
  await at(cli, async ({ client }) => {
    const made = await proving(cli, client, given, () => client.ownAccount.export(path));
    const size = Math.ceil(made.bytes / 1024);
    cli.output.say(plain`${path} holds ${made.files} files, ${size} KiB; its signature is right.`, {
      file: path,
      ...made,
    });
  });
}

/** Shows what the account has agreed to and is asked for, or changes it. */
export async function consents(cli: Cli, verb?: string, document?: string): Promise<void> {
  if (verb !== undefined && verb !== 'give' && verb !== 'withdraw') throw new UsageError(usage);
  if (verb !== undefined && document === undefined) throw new UsageError(usage);
  await at(cli, async ({ client }) => {
    const { consents: own } = client.ownAccount;
    let state = await own.read();
    if (verb === 'give') {
      const asked = state.asked.find((one) => one.document === document);
      if (!asked) throw new UsageError(`Nobody asks for ${document}; see aldis consents.`);
      state = await own.give(asked.document, asked.version);
    } else if (verb === 'withdraw') state = await own.withdraw(document ?? '');
    const day = (ms: number) => new Date(ms).toISOString().slice(0, 10);
    for (const one of state.records) {
      const until = one.withdrawn === undefined ? '' : `, withdrawn ${day(one.withdrawn)}`;
      const text = plain`${one.document} ${one.version}: agreed ${day(one.given)}${until}`;
      cli.output.say(text, one);
    }
    for (const one of state.asked) {
      const where = one.url === undefined ? '' : ` (${one.url})`;
      const text = plain`${one.document} ${one.version} is asked for${where}.`;
      cli.output.say(text, { ...one, asked: true });
    }
    if (state.records.length + state.asked.length === 0) {
      cli.output.note(plain`Nothing is asked for.`);
    }
  });
}

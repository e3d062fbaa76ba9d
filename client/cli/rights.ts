// `aldis export`: all that the server holds of the account, as a file.

import { proving } from './securing.ts';
import type { CodeArguments } from './securing.ts';
import { at } from './cli.ts';
import type { Cli } from './cli.ts';
import { plain } from './plain.ts';

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

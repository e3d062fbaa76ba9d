// The command line as one program: its options and all of its commands, for one run, in this
// process or, for somebody else's terminal, in the process that holds the profile.

import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { addAccountCommands, addProfileCommands } from './accountCommands.ts';
import type { Cli, Runs } from './cli.ts';
import { addGroupCommands } from './groupCommands.ts';
import { Output, fail, usageWriter } from './output.ts';
import { addPeopleCommands } from './peopleCommands.ts';
import { Profiles } from './profiles.ts';
import { addMessageCommands, addTalkingCommands } from './talkingCommands.ts';
import type { Terminal } from './terminal.ts';

interface Globals {
  readonly profile?: string;
  readonly home?: string;
  readonly json?: boolean;
  readonly insecure?: boolean;
  readonly passphraseFile?: string;
}

/** What one run has around it. */
export interface Surroundings {
  readonly words: readonly string[];
  /** What paths among the words begin at. */
  readonly folder: string;
  /** Where no option names one. */
  readonly passphraseFile?: string | undefined;
  readonly terminal: Terminal;
}

/** Runs one command to its end and returns its exit code. */
export async function run(surroundings: Surroundings): Promise<number> {
  const { words, terminal } = surroundings;
  const isJson = saysJson(words);
  let code = 0;
  const program = programOf(surroundings, (ended) => {
    code = ended;
  });
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    return fail(error, isJson, terminal);
  }
}

/** Before anything is parsed; what comes after `--` is no option. */
function saysJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).includes('--json');
}

function programOf(surroundings: Surroundings, end: (code: number) => void): Command {
  const { words, folder, terminal } = surroundings;
  const path = (word: string) => resolve(folder, word);
  const program = new Command('aldis')
    // Inherited by every command: programs are told of wrong use by one object.
    .configureOutput(usageWriter(saysJson(words), terminal))
    .description('End-to-end-encrypted messages over an Aldis cluster.')
    .option('--profile <name>', 'whose profile (default: the only one, or the one in use)')
    .option('--home <dir>', 'where profiles are (default: ~/.aldis)', path)
    .version(version(), '--version', 'print the version')
    .option('--json', 'print lines of JSON')
    .option('--insecure', 'let the password go to another host without TLS (kept at register)')
    .option(
      '--passphrase-file <file>',
      'a file with the passphrase of a locked profile (or ALDIS_PASSPHRASE_FILE)',
      path,
    )
    .showHelpAfterError('(aldis --help lists the commands)')
    .exitOverride();
  const cli = (): Cli => {
    const given = program.opts<Globals>();
    const { passphraseFile = surroundings.passphraseFile } = given;
    return {
      output: new Output(given.json === true, terminal),
      profiles: new Profiles(given.home),
      profile: given.profile,
      insecure: given.insecure === true,
      passphraseFile: passphraseFile === '' ? undefined : passphraseFile,
      end,
    };
  };
  addCommands(program, runsOf(cli, path));
  return program;
}

const runsOf = (cli: () => Cli, path: Runs['path']): Runs => ({
  here:
    (work) =>
    async (...given) => {
      await work(cli(), ...given);
    },
  there:
    (work) =>
    async (...given) => {
      await work(cli(), ...given);
    },
  path,
});

function addCommands(program: Command, runs: Runs): void {
  addProfileCommands(program, runs);
  addAccountCommands(program, runs);
  addPeopleCommands(program, runs);
  addTalkingCommands(program, runs);
  addMessageCommands(program, runs);
  addGroupCommands(program, runs);
  for (const command of allOf(program)) command.exitOverride();
}

const allOf = (command: Command): Command[] =>
  command.commands.flatMap((one) => [one as Command, ...allOf(one as Command)]);

/** Of a checkout, or of the package, which has the same folders. */
function version(): string {
  const manifest = join(import.meta.dirname, '../../package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(manifest, 'utf8')))
    .version;
}

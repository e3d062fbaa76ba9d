// The command line as one program: its options and all of its commands, for one run, in this
// process or, for somebody else's terminal, in the process that holds the profile.

import { dirname } from 'node:path';
import { Command } from 'commander';
import { pause, systemClock } from '../clock.ts';
import { ClientError } from '../index.ts';
import { addAccountCommands, addProfileCommands } from './accountCommands.ts';
import { addCallCommands } from './callCommands.ts';
import type { Cli, Runs, Surroundings } from './cli.ts';
import { addDaemonCommand } from './daemonCommand.ts';
import { addDeskCommand } from './deskCommand.ts';
import { runElsewhere } from './front.ts';
import { addGroupCommands } from './groupCommands.ts';
import { Answers, exitCodes, fail, Output, usageWriter } from './output.ts';
import { addPeopleCommands } from './peopleCommands.ts';
import { pathFrom } from './paths.ts';
import { Profiles } from './profiles.ts';
import { addMessageCommands, addTalkingCommands } from './talkingCommands.ts';
import { ownTerminal } from './terminal.ts';
import { version } from './version.ts';

interface Globals {
  readonly profile?: string;
  readonly home?: string;
  readonly json?: boolean;
  readonly insecure?: boolean;
  readonly passphraseFile?: string;
}

/** How long to wait for a profile that another process holds and shares with nobody (yet). */
const inUseWaitMs = 5_000;
const inUseLookMs = 100;

/** Runs one command to its end and returns its exit code. */
export async function run(surroundings: Surroundings): Promise<number> {
  try {
    return await obey(surroundings);
  } catch (error) {
    const { words, terminal } = surroundings;
    return fail(error, saysJson(words), terminal);
  }
}

/** All commands, as they are declared. */
export const program = (): Command =>
  programOf({ words: [], folder: '/', terminal: ownTerminal }, () => undefined);

/** The same, and throws what it fails with. */
async function obey(surroundings: Surroundings): Promise<number> {
  let code: number = exitCodes.done;
  const program = programOf(surroundings, (ended) => {
    code = ended;
  });
  await program.parseAsync(surroundings.words, { from: 'user' });
  return code;
}

/** Before anything is parsed; what comes after `--` is no option. */
function saysJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return (end < 0 ? words : words.slice(0, end)).includes('--json');
}

function programOf(surroundings: Surroundings, end: (code: number) => void): Command {
  const { words, folder, terminal, held, answers } = surroundings;
  const path = pathFrom(folder);
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
    const { passphraseFile: usual = '' } = surroundings;
    const { passphraseFile = usual === '' ? undefined : path(usual) } = given;
    return {
      output: answers
        ? new Answers((one) => void answers.push(one), terminal)
        : new Output(given.json === true, terminal),
      profiles: held?.profiles ?? new Profiles(given.home),
      profile: held?.self.name ?? given.profile,
      insecure: given.insecure === true,
      passphraseFile,
      clusterFolder: surroundings.clusterFolder || undefined,
      isAtDesktop: surroundings.isAtDesktop === true,
      end,
      held,
      line: { root: program, run, obey },
    };
  };
  addCommands(program, runsOf(cli, surroundings));
  return program;
}

const runsOf = (cli: () => Cli, surroundings: Surroundings): Runs => ({
  here:
    (work) =>
    async (...given) => {
      await work(cli(), ...given);
    },
  there:
    (work) =>
    async (...given) => {
      const one = cli();
      await inTurn(one, surroundings, () => work(one, ...given));
    },
  path: pathFrom(surroundings.folder),
});

/** Where the profile is open, or here as soon as nobody else has it. */
async function inTurn(cli: Cli, surroundings: Surroundings, work: () => unknown): Promise<void> {
  if (surroundings.held) {
    await work();
    return;
  }
  for (const end = systemClock.now() + inUseWaitMs; ; ) {
    const { name } = cli.profiles.choose(cli.profile);
    const code = await runElsewhere(dirname(cli.profiles.storeOf(name)), surroundings);
    if (code !== undefined) return cli.end?.(code);
    try {
      await work();
      return;
    } catch (error) {
      const isHeld = error instanceof ClientError && error.code === 'profile.in_use';
      if (!isHeld || systemClock.now() > end) throw error;
    }
    await pause(inUseLookMs);
  }
}

function addCommands(program: Command, runs: Runs): void {
  addProfileCommands(program, runs);
  addAccountCommands(program, runs);
  addPeopleCommands(program, runs);
  addTalkingCommands(program, runs);
  addMessageCommands(program, runs);
  addCallCommands(program, runs);
  addGroupCommands(program, runs);
  addDaemonCommand(program, runs);
  addDeskCommand(program, runs);
  for (const command of allOf(program)) command.exitOverride();
}

const allOf = (command: Command): Command[] =>
  command.commands.flatMap((one) => [one, ...allOf(one)]);

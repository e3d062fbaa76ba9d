// The command line `aldis`: reads the arguments, runs one command, ends with its code.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { z } from 'zod';
import * as commands from './commands.ts';
import * as people from './contacts.ts';
import type { Cli } from './cli.ts';
import * as own from './devices.ts';
import { addGroupCommands } from './groupCommands.ts';
import { friend, friends, unfriend } from './friends.ts';
import { chat, listen } from './listening.ts';
import { lock, unlock } from './locking.ts';
import type { LockArguments } from './locking.ts';
import { Output, fail, usageWriter } from './output.ts';
import { privacy } from './privacy.ts';
import { profile } from './profile.ts';
import { Profiles } from './profiles.ts';
import * as talking from './talking.ts';
import * as trusting from './trusting.ts';
import { wholeNumber } from './wholeNumber.ts';

interface Globals {
  readonly profile?: string;
  readonly home?: string;
  readonly json?: boolean;
  readonly insecure?: boolean;
  readonly passphraseFile?: string;
}

// Before there is anything parsed; what comes after `--` is no option.
const words = process.argv.slice(2);
const end = words.indexOf('--');
const isJson = (end < 0 ? words : words.slice(0, end)).includes('--json');

// Of a checkout, or of the package, which has the same folders.
const manifest = join(import.meta.dirname, '../../package.json');
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(readFileSync(manifest, 'utf8')));

const lockHelp = 'lock it from the start: asks for a passphrase (--passphrase-file does, too)';

const program = new Command('aldis')
  // Inherited by every command: programs are told of wrong use by one object.
  .configureOutput(usageWriter(isJson))
  .description('End-to-end-encrypted messages over an Aldis cluster.')
  .option('--profile <name>', 'whose profile (default: the only one, or the one in use)')
  .option('--home <dir>', 'where profiles are (default: ~/.aldis)')
  .version(version, '--version', 'print the version')
  .option('--json', 'print lines of JSON')
  .option('--insecure', 'let the password go to another host without TLS (remembered at register)')
  .addOption(
    new Option('--passphrase-file <file>', 'a file with the passphrase of a locked profile').env(
      'ALDIS_PASSPHRASE_FILE',
    ),
  )
  .showHelpAfterError('(aldis --help lists the commands)')
  .exitOverride();

function cli(): Cli {
  const { profile, home, json, insecure, passphraseFile = '' } = program.opts<Globals>();
  return {
    output: new Output(json === true),
    profiles: new Profiles(home),
    profile,
    insecure: insecure === true,
    passphraseFile: passphraseFile === '' ? undefined : passphraseFile,
  };
}

program
  .command('register')
  .argument('<profile>', 'a name for it on this machine')
  .description('make an account and a profile for it')
  .option('--invite <token>', "an operator's invitation (default: that of a local cluster)")
  .option('--number <+E164>', 'a phone number; a code is sent to it')
  .option('--code <code>', 'the code, where nobody can be asked for it')
  .option('--server <url>', 'the server', commands.serverDefault)
  .option('--lock', lockHelp)
  .action((name: string, given: commands.RegisterArguments) =>
    commands.register(cli(), name, given),
  );
program
  .command('link')
  .argument('<profile>', 'a name for it on this machine')
  .description('make a profile that is a further device of an account')
  .option('--name <name>', "what the account's other devices call it (default: the profile's)")
  .option('--svg <file>', 'write the QR code there instead of showing it')
  .option('--history <all|none>', 'what was said before; without it you are asked')
  .option('--server <url>', 'the server', commands.serverDefault)
  .option('--lock', lockHelp)
  .action((name: string, given: own.LinkArguments) => own.link(cli(), name, given));
program
  .command('devices')
  .argument('[words...]', 'list | add LINK | remove NUMBER | rename NAME')
  .description("list and change the account's devices")
  .option('--stolen', 'remove: whoever has it has your keys; the account gets new ones')
  .option('--yes', 'do not ask')
  .option('--history <all|none>', 'add: what was said before; without it you are asked')
  .action((words: string[], how: own.DeviceArguments) => own.devices(cli(), words, how));
program
  .command('whoami')
  .description('show the profile and its account id')
  .action(() => commands.whoami(cli()));
program
  .command('lock')
  .description('lock the profile with a passphrase, or give it another')
  .option('--new-passphrase-file <file>', 'where the one to lock with is; without it you are asked')
  .action((given: LockArguments) => lock(cli(), given));
program
  .command('unlock')
  .description('take the passphrase of the profile away for good')
  .action(() => unlock(cli()));
program
  .command('server')
  .argument('[url...]', 'where its cluster is from now on; further ones are tried in turn')
  .description('show or change the addresses of a profile')
  .action((urls: string[]) => commands.server(cli(), urls));
program
  .command('delete-account')
  .description('delete the account for good, and its profile on this machine')
  .option('--yes', 'do not ask')
  .action((how: { yes?: boolean }) => commands.deleteAccount(cli(), how));
program
  .command('profiles')
  .description('list the profiles of this machine')
  .option('--use <name>', 'take this one where none is named')
  .action(({ use }: { use?: string }) => commands.profiles(cli(), use));
program
  .command('profile')
  .argument('[who]', 'without it: yours')
  .description('show what somebody says of themselves, or say something of yourself')
  .option('--name <name>', 'say another name')
  .option('--about <text>', 'say something else')
  .option('--emoji <emoji>', 'say it with this')
  .option('--avatar <file>', 'show this picture: JPEG, PNG, WebP or GIF')
  .option('--no-avatar', 'show no picture')
  .option('--avatar-to <file>', 'write the picture to a new file')
  .action((who: string | undefined, given: Parameters<typeof profile>[2]) =>
    profile(cli(), who, given),
  );
program
  .command('privacy')
  .argument('[switch]', 'read-receipts, viewed-receipts, typing, presence or found-by-number')
  .argument('[to]', 'on or off')
  .description('show what others are told of you, on all your devices, and change it')
  .action((word?: string, to?: string) => privacy(cli(), word, to));
program
  .command('friend')
  .argument('<who>', 'account id, contact, or another profile of this machine')
  .description('ask for friendship, or accept it')
  .option('--as <name>', 'remember the account under this name')
  .action((who: string, { as }: { as?: string }) => friend(cli(), who, as));
program
  .command('unfriend')
  .argument('<who>')
  .description('end a friendship, or take a request back')
  .action((who: string) => unfriend(cli(), who));
program
  .command('friends')
  .description('list friends and requests')
  .action(() => friends(cli()));
program
  .command('contacts')
  .argument('[words...]', 'list | name WHO NAME | note WHO TEXT | delete WHO')
  .description('list the people you know, on all your devices, and what you call them')
  .action((words: string[]) => people.contacts(cli(), words));
program
  .command('requests')
  .argument('[words...]', 'accept WHO | delete WHO; without them: list')
  .description('list people you do not know who have written, and decide')
  .action((words: string[]) => people.requests(cli(), words));
program
  .command('block')
  .argument('<who>')
  .description('hear nothing of somebody any more, on all your devices')
  .action((who: string) => people.block(cli(), who));
program
  .command('unblock')
  .argument('<who>')
  .description('hear somebody again')
  .action((who: string) => people.unblock(cli(), who));
program
  .command('send')
  .argument('<who>')
  .argument('[text...]', 'without it: the standard input')
  .description('send one text, to somebody or in a group')
  .option('--wait <time>', talking.waitHelp)
  .action((who: string, words: string[], how: { wait?: string }) =>
    talking.send(cli(), who, words, how),
  );
program
  .command('listen')
  .description('print texts as they arrive')
  .option('--count <n>', 'end after so many', wholeNumber)
  .action(({ count }: { count?: number }) => listen(cli(), count));
program
  .command('chat')
  .argument('[who]', 'somebody or a group; without it: whoever writes first')
  .description('talk with somebody, or in a group')
  .action(async (who: string | undefined) => {
    process.exitCode = await chat(cli(), who);
  });
program
  .command('history')
  .argument('<who>')
  .description('show what was said, as far as it is here, with the numbers of the messages')
  .option('--limit <n>', 'so many at the most', wholeNumber, 50)
  .action((who: string, { limit }: { limit: number }) => talking.history(cli(), who, limit));
program
  .command('react')
  .argument('<who>')
  .argument('<message>', 'its number in aldis history, or last')
  .argument('[emoji]', 'without it: take yours back')
  .description('react to a message')
  .action((who: string, message: string, emoji?: string) =>
    talking.react(cli(), who, message, emoji),
  );
program
  .command('reply')
  .argument('<who>')
  .argument('<message>', 'its number in aldis history, or last')
  .argument('<text...>')
  .description('answer a message')
  .action((who: string, message: string, words: string[]) =>
    talking.reply(cli(), who, message, words),
  );
program
  .command('read')
  .argument('[who]', 'without it: list what is unread')
  .description('say that all that has arrived here was read')
  .action((who?: string) => talking.read(cli(), who));
program
  .command('edit')
  .argument('<who>')
  .argument('<message>', 'its number in aldis history, or last')
  .argument('<text...>')
  .description('give a text of yours other words')
  .action((who: string, message: string, words: string[]) =>
    talking.edit(cli(), who, message, words),
  );
program
  .command('delete')
  .argument('<who>')
  .argument('<message>', 'its number in aldis history, or last')
  .description('take a message of yours back, for all')
  .action((who: string, message: string) => talking.deleteForAll(cli(), who, message));
program
  .command('timer')
  .argument('<who>')
  .argument('[time]', '30s, 5m, 1h, 1d, 4w or off; without it: show it')
  .description('let the messages of both sides disappear')
  .action((who: string, time?: string) => talking.timer(cli(), who, time));
program
  .command('safety-number')
  .argument('<who>')
  .description('show the safety number and its QR code')
  .option('--verify <digits...>', 'note that you compared these digits (or this scan, base64)')
  .action((who: string, { verify }: { verify?: string[] }) =>
    trusting.safetyNumber(cli(), who, verify),
  );
program
  .command('accept')
  .argument('<who>')
  .argument('<digits...>', 'the safety number you compared, or the scanned code in base64')
  .description('take the identity of somebody that you compared')
  .action((who: string, words: string[]) => trusting.acceptIdentity(cli(), who, words));
addGroupCommands(program, cli);
for (const command of program.commands) command.exitOverride();

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = fail(error, isJson);
}

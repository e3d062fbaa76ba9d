// The commands of one's own profile and account, as the command line reads them.

import type { Command } from 'commander';
import { captcha, captchaHelp } from './captchas.ts';
import type { Runs } from './cli.ts';
import * as commands from './commands.ts';
import * as own from './devices.ts';
import { lock, unlock } from './locking.ts';
import type { LockArguments } from './locking.ts';
import { number } from './numbers.ts';
import type { NumberArguments } from './numbers.ts';
import { pin } from './pins.ts';
import type { PinArguments } from './pins.ts';
import { login, password } from './loggingIn.ts';
import type { LoginArguments, PasswordArguments } from './loggingIn.ts';
import { recover, recovery, recoveryKey } from './recovering.ts';
import type { RecoverArguments, RecoveryArguments, RecoveryKeyArguments } from './recovering.ts';
import { consents, exportTo } from './rights.ts';
import { privacy } from './privacy.ts';
import * as securing from './securing.ts';
import { takesCode } from './securing.ts';
import type { CodeArguments } from './securing.ts';
import { profile } from './profile.ts';
import { username } from './usernames.ts';
import { push } from './waking.ts';
import type { PushArguments } from './waking.ts';
import { changesWay, takesWay } from './ways.ts';
import type { WayArguments } from './ways.ts';

const lockHelp = 'lock it from the start: asks for a passphrase (--passphrase-file does, too)';

/** `aldis register …`: profiles and their accounts. */
export function addProfileCommands(program: Command, runs: Runs): void {
  const { here, there, path } = runs;
  takesWay(program.command('register'), path)
    .argument('<profile>', 'a name for it on this machine')
    .description('make an account and a profile for it')
    .option('--invite <token>', "an operator's invitation (default: that of a local cluster)")
    .option('--number <+E164>', 'a phone number; a code is sent to it')
    .option('--code <code>', 'the code, where nobody can be asked for it')
    .option('--captcha <token>', captchaHelp)
    .option('--totp <code>', 'a one-time code, likewise, where the account has them on')
    .option('--with-pin', 'asks for the PIN that opens the lock of the number, or sets one')
    .option('--pin-file <file>', 'where that PIN is', path)
    .option('--server <url>', commands.serverHelp)
    .option('--lock', lockHelp)
    .action(
      here((cli, name: string, given: commands.RegisterArguments) =>
        commands.register(cli, name, given),
      ),
    );
  takesWay(program.command('link'), path)
    .argument('<profile>', 'a name for it on this machine')
    .description('make a profile that is a further device of an account')
    .option('--name <name>', "what the account's other devices call it (default: the profile's)")
    .option('--svg <file>', 'write the QR code there instead of showing it')
    .option('--history <all|none>', 'what was said before; without it you are asked')
    .option('--server <url>', commands.serverHelp)
    .option('--lock', lockHelp)
    .action(here((cli, name: string, given: own.LinkArguments) => own.link(cli, name, given)));
  addLoginCommands(program, runs);
  addRecoveryCommands(program, runs);
  addFindingCommands(program, runs);
  program
    .command('whoami')
    .description('show the profile and its account id')
    .action(here((cli) => commands.whoami(cli)));
  program
    .command('lock')
    .description('lock the profile with a passphrase, or give it another')
    .option('--new-passphrase-file <file>', 'where the one to lock with is; or you are asked', path)
    .action(there((cli, given: LockArguments) => lock(cli, given)));
  program
    .command('unlock')
    .description('take the passphrase of the profile away for good')
    .action(there((cli) => unlock(cli)));
  changesWay(program.command('server'), path)
    .argument('[url...]', 'where its cluster is from now on; further ones are tried in turn')
    .description('show or change the addresses of a profile, and the way there')
    .action(here((cli, urls: string[], way: WayArguments) => commands.server(cli, urls, way)));
  takesCode(program.command('delete-account'))
    .description('delete the account for good, and its profile on this machine')
    .option('--yes', 'do not ask')
    .action(
      there((cli, how: CodeArguments & { yes?: boolean }) => commands.deleteAccount(cli, how)),
    );
  program
    .command('profiles')
    .description('list the profiles of this machine')
    .option('--use <name>', 'take this one where none is named')
    .action(here((cli, { use }: { use?: string }) => commands.profiles(cli, use)));
}

/** What the account is found by. */
function addFindingCommands(program: Command, { there, path }: Runs): void {
  takesCode(program.command('pin'))
    .argument('[to]', 'show, set or remove')
    .description('lock the phone number with a PIN, which whoever registers it anew has to know')
    .option('--pin-file <file>', 'where the PIN is; or you are asked', path)
    .action(
      there((cli, to: string | undefined, given: PinArguments & CodeArguments) =>
        pin(cli, to, given),
      ),
    );
  takesCode(program.command('number'))
    .argument('[words...]', 'show; or change +E164, to which a code is sent')
    .description("show the account's phone number, or give it another one")
    .option('--sent <code>', 'the code that was sent, where nobody can be asked')
    .option('--captcha <token>', captchaHelp)
    .option('--totp <code>', 'a one-time code of the account that has the number until now')
    .option('--with-pin', 'asks for the PIN that locks the number, or opens its lock')
    .option('--pin-file <file>', 'where that PIN is', path)
    .action(there((cli, words: string[], given: NumberArguments) => number(cli, words, given)));
  program
    .command('username')
    .argument('[what]', 'show, set, link (another one) or remove')
    .argument('[name]', 'a nickname to set; for another link the whole name, where it is not known')
    .description('let others find the account by a name, without its phone number')
    .action(there((cli, what?: string, name?: string) => username(cli, what, name)));
}

function addRecoveryCommands(program: Command, { here, there, path }: Runs): void {
  takesCode(program.command('recovery-key'))
    .description('make a key that recovers the account, and show it this once')
    .option('--remove', 'make it void')
    .action(there((cli, given: RecoveryKeyArguments) => recoveryKey(cli, given)));
  takesCode(program.command('recovery'))
    .description('show whether the account can be recovered, and whether somebody has begun to')
    .option('--stop', 'stop what somebody has begun')
    .option('--approve', 'give word that whoever has it is you; good for ten minutes')
    .action(there((cli, given: RecoveryArguments) => recovery(cli, given)));
  takesWay(program.command('recover'), path)
    .argument('<profile>', 'a name for it on this machine; the same again when the wait is over')
    .description('take back an account by two of its number, recovery key, backup code, device')
    .option('--account <id>', 'its id')
    .option('--key-file <file>', 'where the recovery key is', path)
    .option('--approval <words>', 'what aldis recovery --approve says on another device')
    .option('--backup-code <code>', 'one that came with one-time codes; it is used up')
    .option('--number <+E164>', 'its phone number; a code is sent to it')
    .option('--code <code>', 'the code, where nobody can be asked for it')
    .option('--captcha <token>', captchaHelp)
    .option('--totp <code>', 'a one-time code at the end, likewise, where they are on')
    .option('--server <url>', commands.serverHelp)
    .action(here((cli, name: string, given: RecoverArguments) => recover(cli, name, given)));
}

function addLoginCommands(program: Command, { here, there, path }: Runs): void {
  takesWay(program.command('login'), path)
    .argument('<profile>', 'a name for it on this machine, or one that is there')
    .description(
      'log in by name and password: a profile that is there gets in again, a new one\n' +
        'takes the place of all devices that the account has',
    )
    .option('--as <name>', 'the name to log in by (default: the name of the profile)')
    .option('--password-file <file>', 'where the password is; or you are asked', path)
    .option('--code <code>', 'a one-time code, where they are on and nobody can be asked')
    .option('--yes', 'do not ask before the other devices end')
    .option('--server <url>', commands.serverHelp)
    .option('--lock', lockHelp)
    .action(here((cli, name: string, given: LoginArguments) => login(cli, name, given)));
  takesCode(program.command('password'))
    .argument('[name]', 'the name to log in by (default: the one there is, or that of the profile)')
    .description('set name and password by which the account is logged in to, or show the name')
    .option('--password-file <file>', 'where the password is; or you are asked', path)
    .option('--show', 'show the name, and since when')
    .option('--remove', 'log in by no password any more')
    .action(
      there((cli, name: string | undefined, given: PasswordArguments) =>
        password(cli, name, given),
      ),
    );
}

/** `aldis devices …`: what is of the account. */
export function addAccountCommands(program: Command, runs: Runs): void {
  const { there, path } = runs;
  addDeviceCommands(program, runs);
  addRightsCommands(program, runs);
  program
    .command('profile')
    .argument('[who]', 'without it: yours')
    .description('show what somebody says of themselves, or say something of yourself')
    .option('--name <name>', 'say another name')
    .option('--about <text>', 'say something else')
    .option('--emoji <emoji>', 'say it with this')
    .option('--avatar <file>', 'show this picture: JPEG, PNG, WebP or GIF', path)
    .option('--no-avatar', 'show no picture')
    .option('--avatar-to <file>', 'write the picture to a new file', path)
    .action(
      there((cli, who: string | undefined, given: Parameters<typeof profile>[2]) =>
        profile(cli, who, given),
      ),
    );
  program
    .command('security')
    .description('list what touched the security of the account')
    .action(there((cli) => securing.security(cli)));
  program
    .command('captcha')
    .argument('[token]', 'what its page gave; -: by the standard input')
    .description('say whether the server asks for a captcha before it goes on, or bring its answer')
    .action(there((cli, token: string | undefined) => captcha(cli, token)));
  program
    .command('sessions')
    .argument('[verb]', 'list, or end')
    .argument('[which]', 'the id of one, or all')
    .description('list who holds tokens of the account, or end them')
    .action(
      there((cli, ...words: (string | undefined)[]) =>
        securing.sessions(
          cli,
          words.filter((word) => typeof word === 'string'),
        ),
      ),
    );
  takesCode(program.command('totp'))
    .argument('[to]', 'show, on, confirm (by the first code) or off')
    .description('one-time codes of an authenticator app: show whether they are on, change it')
    .action(
      there((cli, to: string | undefined, given: CodeArguments) => securing.totp(cli, to, given)),
    );
  takesCode(program.command('backup-codes'))
    .description('make ten other backup codes for one-time codes')
    .action(there((cli, given: CodeArguments) => securing.backupCodes(cli, given)));
  program
    .command('privacy')
    .argument('[switch]', 'read-receipts, viewed-receipts, typing, presence or found-by-number')
    .argument('[to]', 'on or off')
    .description('show what others are told of you, on all your devices, and change it')
    .action(there((cli, word?: string, to?: string) => privacy(cli, word, to)));
}

function addDeviceCommands(program: Command, { there }: Runs): void {
  program
    .command('push')
    .argument('[what]', 'show, set or off')
    .argument('[endpoint]', 'the address of a distributor or of a browser subscription')
    .description('show or change how this device is woken while it is not connected')
    .option('--p256dh <key>', "the subscription's key of that name, for Web Push")
    .option('--auth <key>', 'the other one')
    .action(
      there((cli, what?: string, endpoint?: string, given: PushArguments = {}) =>
        push(cli, what, endpoint, given),
      ),
    );
  const devices = program
    .command('devices')
    .description("list and change the account's devices")
    .showHelpAfterError()
    .action(there((cli) => own.devices(cli, [])));
  devices
    .command('list')
    .description('list them')
    .action(there((cli) => own.devices(cli, [])));
  takesCode(devices.command('add'))
    .argument('<link>', 'as aldis link shows it on the new device')
    .description('make a device one of the account, on its first device')
    .option('--history <all|none>', 'what was said before; without it you are asked')
    .action(
      there((cli, link: string, how: own.DeviceArguments) => own.devices(cli, ['add', link], how)),
    );
  takesCode(devices.command('remove'))
    .argument('<number>')
    .description('let a device neither act nor hear any more')
    .option('--stolen', 'whoever has it has your keys; the account gets new ones')
    .option('--yes', 'do not ask')
    .action(
      there((cli, number: string, how: own.DeviceArguments) =>
        own.devices(cli, ['remove', number], how),
      ),
    );
  devices
    .command('rename')
    .argument('<name...>')
    .description('call this device otherwise')
    .action(there((cli, name: string[]) => own.devices(cli, ['rename', ...name])));
}

/** What a person may ask of whoever keeps their account. */
function addRightsCommands(program: Command, { there, path }: Runs): void {
  program
    .command('consents')
    .argument('[verb]', 'give, or withdraw')
    .argument('[document]', 'which')
    .description('show what the account has agreed to and is asked to agree to, or change it')
    .action(there((cli, verb?: string, document?: string) => consents(cli, verb, document)));
  takesCode(program.command('export'))
    .argument('<file>', 'a new file: a tar of JSON', path)
    .description('write all that the server holds of the account into a file, signed by it')
    .action(there((cli, file: string, given: CodeArguments) => exportTo(cli, file, given)));
}

// The commands about people, as the command line reads them.

import type { Command } from 'commander';
import type { Runs } from './cli.ts';
import * as people from './contacts.ts';
import { friend, friends, unfriend } from './friends.ts';
import * as trusting from './trusting.ts';

/** `aldis friend …` */
export function addPeopleCommands(program: Command, runs: Runs): void {
  const { there } = runs;
  program
    .command('friend')
    .argument('<who>', 'account id, contact, or another profile of this machine')
    .description('ask for friendship, or accept it')
    .option('--as <name>', 'remember the account under this name')
    .action(there((cli, who: string, { as }: { as?: string }) => friend(cli, who, as)));
  program
    .command('unfriend')
    .argument('<who>')
    .description('end a friendship, or take a request back')
    .action(there((cli, who: string) => unfriend(cli, who)));
  program
    .command('friends')
    .description('list friends and requests')
    .action(there((cli) => friends(cli)));
  addContactCommands(program, runs);
  program
    .command('block')
    .argument('<who>')
    .description('hear nothing of somebody any more, on all your devices')
    .action(there((cli, who: string) => people.block(cli, who)));
  program
    .command('report')
    .argument('<who>')
    .description('tell whoever runs the server that somebody has written who should not have')
    .action(there((cli, who: string) => people.report(cli, who)));
  program
    .command('unblock')
    .argument('<who>')
    .description('hear somebody again')
    .action(there((cli, who: string) => people.unblock(cli, who)));
  program
    .command('safety-number')
    .argument('<who>')
    .description('show the safety number and its QR code')
    .option('--verify <digits...>', 'note that you compared these digits (or this scan, base64)')
    .action(
      there((cli, who: string, { verify }: { verify?: string[] }) =>
        trusting.safetyNumber(cli, who, verify),
      ),
    );
  program
    .command('accept')
    .argument('<who>')
    .argument('<digits...>', 'the safety number you compared, or the scanned code in base64')
    .description('take the identity of somebody that you compared')
    .action(there((cli, who: string, words: string[]) => trusting.acceptIdentity(cli, who, words)));
}

function addContactCommands(program: Command, { there }: Runs): void {
  const contacts = program
    .command('contacts')
    .description('list the people you know, on all your devices, and what you call them')
    .showHelpAfterError()
    .action(there((cli) => people.contacts(cli, [])));
  contacts
    .command('list')
    .description('list them')
    .action(there((cli) => people.contacts(cli, [])));
  for (const [verb, what, description] of [
    ['name', '<name...>', 'call somebody so'],
    ['note', '<text...>', 'note something of somebody'],
  ] as const) {
    contacts
      .command(verb)
      .argument('<who>')
      .argument(what)
      .description(description)
      .action(
        there((cli, who: string, words: string[]) => people.contacts(cli, [verb, who, ...words])),
      );
  }
  contacts
    .command('delete')
    .argument('<who>')
    .description('let somebody be no contact any more')
    .action(there((cli, who: string) => people.contacts(cli, ['delete', who])));
  const requests = program
    .command('requests')
    .description('list what people you do not know have written or invite to, and decide')
    .showHelpAfterError()
    .action(there((cli) => people.requests(cli, [])));
  requests
    .command('list')
    .description('list them')
    .action(there((cli) => people.requests(cli, [])));
  for (const [verb, description] of [
    ['accept', 'hear somebody from now on'],
    ['delete', 'forget somebody, with what was said'],
  ] as const) {
    requests
      .command(verb)
      .argument('<who>')
      .description(description)
      .action(there((cli, who: string) => people.requests(cli, [verb, who])));
  }
}

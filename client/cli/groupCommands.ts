// The commands of groups, as the command line reads them.

import type { Command } from 'commander';
import type { Runs } from './cli.ts';
import * as groups from './groups.ts';
import * as talking from './talking.ts';
import { wholeNumber } from './wholeNumber.ts';

type Words = readonly string[];

/** `aldis group …` */
export function addGroupCommands(program: Command, runs: Runs): void {
  const { there } = runs;
  const group = program.command('group').description('make groups, and talk in them');
  const add = (name: string, description: string) =>
    group.command(name).description(description).exitOverride();
  const ofGroup = (name: string, description: string) =>
    add(name, description).argument('<group>', 'its title, its id or how that begins');

  add('create', 'make a group')
    .argument('<title>')
    .argument('[who...]', 'whom to add, or to invite where they have not given a profile key')
    .option('--description <text>', 'what it is for')
    .option('--announcements', 'administrators alone write')
    .action(
      there((cli, title: string, who: Words, given: groups.CreateArguments) =>
        groups.create(cli, title, who, given),
      ),
    );
  add('list', 'list groups and invitations').action(there((cli) => groups.list(cli)));
  ofGroup('show', 'show who is in a group, and what holds there').action(
    there((cli, name: string) => groups.show(cli, name)),
  );
  for (const [verb, description] of [
    ['add', 'make people members, or invite them'],
    ['invite', 'ask people to become members'],
    ['remove', 'take people, their invitations or requests out'],
    ['approve', 'let in who has asked to'],
    ['ban', 'take people out, and let nobody bring them back'],
    ['unban', 'let banned people be let in again'],
  ] as const) {
    ofGroup(verb, description)
      .argument('<who...>')
      .action(there((cli, name: string, who: Words) => groups.withPeople(cli, verb, name, who)));
  }
  for (const [verb, description] of [
    ['accept', 'become a member, as one was asked to'],
    ['decline', 'do not become one'],
    ['withdraw', 'take back that one asked to come in'],
    ['leave', 'be a member no more'],
  ] as const) {
    ofGroup(verb, description).action(
      there((cli, name: string) => groups.oneself(cli, verb, name)),
    );
  }
  ofGroup('role', 'make somebody an administrator, or a member')
    .argument('<who>')
    .argument('<role>', 'admin | member')
    .action(
      there((cli, name: string, who: string, role: string) => groups.role(cli, name, who, role)),
    );
  addGroupWords(ofGroup, runs);
  ofGroup('link', 'show the link of a group, or change it')
    .argument('[how]', 'open: lets anybody in | ask: an administrator decides | off | reset')
    .action(there((cli, name: string, how?: string) => groups.link(cli, name, how)));
  add('join', 'come into a group by its link')
    .argument('<link>')
    .action(there((cli, link: string) => groups.join(cli, link)));
  addGroupTalk(ofGroup, there);
}

/** What is told of them. */
function addGroupWords(
  ofGroup: (name: string, description: string) => Command,
  { there, path }: Runs,
): void {
  ofGroup('title', 'call the group otherwise')
    .argument('<title>')
    .action(there((cli, name: string, title: string) => groups.title(cli, name, title)));
  ofGroup('describe', 'say what the group is for')
    .argument('[text...]', 'without it: nothing')
    .action(there((cli, name: string, words: Words) => groups.describe(cli, name, words)));
  ofGroup('announcements', 'let administrators alone write, or all members')
    .argument('<to>', 'on | off')
    .action(there((cli, name: string, to: string) => groups.announcements(cli, name, to)));
  ofGroup('avatar', 'show a picture of the group, or another one')
    .argument('[file]', 'JPEG, PNG, WebP or GIF', path)
    .option('--none', 'show no picture')
    .option('--to <file>', 'write the picture to a new file', path)
    .action(
      there((cli, name: string, file: string | undefined, how: { to?: string; none?: boolean }) =>
        groups.avatar(cli, name, file, how),
      ),
    );
}

/** What is said in them. */
function addGroupTalk(
  ofGroup: (name: string, description: string) => Command,
  there: Runs['there'],
): void {
  ofGroup('send', 'say something in a group')
    .argument('[text...]', 'without it: the standard input')
    .option('--wait <time>', talking.waitHelp)
    .action(
      there((cli, name: string, words: Words, how: { wait?: string }) =>
        talking.send(cli, name, words, how, 'groups'),
      ),
    );
  ofGroup('history', 'show what was said, as far as it is here')
    .option('--limit <n>', 'so many at the most', wholeNumber, 50)
    .option('--before <n>', 'what is older than the message of this number', wholeNumber)
    .action(
      there((cli, name: string, page: talking.PageArguments) =>
        talking.history(cli, name, page, 'groups'),
      ),
    );
}

// The commands about what is said, as the command line reads them.

import type { Command } from 'commander';
import type { Runs } from './cli.ts';
import { captchaHelp } from './captchas.ts';
import { chat, listen } from './listening.ts';
import * as talking from './talking.ts';
import { fetchWaiting } from './waking.ts';
import { wholeNumber } from './wholeNumber.ts';

/** `aldis send …` */
export function addTalkingCommands(program: Command, { there }: Runs): void {
  program
    .command('send')
    .argument('<who>')
    .argument('[text...]', 'without it: the standard input')
    .description('send one text, to somebody or in a group')
    .option('--wait <time>', talking.waitHelp)
    .option('--captcha <token>', captchaHelp)
    .action(
      there((cli, who: string, words: string[], how: talking.SendArguments) =>
        talking.send(cli, who, words, how),
      ),
    );
  program
    .command('listen')
    .description('print texts as they arrive')
    .option('--count <n>', 'end after so many', wholeNumber)
    .action(there((cli, { count }: { count?: number }) => listen(cli, count)));
  program
    .command('fetch')
    .description('print the texts that wait, without a connection that lasts, and end')
    .action(there((cli) => fetchWaiting(cli)));
  program
    .command('chat')
    .argument('[who]', 'somebody or a group; without it: whoever writes first')
    .description('talk with somebody, or in a group')
    .action(there((cli, who: string | undefined) => chat(cli, who)));
  program
    .command('history')
    .argument('<who>')
    .description('show what was said, as far as it is here, with the numbers of the messages')
    .option('--limit <n>', 'so many at the most', wholeNumber, 50)
    .option('--before <n>', 'what is older than the message of this number', wholeNumber)
    .action(
      there((cli, who: string, page: talking.PageArguments) => talking.history(cli, who, page)),
    );
  program
    .command('search')
    .argument('<text...>', 'all of these words, in any order')
    .description('find what was said, as far as it is here, the newest first')
    .option('--in <who>', 'with somebody, or in a group; everywhere unless said')
    .option('--limit <n>', 'so many at the most, up to 200', wholeNumber, 50)
    .option('--before <n>', 'what is older than the message of this number', wholeNumber)
    .action(
      there((cli, words: string[], page: Parameters<typeof talking.search>[2]) =>
        talking.search(cli, words, page),
      ),
    );
  program
    .command('conversations')
    .description('list what was said with whom, as far as it is here, and what is unread')
    .action(there((cli) => talking.conversations(cli)));
  program
    .command('read')
    .argument('[who]', 'without it: list what is unread')
    .description('say that all that has arrived here was read')
    .action(there((cli, who?: string) => talking.read(cli, who)));
}

/** `aldis react …`: what is done to a message. */
export function addMessageCommands(program: Command, { there }: Runs): void {
  program
    .command('react')
    .argument('<who>')
    .argument('<message>', 'its number in aldis history, or last')
    .argument('[emoji]', 'without it: take yours back')
    .description('react to a message')
    .action(
      there((cli, who: string, message: string, emoji?: string) =>
        talking.react(cli, who, message, emoji),
      ),
    );
  program
    .command('reply')
    .argument('<who>')
    .argument('<message>', 'its number in aldis history, or last')
    .argument('<text...>')
    .description('answer a message')
    .action(
      there((cli, who: string, message: string, words: string[]) =>
        talking.reply(cli, who, message, words),
      ),
    );
  program
    .command('edit')
    .argument('<who>')
    .argument('<message>', 'its number in aldis history, or last')
    .argument('<text...>')
    .description('give a text of yours other words')
    .action(
      there((cli, who: string, message: string, words: string[]) =>
        talking.edit(cli, who, message, words),
      ),
    );
  program
    .command('delete')
    .argument('<who>')
    .argument('<message>', 'its number in aldis history, or last')
    .description('take a message of yours back, for all')
    .action(there((cli, who: string, message: string) => talking.deleteForAll(cli, who, message)));
  program
    .command('timer')
    .argument('<who>')
    .argument('[time]', '30s, 5m, 1h, 1d, 4w or off; without it: show it')
    .description('let the messages of both sides disappear')
    .action(there((cli, who: string, time?: string) => talking.timer(cli, who, time)));
}

// A chat's screen at a terminal: whoever closes it may go on to the prompt.

import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { Output } from '../../../client/cli/output.ts';
import { plain } from '../../../client/cli/plain.ts';
import { Screen } from '../../../client/cli/screen.ts';
import { ownTerminal } from '../../../client/cli/terminal.ts';

function terminal() {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  let shown = '';
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: 80 });
  stdout.on('data', (some) => {
    shown += String(some);
  });
  return { at: { ...ownTerminal, stdin, stdout, stderr: stdout }, stdin, shown: () => shown };
}

test('a line that ends it is no reason to fail, whatever is shown behind it', async () => {
  const { at, stdin, shown } = terminal();
  const screen = new Screen(new Output(false, at as never));
  const heard: string[] = [];
  const ended = screen.run((line) => {
    heard.push(line);
    if (line === '/quit') screen.close();
    screen.prompt(plain`ben`);
    screen.print(plain`said behind it`);
  });
  screen.prompt(plain`ben`);
  stdin.write('hello\r');
  stdin.write('/quit\r');
  await ended;
  expect(heard).toEqual(['hello', '/quit']);
  expect(shown()).toContain('ben > ');
  expect(shown()).toContain('said behind it');
});

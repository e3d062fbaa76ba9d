// A captcha that the server wants of an account before it goes on, at the command line: asked for
// where a person is, brought with a command or by another one, and what was refused goes by itself.

import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ClientError } from '#client';
import { captcha } from '../../../client/cli/captchas.ts';
import type { Cli } from '../../../client/cli/cli.ts';
import { exitCodes, fail, Output } from '../../../client/cli/output.ts';
import { Profiles } from '../../../client/cli/profiles.ts';
import { send } from '../../../client/cli/talking.ts';
import type { Terminal } from '../../../client/cli/terminal.ts';
import { Carrying } from '../../../client/daemon/carrying.ts';
import { Scene } from './people.ts';
import type { Person } from './people.ts';

const page = 'https://aldis.example.org/captcha';
const right = 'what its page gave';
let scene: Scene;
let ana: Person;
let ben: Person;
let isSolved: boolean;

beforeEach(async () => {
  scene = new Scene();
  [ana, ben] = [await scene.person('ana'), await scene.person('ben')];
  isSolved = false;
  const challenge = { token: 'of the refusal', options: ['captcha'], captchaPage: page };
  scene.server.cuts.send = ({ destination }) =>
    isSolved || destination !== ben.id
      ? undefined
      : { code: 'challenge.required', retryAfterMs: 600_000, challenge };
  scene.server.cuts.request = ({ path, body }) => {
    if (path !== '/v1/challenge') return undefined;
    isSolved = (body as { captcha?: string }).captcha === right;
    if (isSolved) expect(body).toEqual({ type: 'captcha', token: challenge.token, captcha: right });
    return isSolved
      ? { status: 200, headers: {}, body: null }
      : { status: 403, headers: {}, body: { code: 'challenge.invalid', message: 'No.' } };
  };
});

afterEach(() => scene.end());

/** What a command says, to whom it can ask where something is `typed`. */
function line(typed?: string) {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  if (typed !== undefined) {
    Object.assign(stdin, { isTTY: true });
    stdin.write(`${typed}\n`);
  }
  const text = { out: '', err: '' };
  stdout.on('data', (bytes) => void (text.out += String(bytes)));
  stderr.on('data', (bytes) => void (text.err += String(bytes)));
  const terminal = { stdin, stdout, stderr, signals: new EventEmitter() } as unknown as Terminal;
  const profiles = new Profiles(scene.folder);
  const { client } = ana;
  const self = { name: 'ana', account: client.account, server: 'http://twin', insecure: false };
  const borrow = () => ({ client, giveBack() {} });
  const held = { self, profiles, carrying: new Carrying(client), borrow };
  const output = new Output(typed === undefined, terminal);
  const cli: Cli = { output, profiles, profile: undefined, insecure: false, held };
  return { cli, text, said: () => JSON.parse(text.out) as object, terminal };
}

const arrived = () => scene.until(() => ben.texts.includes('hello'), 'the text');

test('is asked for where a person is, and the text goes with the answer', async () => {
  const { cli, text } = line(right);
  await scene.ended(send(cli, ben.id, ['hello']));
  await arrived();
  expect(text.err).toContain(page);
  expect(text.out).toContain('✓ sent');
});

test('is brought with the command', async () => {
  const { cli } = line();
  await scene.ended(send(cli, ben.id, ['hello'], { captcha: right }));
  await arrived();
});

test('is told of where nobody can be asked; the text goes once it is brought', async () => {
  const { cli, terminal } = line();
  const failed = await scene.ended(send(cli, ben.id, ['hello']).catch((error: unknown) => error));
  expect(failed).toMatchObject({ code: 'challenge.required' });
  expect(String(failed)).toMatch(/solve it at https:\S+captcha, then: aldis captcha/);
  expect(fail(failed, true, terminal)).toBe(exitCodes.waits);
  const asked = line();
  await scene.ended(captcha(asked.cli, undefined));
  expect(asked.said()).toEqual({ profile: 'ana', isWanted: true, page });
  const wrong = scene.ended(captcha(line().cli, 'another'));
  await expect(wrong).rejects.toMatchObject({ code: 'challenge.invalid' } as ClientError);
  expect(ana.client.waiting).toBe(1);
  const brought = line();
  await scene.ended(captcha(brought.cli, right));
  expect(brought.said()).toEqual({ profile: 'ana', isWanted: false });
  await arrived();
  expect(ana.client.waiting).toBe(0);
});

test('is not wanted where nothing was refused', async () => {
  const { cli, said } = line();
  await scene.ended(captcha(cli, right));
  expect(said()).toEqual({ profile: 'ana', isWanted: false });
  expect(isSolved).toBe(false);
});

// What a page asks of a process that has no profile yet: to register one, or to link one to an
// account. Both are done by the very commands of the command line.

import { z } from 'zod';
import { systemClock, turn } from '../clock.ts';
import { answerBy, pageMethod } from '../daemon/methods.ts';
import type { Methods } from '../daemon/methods.ts';
import type { Peer, Serving } from '../daemon/peer.ts';
import { ClientError } from '../index.ts';
import type { NameAndPassword, Proof } from '../index.ts';
import type { OpenBehind } from '../desk/behind.ts';
import { wallOf } from '../desk/wall.ts';
import type { Wall } from '../desk/wall.ts';
import { e164, solved, wantedFields } from './accountMethods.ts';
import type { Cli } from './cli.ts';
import { offered, register } from './commands.ts';
import { linked } from './devices.ts';
import { loggedIn } from './loggingIn.ts';
import { begunRecoveries, recover } from './recovering.ts';
import type { RecoverArguments } from './recovering.ts';
import { refusalOf } from './holding.ts';
import { wantedBy } from './numberChanging.ts';
import type { NumberAsked } from './numberChanging.ts';
import { NumberProving } from './numberProving.ts';
import { Answers } from './output.ts';
import { noTerminal } from './remoteTerminal.ts';

const words = z.string().max(1_024);
const secret = z.string().min(1).max(1_024);
const timeMs = z.number().describe('milliseconds since the epoch');
const madeShape = z.object({ profile: z.string(), account: z.string(), server: z.string() });

/** A link that is shown, until a first device has taken it. */
interface Linking {
  readonly watching: Set<Peer>;
  readonly done: Promise<unknown>;
  link: string | undefined;
}

export class FirstRun {
  /** Resolves with the name of the profile that was made. */
  readonly made: Promise<string>;
  readonly #serving: Serving;
  readonly #wall: Wall;
  readonly #cli: Cli;
  readonly #proving = new NumberProving<unknown>(systemClock);
  readonly #linking = new Map<string, Linking>();
  #isOver = false;
  #end = (_name: string) => {};

  constructor(cli: Cli) {
    this.#cli = cli;
    this.made = new Promise((resolve) => {
      this.#end = resolve;
    });
    const methods = firstRunMethods(this);
    this.#wall = wallOf(methods, []);
    this.#serving = {
      answer: (name, params, peer) => answerBy(methods, name, params, peer),
      heard: () => undefined,
      said: refusalOf,
    };
  }

  /** Nobody, once there is a profile: a page that comes too early comes again. */
  readonly open: OpenBehind = async () =>
    this.#isOver ? undefined : { profile: null, serving: this.#serving, wall: this.#wall };

  offered(): object {
    const { profile } = this.#cli;
    const all = begunRecoveries(this.#cli);
    const recoveries = all.filter(({ name }) => profile === undefined || name === profile);
    return {
      ...(profile === undefined ? {} : { name: profile }),
      ...offered(this.#cli),
      recoveries,
    };
  }

  register(name: string, given: { server?: string; invite?: string }): Promise<unknown> {
    return this.#make(name, (cli) => register(cli, name, given));
  }

  /** In steps: whatever is wanted next is told, and brought by a later call. */
  async registerNumber(
    name: string,
    { number, ...brought }: NumberAsked,
    given: { server?: string },
  ): Promise<object> {
    const what = JSON.stringify([name, given.server, number]);
    const mayBegin = Object.values(brought).every((one) => one === undefined);
    const { question } = await this.#proving.goOn(what, brought, mayBegin, (ask) => {
      const proof: Proof = {
        number,
        captcha: (page) => ask({ wanted: 'captcha', page }),
        code: () => ask({ wanted: 'code' }),
        pin: (refused) => ask({ wanted: 'pin', refused }),
        totp: () => ask({ wanted: 'totp', refused: codeWanted() }),
      };
      return this.#make(name, (cli) => register(cli, name, given, proof));
    });
    return { isMade: question === undefined, ...(question && wantedBy(question)) };
  }

  /** Nothing is waited for any more. */
  end(): void {
    this.#proving.end();
  }

  /** In the place of all devices of the account. */
  logIn(name: string, login: NameAndPassword, given: { server?: string }): Promise<unknown> {
    return this.#make(name, (cli) => loggedIn(cli, name, login, given));
  }

  /** Begins it, or ends one that was begun for that name. */
  recover(name: string, given: RecoverArguments): Promise<unknown> {
    return this.#make(name, (cli) => recover(cli, name, given));
  }

  /** Whoever asks for the same meanwhile is shown the same link. */
  link(
    peer: Peer,
    name: string,
    given: { server?: string; name?: string; history: boolean },
  ): Promise<unknown> {
    const known = this.#linking.get(name);
    if (known) {
      known.watching.add(peer);
      if (known.link !== undefined) peer.notify('link.shown', { link: known.link });
      return known.done;
    }
    const shown = (fields: object) => {
      if (!('link' in fields)) return;
      linking.link = String(fields.link);
      for (const one of linking.watching) one.notify('link.shown', { link: linking.link });
    };
    const over = () => void this.#linking.delete(name);
    const done = this.#make(name, (cli) => linked(cli, name, given), shown).finally(over);
    const linking: Linking = { watching: new Set([peer]), done, link: undefined };
    this.#linking.set(name, linking);
    return done;
  }

  /**
   * Returns what the command says at its end. A profile that is there although the command failed
   * is one as well: what is left to be done is done once it is opened.
   */
  async #make(
    name: string,
    work: (cli: Cli) => Promise<void>,
    told: (fields: object) => void = () => undefined,
  ): Promise<object | undefined> {
    let last: object | undefined;
    const take = (fields: object) => {
      last = fields;
      told(fields);
    };
    const { profiles } = this.#cli;
    const isNew = profiles.card(name) === undefined;
    try {
      await work({ ...this.#cli, output: new Answers(take, noTerminal()) });
      return last;
    } finally {
      if (isNew && profiles.card(name)) this.#made(name);
    }
  }

  /** The answer is on its way before the profile is opened, and its pages let go. */
  #made(name: string): void {
    void turn().then(() => {
      this.#isOver = true;
      this.#end(name);
    });
  }
}

const firstRunMethods = (run: FirstRun): Methods => ({
  'desk.offered': pageMethod(
    'what a first profile is offered: a server here, and whether it needs no invitation',
    z.strictObject({}),
    z.object({
      name: z.string().optional(),
      server: z.string(),
      isInvited: z.boolean(),
      recoveries: z
        .array(z.object({ name: z.string(), account: z.string(), readyAt: timeMs }))
        .describe('that were begun here, and wait'),
    }),
    async () => run.offered(),
  ),
  'desk.register': pageMethod(
    'make an account and a profile for it, as aldis register does',
    z.strictObject({ name: words, server: words.optional(), invite: words.optional() }),
    madeShape,
    ({ name, server, invite }) => run.register(name, given({ server, invite })),
  ),
  'desk.register-number': pageMethod(
    'make an account by a phone number in steps: first the number alone, then with what is wanted',
    z.strictObject({
      name: words,
      server: words.optional(),
      number: e164,
      captcha: solved.optional().describe('what its page gave'),
      code: secret.optional().describe('that was sent'),
      pin: secret.optional().describe('behind the code, for registration.locked'),
      totp: secret.optional().describe('behind the code, for registration.totp'),
    }),
    z.object({ isMade: z.boolean(), ...wantedFields }),
    ({ name, server, ...asked }) => run.registerNumber(name, asked, given({ server })),
  ),
  ...waysBack(run),
  'desk.link': pageMethod(
    'make a profile that is a further device, as aldis link does; link.shown tells its link',
    z.strictObject({
      name: words,
      server: words.optional(),
      device: words.optional().describe("what the account's other devices call it"),
      history: z.boolean().describe('take over what was said before'),
    }),
    madeShape.extend({ device: z.number() }),
    ({ name, server, device, history }, peer) =>
      run.link(peer, name, { history, ...given({ server, name: device }) }),
  ),
});

const waysBack = (run: FirstRun): Methods => ({
  'desk.login': pageMethod(
    'log in by name and password, in the place of all devices, as aldis login does',
    z.strictObject({
      name: words,
      server: words.optional(),
      as: words.optional().describe('the name to log in by'),
      password: secret,
      code: words.optional().describe('a one-time code, where they are on'),
    }),
    madeShape,
    async ({ name, server, as, password, code }) => {
      const totp = given({ totp: code });
      return run.logIn(name, { name: as || name, password, ...totp }, given({ server }));
    },
  ),
  'desk.recover': pageMethod(
    'begin to recover an account, or end it when the wait is over, as aldis recover does',
    z.strictObject({
      name: words,
      server: words.optional(),
      account: words.optional(),
      key: words.optional(),
      approval: z.string().max(4_096).optional(),
      backupCode: words.optional(),
      code: words.optional().describe('a one-time code at the end, where they are on'),
    }),
    z.object({ account: z.string(), recovered: z.boolean(), readyAt: timeMs.optional() }),
    ({ name, code, ...shown }) => run.recover(name, given({ ...shown, totp: code })),
  ),
});

const codeWanted = () =>
  new ClientError('registration.totp', 'The account takes a one-time code as well.');

/** Drops what was left out, or left empty. */
function given<Some extends object>(
  some: Some,
): { [Key in keyof Some]?: Exclude<Some[Key], undefined> } {
  const said = Object.entries(some).filter(([, one]) => one !== undefined && one !== '');
  return Object.fromEntries(said) as { [Key in keyof Some]?: Exclude<Some[Key], undefined> };
}

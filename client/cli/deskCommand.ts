// `aldis desk`: a page for the browser of this machine. Its keys and its connection are in the
// process that holds the profile: this one, or one that does already.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { pause, systemClock } from '../clock.ts';
import { findHolder } from '../daemon/door.ts';
import type { Serving } from '../daemon/peer.ts';
import { RpcError, rpcCodes } from '../daemon/wire.ts';
import { bridged } from '../desk/behind.ts';
import type { OpenBehind } from '../desk/behind.ts';
import { pageFiles } from '../desk/pageFiles.ts';
import { DeskServer } from '../desk/server.ts';
import type { Wall } from '../desk/wall.ts';
import { ClientError } from '../index.ts';
import { closedFor } from './chatEvents.ts';
import { at, connectBeside, warnOfChanges } from './cli.ts';
import type { Cli, Runs } from './cli.ts';
import { FirstRun } from './firstRun.ts';
import { pageWall } from './holderMethods.ts';
import { holding } from './holding.ts';
import { UsageError } from './output.ts';
import { plain } from './plain.ts';
import type { ProfileCard } from './profiles.ts';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** How long to wait for a profile that another process holds and shares with nobody (yet). */
const inUseWaitMs = 5_000;
const inUseLookMs = 100;
const portMax = 65_535;

interface DeskArguments {
  readonly port?: string;
  readonly open: boolean;
}

/** `aldis desk` */
export function addDeskCommand(program: Command, { here }: Runs): void {
  program
    .command('desk')
    .description('open the profile as a page in the browser of this machine')
    .option('--port <number>', 'where the page is (default: any port that is free)')
    .option('--no-open', 'print the link and open no browser')
    .action(here((cli, given: DeskArguments) => desk(cli, given, pageWall(program))));
}

async function desk(cli: Cli, given: DeskArguments, wall: Wall): Promise<void> {
  const port = portOf(given.port);
  const stop = endOf(cli);
  let behind: OpenBehind = async () => undefined;
  const files = await pageFiles();
  const server = await DeskServer.open({ port, files, open: (page) => behind(page) });
  let isShown = false;
  let clear = () => {};
  const show: Pages['show'] = (open, card) => {
    behind = open;
    if (isShown) return;
    isShown = true;
    const url = server.link();
    const text = card ? plain`The desk of ${card.name}: ${url}` : plain`A new profile: ${url}`;
    cli.output.whole(text, { ...(card && { profile: card.name, account: card.account }), url });
    if (given.open && cli.isAtDesktop) clear = openBrowser(url);
  };
  try {
    const pages = { show, letGo: () => server.letGo(), wall };
    const profile = cardOf(cli)?.name ?? (await begun(cli, stop.signal, pages));
    while (!stop.signal.aborted) await serve({ ...cli, profile }, stop.signal, pages);
  } finally {
    clear();
    await server.close();
    stop.over();
  }
}

/** The pages that have entered, or may. */
interface Pages {
  /** Called without a card while there is no profile yet. */
  show(open: OpenBehind, card?: ProfileCard): void;
  /** They come again by themselves. */
  letGo(): void;
  readonly wall: Wall;
}

/** Nothing where there is no such profile yet. */
function cardOf({ profiles, profile }: Cli): ProfileCard | undefined {
  if (profile !== undefined) return profiles.card(profile);
  return profiles.list().length === 0 ? undefined : profiles.choose(undefined);
}

/** Resolves with the name of a profile that a page has made; or when it is to stop. */
async function begun(cli: Cli, stop: AbortSignal, pages: Pages): Promise<string | undefined> {
  const run = new FirstRun(cli);
  pages.show(run.open);
  const stopped = new Promise<undefined>((resolve) => {
    stop.addEventListener('abort', () => resolve(undefined));
  });
  const name = await Promise.race([run.made, stopped]);
  run.end();
  pages.letGo();
  return name;
}

/** Whoever holds the profile stands behind the pages, until they do no more. */
async function serve(cli: Cli, stop: AbortSignal, pages: Pages): Promise<void> {
  const card = cli.profiles.choose(cli.profile);
  const { name } = card;
  const folder = dirname(cli.profiles.storeOf(name));
  const stopped = new Promise<void>((resolve) => stop.addEventListener('abort', () => resolve()));
  for (const end = systemClock.now() + inUseWaitMs; ; await pause(inUseLookMs)) {
    const holder = await findHolder(folder, silent);
    if (holder) {
      pages.show(bridged(name, folder, pages.wall), card);
      await Promise.race([holder.peer.ended, stopped]);
      holder.peer.close();
      return;
    }
    try {
      await hold(cli, stopped, pages);
      return;
    } catch (error) {
      const isHeld = error instanceof ClientError && error.code === 'profile.in_use';
      if (!isHeld || systemClock.now() > end) throw error;
    } finally {
      pages.letGo();
    }
  }
}

/** Holds the profile as the daemon does. Throws where the server wants no more of it. */
const hold = (cli: Cli, stopped: Promise<void>, { show, wall }: Pages): Promise<void> =>
  at(cli, (profile) =>
    holding(cli, profile, async (open) => {
      if (!open) return;
      const { self, client, names } = profile;
      const { serving } = open.holder;
      const closed = new Promise<never>((_resolve, reject) => {
        client.on('state', ({ state, code }) => {
          if (state === 'closed' && code) reject(closedFor(code));
        });
      });
      warnOfChanges(cli, client, names);
      void connectBeside(cli, client);
      show(async () => ({ profile: self.name, serving, wall }), self);
      await Promise.race([stopped, closed]);
    }),
  );

function endOf({ output }: Cli) {
  const { signals: heard } = output.terminal;
  const ended = new AbortController();
  const stop = () => ended.abort();
  for (const signal of signals) heard.once(signal, stop);
  const over = () => {
    for (const signal of signals) heard.off(signal, stop);
  };
  return { signal: ended.signal, over };
}

function portOf(word: string | undefined): number {
  if (word === undefined) return 0;
  if (/^\d{1,5}$/.test(word) && Number(word) <= portMax) return Number(word);
  throw new UsageError(`--port is a number up to ${portMax}.`);
}

/**
 * The link stands in no list of processes, where others of this machine could read it. Returns
 * what takes away the file that has it.
 */
function openBrowser(url: string): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-desk-'));
  const page = join(folder, 'open.html');
  const text = `<!doctype html><meta http-equiv="refresh" content="0; url=${url}">`;
  writeFileSync(page, text, { mode: 0o600 });
  const opener = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(opener, [page], { stdio: 'ignore', detached: true });
  // The link was printed as well.
  child.once('error', () => undefined);
  child.unref();
  return () => rmSync(folder, { recursive: true, force: true });
}

/** Nobody is asked anything by a holder that is only watched. */
const silent: Serving = {
  answer: async () => null,
  heard: () => undefined,
  said: () => new RpcError(rpcCodes.internal, 'That failed.'),
};

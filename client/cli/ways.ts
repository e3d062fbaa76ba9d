// The way to the cluster as the command line is told it: an own authority, pinned keys, a proxy. It
// is kept with the profile, so that every later command goes the same way.

import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { z } from 'zod';
import { withFile } from '../fileFault.ts';
import { socketNetwork } from '../index.ts';

export const wayShape = z.object({
  /** PEM: the file it came from may go. */
  ca: z.string().optional(),
  pins: z.array(z.string()).optional(),
  proxy: z.string().optional(),
});

/** How a profile's cluster is reached; empty: directly, by the system's authorities. */
export type Way = z.output<typeof wayShape>;

/** What was typed; `false` takes back what is kept. */
export interface WayArguments {
  readonly ca?: string | false;
  readonly pin?: readonly string[] | false;
  readonly proxy?: string | false;
}

/** Adds the options to a command; paths are from where it was typed. */
export function takesWay(command: Command, path: (word: string) => string): Command {
  return command
    .option('--ca <file>', "authorities (PEM) that sign the server's certificate", path)
    .option('--pin <sha256...>', "the server's public key, or several, by its SHA-256 in base64")
    .option('--proxy <url>', 'http://, https:// or socks5://, with USER:PASSWORD@');
}

/** The same, and back to the usual. */
export function changesWay(command: Command, path: (word: string) => string): Command {
  return takesWay(command, path)
    .option('--no-ca', "the system's authorities again")
    .option('--no-pin', 'no pinned key any more')
    .option('--no-proxy', 'no proxy any more');
}

/** What was kept, with what was typed in its place. Refuses: argument.invalid, file.unreadable. */
export function wayOf(typed: WayArguments, kept: Way = {}): Way {
  const { ca, pin, proxy } = typed;
  const way = {
    ca: typeof ca === 'string' ? authorityIn(ca) : kept.ca,
    pins: Array.isArray(pin) ? [...pin] : kept.pins,
    proxy: typeof proxy === 'string' ? proxy : kept.proxy,
    ...(ca === false ? { ca: undefined } : {}),
    ...(pin === false ? { pins: undefined } : {}),
    ...(proxy === false ? { proxy: undefined } : {}),
  };
  const named = Object.entries(way).filter(([, value]) => value !== undefined);
  const said: Way = Object.fromEntries(named);
  // Wrong ones are told before anything is made or kept.
  networkOf({ way: said, insecure: false });
  return said;
}

const authorityIn = (file: string): string =>
  withFile('read', file, () => readFileSync(file, 'utf8'));

interface Reached {
  readonly way?: Way | undefined;
  readonly others?: readonly string[] | undefined;
  readonly insecure: boolean;
}

/** All that a client asks goes this way. Refuses: argument.invalid. */
export function networkOf({ way = {}, others = [], insecure }: Reached) {
  const { ca, pins, proxy } = way;
  const tls = { ...(ca === undefined ? {} : { ca }), ...(pins === undefined ? {} : { pins }) };
  return socketNetwork({ others, insecure, tls, ...(proxy === undefined ? {} : { proxy }) });
}

/** Told to programs: a proxy without its password, as what they are told is kept and passed on. */
export function toldWay({ proxy, ...way }: Way): Way {
  if (proxy === undefined) return way;
  const url = new URL(proxy);
  [url.username, url.password] = ['', ''];
  return { ...way, proxy: url.href };
}

/** Shown to people; a proxy without its password. */
export function sayWay({ ca, pins = [], proxy }: Way): string {
  const parts = [
    ...(ca === undefined ? [] : ['an own authority']),
    ...pins.map((pin) => `pin ${pin}`),
    ...(proxy === undefined ? [] : [`proxy ${new URL(proxy).host}`]),
  ];
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

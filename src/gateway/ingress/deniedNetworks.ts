// Networks that an operator keeps out: a file, read again when it has changed, asked before
// anything is read of a request. What cannot be read leaves the former list in force, and so does a
// file that somebody is writing: half a line would be another network.

import { readFileSync, statSync } from 'node:fs';
import type { Clock, Config, Log, Timer } from '#runtime';
import { ConfigError, logDefect } from '#runtime';
import type { NetworkList } from './networks.ts';
import { readNetworks } from './networks.ts';

/** How often it is looked whether the file has changed: two looks after it has, that counts. */
export const deniedCheckMs = 2000;

const setting = 'ALDIS_DENIED_NETWORKS_FILE';

type Settings = Pick<Config, typeof setting>;

interface Parts {
  readonly config: Settings;
  readonly clock: Pick<Clock, 'every'>;
  readonly log: Log;
}

/** The list of one worker. */
export class DeniedNetworks {
  readonly #file: string | undefined;
  readonly #log: Log;
  readonly #timer: Timer | undefined;
  #list: NetworkList = () => undefined;
  /** Of what is in force, or cannot be; by it a change is seen. */
  #mark = '';
  /** As the file was at the look before: one that is just being written is not read. */
  #seen = '';

  /** Throws ConfigError for a file that cannot be read. */
  constructor({ config, clock, log }: Parts) {
    const file = config[setting];
    this.#file = file;
    this.#log = log;
    if (file === undefined) return;
    this.#read(file, markOf(file));
    this.#timer = clock.every(deniedCheckMs, () => this.#look(file));
  }

  /** True where whoever comes from there is kept out. */
  has(address: string): boolean {
    return this.#file !== undefined && this.#list(address) === true;
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #look(file: string): void {
    try {
      const mark = markOf(file);
      const isStill = mark === this.#seen;
      this.#seen = mark;
      if (isStill && this.#read(file, mark)) this.#log.info('networks.renewed');
    } catch (error) {
      this.#log.warn('networks.unusable', logDefect(error));
    }
  }

  /** False where it is as it was. */
  #read(file: string, mark: string): boolean {
    if (mark === this.#mark) return false;
    // Before it is read: what is wrong is told once, not at every look.
    this.#mark = mark;
    this.#list = readDenied(file);
    return true;
  }
}

/** Throws ConfigError with one sentence. */
function readDenied(file: string): NetworkList {
  return readNetworks(readWhole(file), setting);
}

function readWhole(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(error);
  }
}

function markOf(file: string): string {
  try {
    const { mtimeMs, size, ino } = statSync(file);
    return `${mtimeMs} ${size} ${ino}`;
  } catch (error) {
    throw unreadable(error);
  }
}

function unreadable(error: unknown): ConfigError {
  const { code = 'unreadable' } = error as NodeJS.ErrnoException;
  return new ConfigError(`${setting}: cannot be read (${code}).`, { cause: error });
}

// The root keys that a process has by its settings.

import type { KeyPort } from './keyPort.ts';
import { RootKeyError } from './keyPort.ts';
import { commandRootKey } from './rootKeyCommand.ts';
import { fileRootKey } from './rootKeyFile.ts';

export interface RootKeySettings {
  readonly ALDIS_ROOT_KEY: 'clear' | KeyPort['kind'];
  readonly ALDIS_ROOT_KEY_FILE?: string | undefined;
  readonly ALDIS_ROOT_KEY_COMMAND?: string | undefined;
}

/** The root keys of a process: it remembers what it has unwrapped. */
export interface RootKeys {
  /** By what files are wrapped that are written; undefined: by nothing, they are in clear. */
  readonly current: KeyPort | undefined;
  /** Throws RootKeyError, too where that kind of root key is not set up. */
  unwrap(kind: string, wrapped: string): Uint8Array;
}

/** Root keys as the settings name them. */
export function openRootKeys(settings: RootKeySettings): RootKeys {
  const {
    ALDIS_ROOT_KEY: kind,
    ALDIS_ROOT_KEY_FILE: file,
    ALDIS_ROOT_KEY_COMMAND: command,
  } = settings;
  const ports: readonly KeyPort[] = [
    ...(file === undefined ? [] : [fileRootKey(file)]),
    ...(command === undefined ? [] : [commandRootKey(command)]),
  ];
  const known = new Map<string, Uint8Array>();
  return {
    current: ports.find((port) => port.kind === kind),
    unwrap(by, wrapped) {
      const name = `${by} ${wrapped}`;
      const port = ports.find((one) => one.kind === by);
      const key = known.get(name) ?? port?.unwrap(wrapped);
      if (!key) throw notSetUp(by);
      known.set(name, key);
      return key;
    },
  };
}

/** Files are in clear, and those that are not cannot be read. */
export const inClear: RootKeys = openRootKeys({ ALDIS_ROOT_KEY: 'clear' });

const notSetUp = (kind: string) => {
  const name = kind === 'file' ? 'ALDIS_ROOT_KEY_FILE' : 'ALDIS_ROOT_KEY_COMMAND';
  return new RootKeyError('missing', `A key file is wrapped by a root key; set ${name}.`);
};

// The account keys of a folder of backups, as the cluster of a data folder knows them. A file
// without a tag, as releases before wrote it, is taken over once: from then on a folder's file has
// one, or was changed by somebody else.
//
//   <data>/account-keys.folders   the folders whose file has a tag, a line each

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { AccountKeysTag } from '#crypto';
import { accountKeysName, changeAccountKeys, readAccountKeys } from '#crypto';

const noteName = 'account-keys.folders';

export interface KeysFolder {
  /** Of its file. */
  readonly path: string;
  isThere(): boolean;
  /** As `readAccountKeys`. */
  read(): readonly string[] | undefined;
  /** As `changeAccountKeys`; a file without a tag has one afterwards. */
  change(
    change: (lines: readonly string[] | undefined) => readonly string[] | undefined,
  ): Promise<void>;
}

/** `hasTag`: it is known by other means that the file has one. */
export function openKeysFolder(
  dataDir: string,
  folder: string,
  tag: AccountKeysTag,
  hasTag = false,
): KeysFolder {
  const whole = resolve(folder);
  const note = join(dataDir, noteName);
  const isNoted = () => existsSync(note) && readFileSync(note, 'utf8').split('\n').includes(whole);
  const at = () => ({ folder: whole, tag, mayBeFormer: !hasTag && !isNoted() });
  const path = join(whole, accountKeysName);
  return {
    path,
    isThere: () => existsSync(path),
    read: () => readAccountKeys(at()),
    async change(change) {
      await changeAccountKeys(at(), change);
      if (!isNoted()) appendFileSync(note, `${whole}\n`, { mode: 0o600, flush: true });
    },
  };
}

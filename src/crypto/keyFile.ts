// A file of keys, readable by its owner alone. It is there whole or not at all, whoever dies in the
// middle, and of two processes that make it at once one wins. In clear it is the keys as JSON;
// under a root key:
//
//   {version: 2, root, wrapped, sealed}   wrapped: the data key, by the root key of that kind
//                                         sealed: the keys under it, base64; see sealBytes

import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { z } from 'zod/v4';
import type { RootKeys } from './rootKeys.ts';
import { openBytes, sealBytes } from './keySeal.ts';

const keyBytes = 32;
const wrappedShape = z.object({
  version: z.literal(2),
  root: z.enum(['file', 'command']),
  wrapped: z.string().min(1),
  sealed: z.base64(),
});
type Wrapped = z.infer<typeof wrappedShape>;

/** What a file of keys is, and how its failures are told. */
export interface KeyFileKind {
  /** What is in it, authenticated: a file is not taken for another. */
  readonly purpose: string;
  /** The error for a file that cannot be written; the code is the system's. */
  unwritable(path: string, code: string, cause: unknown): Error;
}

/** Makes the file where there is none. Throws RootKeyError, and what `unwritable` makes. */
export function makeKeyFile(
  path: string,
  content: () => object,
  kind: KeyFileKind,
  root: RootKeys,
): void {
  if (existsSync(path)) return;
  const fresh = writeBeside(path, contain(content(), kind, root), kind);
  try {
    linkSync(fresh, path);
  } catch (error) {
    // Another process was faster.
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(fresh);
  }
}

/**
 * Puts other content in its place, under the data key that it has: whoever has asked for that one
 * need not ask again. `anew`: under a new one. Throws RootKeyError, and what `unwritable` makes.
 */
export function replaceKeyFile(
  path: string,
  content: object,
  kind: KeyFileKind,
  root: RootKeys,
  anew = false,
): void {
  const former = anew ? undefined : wrappedIn(JSON.parse(readFileSync(path, 'utf8')));
  renameSync(writeBeside(path, contain(content, kind, root, former), kind), path);
}

/**
 * What the file holds; undefined for what is no JSON or was changed. Throws RootKeyError, and what
 * the system says of a file that cannot be read.
 */
export function readKeyFile(path: string, kind: KeyFileKind, root: RootKeys): unknown {
  const json = parsed(readFileSync(path, 'utf8'));
  const found = wrappedIn(json);
  if (!found) return json;
  const key = root.unwrap(found.root, found.wrapped);
  const plain = openBytes(key, Buffer.from(found.sealed, 'base64'), contextOf(kind));
  return plain && parsed(Buffer.from(plain).toString());
}

/** By what a file is wrapped. Throws what the system says of a file that cannot be read. */
export function rootOf(path: string): 'clear' | Wrapped['root'] {
  return wrappedIn(parsed(readFileSync(path, 'utf8')))?.root ?? 'clear';
}

function contain(content: object, kind: KeyFileKind, root: RootKeys, former?: Wrapped): object {
  const { current } = root;
  if (!current) return content;
  const isKept = former?.root === current.kind;
  const key = isKept ? root.unwrap(former.root, former.wrapped) : randomBytes(keyBytes);
  const wrapped = isKept ? former.wrapped : current.wrap(key);
  const plain = Buffer.from(JSON.stringify(content));
  const sealed = Buffer.from(sealBytes(key, plain, contextOf(kind))).toString('base64');
  return { version: 2, root: current.kind, wrapped, sealed };
}

const contextOf = ({ purpose }: KeyFileKind) => Buffer.from(`aldis key file 2 ${purpose}`);

function wrappedIn(json: unknown): Wrapped | undefined {
  const read = wrappedShape.safeParse(json);
  return read.success ? read.data : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function writeBeside(path: string, content: object, kind: KeyFileKind): string {
  const fresh = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    const text = `${JSON.stringify(content, null, 2)}\n`;
    writeFileSync(fresh, text, { mode: 0o600, flush: true });
    chmodSync(fresh, 0o600);
  } catch (cause) {
    rmSync(fresh, { force: true });
    throw kind.unwritable(path, (cause as NodeJS.ErrnoException).code ?? 'unknown', cause);
  }
  return fresh;
}

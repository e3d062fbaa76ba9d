// A root key in a file, on another medium than what it wraps: what a machine mounts for its
// services alone, or a stick that is taken out after the start.

import { readFileSync } from 'node:fs';
import type { KeyPort } from './keyPort.ts';
import { RootKeyError } from './keyPort.ts';
import { openBytes, sealBytes } from './keySeal.ts';

const keyBytes = 32;
const wrapContext = Buffer.from('aldis root key 1');

/**
 * A root key in a file: 32 bytes in base64, as `openssl rand -base64 32` writes them.
 * Shape of what is wrapped: base64 of what `sealBytes` makes.
 */
export function fileRootKey(path: string): KeyPort {
  return {
    kind: 'file',
    wrap: (key) => Buffer.from(sealBytes(rootIn(path), key, wrapContext)).toString('base64'),
    unwrap(wrapped) {
      const root = rootIn(path);
      const opened = openBytes(root, Buffer.from(wrapped, 'base64'), wrapContext);
      if (opened?.length === keyBytes) return opened;
      throw new RootKeyError('refused', `The root key ${path} does not open what it is to open.`);
    },
  };
}

function rootIn(path: string): Uint8Array {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new RootKeyError('unreadable', `The root key ${path} cannot be read (${code}).`, cause);
  }
  const root = new Uint8Array(Buffer.from(text, 'base64'));
  if (root.length === keyBytes) return root;
  throw new RootKeyError(
    'malformed',
    `The root key ${path} is not 32 bytes in base64 (openssl rand -base64 32).`,
  );
}

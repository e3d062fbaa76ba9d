// Looks for ids of accounts, in every form that somebody may have written them in, in the files of
// a cluster and in the memory of its processes.

import { closeSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Bytes of memory read at once. */
const chunkBytes = 4 * 1024 * 1024;
/** Read again with the next chunk, so that nothing is missed between two. */
const overlapBytes = 128;

/** The forms of an id: text, hex, binary, UTF-16, and base64 of text and binary in any place. */
export function formsOf(account: string): Buffer[] {
  const hex = account.replaceAll('-', '');
  const binary = Buffer.from(hex, 'hex');
  const texts = [account, account.toUpperCase(), hex, hex.toUpperCase()];
  return [
    binary,
    ...texts.map((text) => Buffer.from(text)),
    Buffer.from(account, 'utf16le'),
    ...base64Of(binary),
    ...base64Of(Buffer.from(account)),
  ];
}

/** What base64 makes of bytes that begin at any of the three places of a group. */
function base64Of(bytes: Buffer): Buffer[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes, Buffer.alloc(3)]).toString('base64');
    const from = Math.ceil((before * 8) / 6);
    const until = Math.floor(((before + bytes.length) * 8) / 6);
    const standard = text.slice(from, until);
    const ofUrls = standard.replaceAll('+', '-').replaceAll('/', '_');
    return [...new Set([standard, ofUrls])].map((one) => Buffer.from(one));
  });
}

export function count(bytes: Buffer, needles: readonly Buffer[]): number {
  let found = 0;
  for (const needle of needles) {
    for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) found += 1;
  }
  return found;
}

/** How often they stand in each file below the folder; files that vanish are passed over. */
export function inFiles(folder: string, needles: readonly Buffer[]): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, name);
    try {
      if (statSync(path).isFile()) found.set(name, count(readFileSync(path), needles));
    } catch {
      // Rewritten or removed meanwhile.
    }
  }
  return found;
}

/** What stands in memory that is no file: what a core dump would hold. */
export interface Dump {
  readonly bytes: number;
  readonly found: number;
}

/** Reads a process's memory: heap, stacks and whatever else it has written, mapped files aside. */
export function inMemory(pid: number, needles: readonly Buffer[]): Dump {
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const buffer = Buffer.alloc(chunkBytes + overlapBytes);
  let [bytes, found] = [0, 0];
  try {
    for (const { from, until } of regionsOf(pid)) {
      for (let at = from; at < until; at += chunkBytes) {
        const length = Math.min(chunkBytes + overlapBytes, until - at);
        const read = readAt(memory, buffer, length, at);
        bytes += Math.min(read, chunkBytes);
        found += count(buffer.subarray(0, read), needles);
      }
    }
  } finally {
    closeSync(memory);
  }
  return { bytes, found };
}

function readAt(file: number, buffer: Buffer, length: number, at: number): number {
  try {
    return readSync(file, buffer, 0, length, at);
  } catch {
    // A page that is none any more, or was never there.
    return 0;
  }
}

function regionsOf(pid: number): { from: number; until: number }[] {
  return readFileSync(`/proc/${pid}/maps`, 'utf8')
    .split('\n')
    .flatMap((line) => {
      const form = /^([0-9a-f]+)-([0-9a-f]+) r(\S+) \S+ \S+ (\d+)\s*(.*)$/.exec(line);
      const [, from = '', until = '', , inode, path = ''] = form ?? [];
      const isFile = inode !== '0' || path === '[vvar]' || path === '[vsyscall]';
      if (!form || isFile) return [];
      return [{ from: Number.parseInt(from, 16), until: Number.parseInt(until, 16) }];
    });
}

// What every twin of the port of root keys promises, and the key files that stand on it: a key in a
// file, and a program that is really run, which refuses, is silent or talks nonsense.

import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createBackupKeys,
  createSecrets,
  inClear,
  openRootKeys,
  readBackupKeys,
  readSecrets,
  RootKeyError,
  rootOf,
  rotateBackupKey,
  rotateSealingKey,
  SecretsError,
} from '#crypto';
import { afterAll, describe, expect, it } from 'vitest';
import type { KeyPort } from '../../src/crypto/keyPort.ts';
import { commandRootKey } from '../../src/crypto/rootKeyCommand.ts';
import { fileRootKey } from '../../src/crypto/rootKeyFile.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-root-key-'));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;
const fresh = (name: string) => join(folder, `${(files += 1)}-${name}`);

const newRoot = () => {
  const path = fresh('root.key');
  writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600 });
  return path;
};

function program(text: string, interpreter = '/bin/sh'): string {
  const path = fresh('program');
  writeFileSync(path, `#!${interpreter}\n${text}\n`);
  chmodSync(path, 0o700);
  return path;
}

/** An operator's program: a service of keys that counts how often it was asked. */
function keyService(): { path: string; asked: () => string } {
  const log = fresh('asked');
  writeFileSync(log, '');
  const source = `
const { createCipheriv, createDecipheriv, randomBytes } = require('node:crypto');
const { appendFileSync, readFileSync } = require('node:fs');
const key = Buffer.from('${randomBytes(32).toString('hex')}', 'hex');
const word = process.argv[2];
appendFileSync('${log}', word + '\\n');
const line = readFileSync(0, 'latin1').trim();
if (word === 'wrap') {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(Buffer.from(line, 'base64')), cipher.final()]);
  console.log('vault:v1:' + Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64'));
} else {
  const bytes = Buffer.from(line.slice('vault:v1:'.length), 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(12, 28));
  const body = decipher.update(bytes.subarray(28));
  try {
    decipher.final();
  } catch {
    process.exit(1);
  }
  console.log(body.toString('base64'));
}`;
  const path = program(source, process.execPath);
  return { path, asked: () => readFileSync(log, 'utf8') };
}

const codeOf = (work: () => unknown) => {
  try {
    work();
  } catch (error) {
    if (error instanceof RootKeyError) return error.code;
    throw error;
  }
  return undefined;
};

const twins: Record<KeyPort['kind'], () => { port: KeyPort; settings: Record<string, string> }> = {
  file() {
    const path = newRoot();
    return { port: fileRootKey(path), settings: { ALDIS_ROOT_KEY_FILE: path } };
  },
  command() {
    const { path } = keyService();
    return { port: commandRootKey(path), settings: { ALDIS_ROOT_KEY_COMMAND: path } };
  },
};

describe.each(Object.entries(twins))('a root key by %s', (name, open) => {
  const kind = name as KeyPort['kind'];

  it('opens what it has wrapped, which tells nothing of it', () => {
    const { port } = open();
    const key = new Uint8Array(randomBytes(32));
    const wrapped = port.wrap(key);
    expect(port.kind).toBe(kind);
    expect(port.unwrap(wrapped)).toEqual(key);
    expect(wrapped).toMatch(/^[\x21-\x7e]+$/);
    expect(wrapped).not.toContain(Buffer.from(key).toString('base64').slice(0, 12));
    expect(port.wrap(key)).not.toBe(wrapped);
  });

  it('opens nothing of another, and nothing that was changed', () => {
    const { port } = open();
    const wrapped = port.wrap(new Uint8Array(32));
    expect(codeOf(() => open().port.unwrap(wrapped))).toBe('refused');
    const at = wrapped.length - 8;
    const other = wrapped[at] === 'A' ? 'B' : 'A';
    const changed = `${wrapped.slice(0, at)}${other}${wrapped.slice(at + 1)}`;
    expect(codeOf(() => port.unwrap(changed))).toBe('refused');
  });

  it('keeps secrets and backup keys, through rotations, and no other opens them', () => {
    const { settings } = open();
    const root = openRootKeys({ ALDIS_ROOT_KEY: kind, ...settings });
    const [secretsFile, backupFile] = [fresh('secrets.json'), fresh('backup-keys.json')];
    const secrets = createSecrets(secretsFile, 1000, root);
    const rotated = rotateSealingKey(secretsFile, 2000, root);
    expect(rotated.sealing).toHaveLength(2);
    const [first] = createBackupKeys(backupFile, 1000, root);
    expect(rotateBackupKey(backupFile, 2000, root)).toContainEqual(first);
    // Another process has the settings alone.
    const other = openRootKeys({ ALDIS_ROOT_KEY: 'clear', ...settings });
    expect(readSecrets(secretsFile, other)).toEqual(rotated);
    expect(readBackupKeys(backupFile, other)).toHaveLength(2);
    for (const file of [secretsFile, backupFile]) {
      expect(rootOf(file)).toBe(kind);
      const text = readFileSync(file, 'utf8');
      for (const word of [secrets.operatorToken, secrets.indexKey, 'PRIVATE KEY']) {
        expect(text).not.toContain(word);
      }
    }
    expect(codeOf(() => readSecrets(secretsFile, inClear))).toBe('missing');
    expect(codeOf(() => readBackupKeys(backupFile, inClear))).toBe('missing');
    const stranger = openRootKeys({ ALDIS_ROOT_KEY: kind, ...open().settings });
    expect(codeOf(() => readSecrets(secretsFile, stranger))).toBe('refused');
  });

  it('takes no file for another, and none that was changed', () => {
    const { settings } = open();
    const root = openRootKeys({ ALDIS_ROOT_KEY: kind, ...settings });
    const [secretsFile, backupFile] = [fresh('secrets.json'), fresh('backup-keys.json')];
    createSecrets(secretsFile, 1000, root);
    createBackupKeys(backupFile, 1000, root);
    expect(() => readSecrets(backupFile, root)).toThrow(SecretsError);
    const json = JSON.parse(readFileSync(secretsFile, 'utf8')) as { sealed: string };
    const bytes = Buffer.from(json.sealed, 'base64');
    bytes.writeUInt8(bytes.readUInt8(40) ^ 1, 40);
    writeFileSync(secretsFile, JSON.stringify({ ...json, sealed: bytes.toString('base64') }));
    expect(() => readSecrets(secretsFile, root)).toThrow('is damaged');
  });
});

describe('a program of the operator', () => {
  it('is asked once a file and process, and no more when the file is rotated', () => {
    const { path, asked } = keyService();
    const settings = { ALDIS_ROOT_KEY: 'command', ALDIS_ROOT_KEY_COMMAND: path } as const;
    const secretsFile = fresh('secrets.json');
    createSecrets(secretsFile, 1000, openRootKeys(settings));
    const worker = openRootKeys(settings);
    readSecrets(secretsFile, worker);
    expect(asked()).toBe('wrap\nunwrap\nunwrap\n');
    rotateSealingKey(secretsFile, 2000, worker);
    expect(readSecrets(secretsFile, worker).sealing).toHaveLength(2);
    expect(asked()).toBe('wrap\nunwrap\nunwrap\n');
  });

  it.each([
    ['refused', 'exit 3', /refuses to unwrap \(exit 3\)/],
    ['refused', 'kill -KILL $$', /refuses to unwrap \(SIGKILL\)/],
    ['malformed', 'echo not a key', /not 32 bytes in base64/],
    ['malformed', 'yes', /answers too much/],
  ])('that does not answer well is %s: %s', (code, text, sentence) => {
    const port = commandRootKey(program(text));
    expect(codeOf(() => port.unwrap('vault:v1:AAAA'))).toBe(code);
    expect(() => port.unwrap('vault:v1:AAAA')).toThrow(sentence);
  });

  it('that is not there is said to be', () => {
    expect(codeOf(() => commandRootKey('/nowhere/keys').wrap(new Uint8Array(32)))).toBe(
      'unreadable',
    );
  });

  it('that is silent, and has others that are, is given up in time', () => {
    const port = commandRootKey(program('sleep 3 & sleep 3'), 300);
    const began = performance.now();
    expect(codeOf(() => port.wrap(new Uint8Array(32)))).toBe('silent');
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('is told the key on its standard input alone', () => {
    const seen = fresh('seen');
    const words = `tr '\\0' ' ' < /proc/$$/cmdline > ${seen}; env >> ${seen}`;
    const text = `${words}; cat > /dev/null; echo x`;
    const key = new Uint8Array(randomBytes(32));
    commandRootKey(program(text)).wrap(key);
    const all = readFileSync(seen, 'utf8');
    expect(all).toContain('wrap');
    expect(all).not.toContain(Buffer.from(key).toString('base64'));
  });
});

it('a root key that is no key, or cannot be read, is said to be', () => {
  const path = fresh('root.key');
  expect(codeOf(() => fileRootKey(path).wrap(new Uint8Array(32)))).toBe('unreadable');
  writeFileSync(path, 'too short');
  expect(codeOf(() => fileRootKey(path).wrap(new Uint8Array(32)))).toBe('malformed');
});

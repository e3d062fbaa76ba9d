// Configuration is right before anything opens: each wrong value is one sentence that names its
// variable.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError, describeConfig, readConfig } from '#runtime';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

function sentence(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return '';
}

describe('configuration', () => {
  it('needs nothing', () => {
    const config = readConfig({});
    expect(config.PORT).toBe(7350);
    expect(config.HOST).toBe('127.0.0.1');
    expect(config.dataDir).toBe(resolve('data'));
    expect(config.secretsFile).toBe(join(config.dataDir, 'secrets.json'));
    expect(config.redis).toBe(join(config.dataDir, 'redis/redis.sock'));
    expect(Object.isFrozen(config)).toBe(true);
  });

  it('takes what is given, and an empty value as none', () => {
    const config = readConfig({ PORT: '0', ALDIS_WORKERS: '2', ALDIS_METRICS: 'off', HOST: '' });
    expect(config).toMatchObject({ PORT: 0, ALDIS_WORKERS: 2, ALDIS_METRICS: false });
    expect(config.HOST).toBe('127.0.0.1');
    expect(readConfig({ REDIS_URL: 'redis://h:1' }).redis).toBe('redis://h:1');
  });

  it('asks of several hosts what they must share', () => {
    const shared = {
      REDIS_URL: 'redis://h:1',
      MONGODB_URL: 'mongodb://h',
      ALDIS_SECRETS_FILE: '/s.json',
      ALDIS_BLOBS_DIR: '/blobs',
    };
    const host = { ALDIS_RELAY_HOST: '10.0.0.2' };
    expect(readConfig({ ...shared, ...host }).ALDIS_RELAY_PORTS).toBe('7400-7499');
    for (const name of Object.keys(shared)) {
      expect(sentence({ ...shared, ...host, [name]: '' })).toMatch(`${name}: several hosts share`);
    }
  });

  it.each([
    ['PORT', ['-1', '65536', '7350x', '1.5', '0x10', ' ', '1e3', '99999999999999999999']],
    ['ALDIS_WORKERS', ['0', '65', 'many', 'NaN']],
    ['REDIS_URL', ['localhost:6379', 'http://h', 'redis:/h', 'redis-cluster://h,']],
    ['MONGODB_URL', ['localhost', 'mongo://h']],
    ['ALDIS_MODE', ['prod', 'Production']],
    ['ALDIS_LOG', ['verbose']],
    ['ALDIS_OPERATOR_TOKEN', ['short']],
    ['ALDIS_LEASE_TTL_MS', ['499', '60001', '3s']],
    ['ALDIS_PASSIVATE_MS', ['1']],
    ['ALDIS_QUEUE_DWELL_MS', ['-5']],
    ['ALDIS_PERSIST_EVERY_MS', ['0']],
    ['ALDIS_METRICS', ['perhaps']],
    ['ALDIS_BLOBS_FREE_MIB', ['-1', 'all']],
    ['ALDIS_BLOBS_URL', ['cdn.example', 'ftp://h', 'https://h/path', 'https://h?x']],
    ['ALDIS_RELAY_HOST', ['0.0.0.0', '::', 'http://h', 'a b']],
    ['ALDIS_RELAY_PORTS', ['7400', '0-9', '7499-7400', '1-65536', 'a-b']],
    ['ALDIS_REPEAT_BUS', ['2']],
  ])('refuses a wrong %s in one sentence', (name, values) => {
    for (const value of values) {
      const said = sentence({ [name]: value });
      expect(said, `${name}=${value}`).toMatch(new RegExp(`^${name}: .+; see docs/config.md\\.$`));
      expect(said).not.toContain('\n');
    }
  });

  it('does not repeat a wrong value, which may hold a password', () => {
    expect(sentence({ REDIS_URL: 'http://u:canary@h' })).not.toContain('canary');
    expect(sentence({ ALDIS_OPERATOR_TOKEN: 'canary' })).not.toContain('canary');
  });

  it('refuses a variable it does not know', () => {
    expect(sentence({ ALDIS_WORKRES: '2' })).toBe(
      'ALDIS_WORKRES is not a setting of Aldis; see docs/config.md.',
    );
    expect(sentence({ ALDIS_TOSTRING: '2', OTHER: 'x' })).toContain('ALDIS_TOSTRING');
    expect(sentence({ ALDIS_TEST_MONGOD: '/bin/x', SOMETHING: 'else' })).toBe('');
  });

  it('leaves to programs what is theirs: clients, the cookbook, the command line', () => {
    const settings = new Set(describeConfig().map(({ name }) => name));
    const folders = ['client', 'docs/cookbook'].map((name) => join(root, name));
    const sources = folders.flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.(tsx?|mjs)$/.test(name))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    );
    const named = new Set(sources.flatMap((source) => source.match(/\bALDIS_[A-Z_]+\b/g) ?? []));
    const theirs = [...named].filter((name) => !settings.has(name));
    expect(theirs).toEqual(expect.arrayContaining(['ALDIS_URL', 'ALDIS_USER', 'ALDIS_PASSWORD']));
    const environment = Object.fromEntries(theirs.map((name) => [name, 'x']));
    expect(readConfig(environment)).toEqual(readConfig({}));
  });

  it('wants the certificate and its key together', () => {
    const half = { ALDIS_TLS_CERT_FILE: '/etc/aldis/chain.pem' };
    expect(() => readConfig(half)).toThrow(/^ALDIS_TLS_KEY_FILE: is needed too/);
    const other = { ALDIS_TLS_KEY_FILE: '/etc/aldis/key.pem' };
    expect(() => readConfig(other)).toThrow(/^ALDIS_TLS_CERT_FILE: is needed too/);
    expect(readConfig({ ...half, ...other }).ALDIS_TLS_KEY_FILE).toBe('/etc/aldis/key.pem');
  });

  it('keeps the path of the private socket within what a socket may have', () => {
    const deep = readConfig({ ALDIS_DATA: `/${'deep/'.repeat(40)}` });
    expect(Buffer.byteLength(deep.redis)).toBeLessThanOrEqual(100);
    const other = readConfig({ ALDIS_DATA: `/${'deep/'.repeat(41)}` });
    expect(other.redis).not.toBe(deep.redis);
  });
});

describe('docs/config.md', () => {
  it('is what the table of variables generates', () => {
    const folder = mkdtempSync(join(tmpdir(), 'aldis-docs-'));
    execFileSync(process.execPath, [join(root, 'scripts/docs.mjs'), folder], { stdio: 'ignore' });
    const made = readFileSync(join(folder, 'config.md'), 'utf8');
    expect(readFileSync(join(root, 'docs/config.md'), 'utf8')).toBe(made);
    rmSync(folder, { recursive: true });
  });

  it('has a row with a meaning for every variable', () => {
    for (const { name, meaning } of describeConfig()) expect(meaning, name).toMatch(/\.$/);
  });
});

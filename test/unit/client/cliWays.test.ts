// The way to the cluster that the command line is told: what it takes, what it keeps with the
// profile, and that whatever is asked goes that way.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { parseAccountId } from '#protocol';
import type { AccountId } from '#protocol';
import { afterAll, expect, it } from 'vitest';
import type { Cli } from '../../../client/cli/cli.ts';
import * as commands from '../../../client/cli/commands.ts';
import { Answers } from '../../../client/cli/output.ts';
import { Profiles } from '../../../client/cli/profiles.ts';
import { noTerminal } from '../../../client/cli/remoteTerminal.ts';
import { networkOf, sayWay, wayOf } from '../../../client/cli/ways.ts';
import { makeFolder } from '../../../client/store/folder.ts';
import { authority } from '../../support/certificate.ts';
import { startSocksProxy } from '../../support/proxies.ts';

const folder = mkdtempSync(join(tmpdir(), 'aldis-cli-ways-'));
afterAll(() => rmSync(folder, { recursive: true }));
const pin = `${'A'.repeat(43)}=`;
const proxy = 'socks5://ana:secret@127.0.0.1:9';

it('is taken as it was typed, in the place of what was kept, and can be taken back', async () => {
  const file = join(folder, 'ca.pem');
  const { cert } = await authority();
  writeFileSync(file, cert);
  const kept = wayOf({ ca: file, proxy });
  expect(kept).toEqual({ ca: cert, proxy });
  expect(wayOf({}, kept)).toEqual(kept);
  expect(wayOf({ pin: [pin] }, kept)).toEqual({ ca: cert, pins: [pin], proxy });
  expect(wayOf({ ca: false, proxy: false }, kept)).toEqual({});
  expect(wayOf({ pin: false }, { pins: [pin] })).toEqual({});
});

it('is refused before anything is made where it cannot be meant', () => {
  const file = join(folder, 'none.pem');
  writeFileSync(file, 'no certificate');
  expect(() => wayOf({ ca: file })).toThrow('An authority is a certificate in PEM.');
  expect(() => wayOf({ ca: `${file}.gone` })).toThrow('cannot be read: there is no such file');
  expect(() => wayOf({ pin: ['x'] })).toThrow('A pin is the SHA-256 of a public key in base64.');
  expect(() => wayOf({ proxy: 'ftp://127.0.0.1' })).toThrow(
    expect.objectContaining({ code: 'argument.invalid' }),
  );
});

it('is kept with the profile, and shown without the password of its proxy', () => {
  const profiles = new Profiles(folder);
  makeFolder(join(folder, 'profiles/ana'));
  const account = parseAccountId('9d0652a3-dcc3-4d11-975f-74d61598733f') as AccountId;
  const card = { name: 'ana', account, server: 'https://chat.example', insecure: false };
  profiles.add({ ...card, way: { pins: [pin], proxy } });
  const { way } = new Profiles(folder).card('ana') ?? {};
  expect(way).toEqual({ pins: [pin], proxy });
  expect(sayWay(way ?? {})).toBe(` (pin ${pin}, proxy 127.0.0.1:9)`);
  profiles.add(card);
  expect(sayWay(profiles.card('ana')?.way ?? {})).toBe('');
});

it('is told to programs without the password of its proxy', async () => {
  const profiles = new Profiles(folder);
  makeFolder(join(folder, 'profiles/ben'));
  const account = parseAccountId('1d0652a3-dcc3-4d11-975f-74d61598733f') as AccountId;
  const card = { name: 'ben', account, server: 'https://chat.example', insecure: false };
  profiles.add({ ...card, way: { pins: [pin], proxy } });
  const said: object[] = [];
  const output = new Answers((fields) => void said.push(fields), noTerminal());
  const cli = { profiles, output, profile: 'ben', insecure: false } as unknown as Cli;
  commands.profiles(cli, undefined);
  await commands.server(cli, []);
  expect(JSON.stringify(said)).not.toContain('secret');
  const way = { pins: [pin], proxy: 'socks5://127.0.0.1:9' };
  expect(said.slice(-2)).toMatchObject([{ name: 'ben', way }, way]);
});

it('is gone by all that is asked', async () => {
  const socks = await startSocksProxy({ names: {}, login: 'ana:secret' });
  const network = networkOf({ way: { proxy: socks.url }, insecure: true });
  const asked = network.http('http://cluster.invalid:7350', { verb: 'GET', path: '/livez' });
  await expect(asked).rejects.toThrow();
  expect(socks.asked).toContain('cluster.invalid:7350');
  await socks.stop();
});

it('fails without a word of the password of its proxy', async () => {
  const socks = await startSocksProxy({ names: {}, login: 'ana:another' });
  for (const url of [socks.url.replace('another', 'secret'), proxy]) {
    const network = networkOf({ way: { proxy: url }, insecure: true });
    const asked = network.http('http://cluster.invalid:7350', { verb: 'GET', path: '/livez' });
    const failed = await asked.catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(Error);
    expect(inspect(failed, { depth: 9 })).not.toContain('secret');
  }
  await socks.stop();
});

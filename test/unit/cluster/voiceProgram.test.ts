// The media worker's program: what is taken for it, who makes it, and what becomes of a broken one.

import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { buildVoice } from '../../../cluster/voice/build.ts';
import { CompileError } from '../../../cluster/voice/compile.ts';
import type { VoicePaths } from '../../../cluster/voice/paths.ts';
import { programName, voicePaths } from '../../../cluster/voice/paths.ts';
import { fetchPrebuilt } from '../../../cluster/voice/prebuilt.ts';
import { sayVoice, turnStaleMs, voiceState } from '../../../cluster/voice/state.ts';

/** Says that it runs, as a media worker does. */
const runs = '#!/bin/sh\necho running >&4\nsleep 20\n';
const fails = '#!/bin/sh\necho "a library is missing" >&2\nexit 1\n';

const folders: string[] = [];
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-voice-'));
  folders.push(folder);
  return folder;
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Scene {
  readonly paths: VoicePaths;
  readonly said: string[];
  readonly compiled: number[];
  state(): ReturnType<typeof voiceState>;
  build(program?: string, fetched?: string): Promise<void>;
}

function scene(cacheDir = temporaryFolder()): Scene {
  const settings = { cacheDir, ALDIS_VOICE_WORKER: undefined };
  const paths = voicePaths(settings);
  const said: string[] = [];
  const compiled: number[] = [];
  const put = (folder: string, program: string) => {
    writeFileSync(join(folder, programName), program, { mode: 0o755 });
  };
  return {
    paths,
    said,
    compiled,
    state: () => voiceState(settings),
    build: (program = runs, fetched?: string) =>
      buildVoice(paths, {
        fromSource: false,
        say: (line) => said.push(line),
        ways: {
          async fetch(_version, folder) {
            if (fetched === undefined) return 'it cannot be fetched (ENOTFOUND)';
            put(folder, fetched);
            return undefined;
          },
          async compile(_place, folder, made) {
            compiled.push(Date.now());
            made(50);
            await new Promise((resolve) => setTimeout(resolve, 100));
            put(folder, program);
            return join(folder, programName);
          },
        },
      }),
  };
}

describe("the media worker's program", () => {
  it('is missing, then built, then ready', async () => {
    const { state, build, said, compiled, paths } = scene();
    expect(sayVoice(state())).toBe('missing: npm run build:voice');
    await build();
    expect(state()).toEqual({ is: 'ready', program: paths.program });
    expect(sayVoice(state())).toBe('ready');
    expect(said).toContain('  50 %');
    await build();
    expect(compiled).toHaveLength(1);
  });

  it('is taken ready-made where it can be fetched and runs', async () => {
    const { state, build, compiled, paths } = scene();
    await build(runs, runs);
    expect(state().is).toBe('ready');
    expect(compiled).toHaveLength(0);
    expect(JSON.parse(readFileSync(paths.note, 'utf8'))).toMatchObject({ source: 'prebuilt' });
  });

  it('is built where the ready-made one does not run here', async () => {
    const { state, build, said, compiled } = scene();
    await build(runs, fails);
    expect(said.join('\n')).toContain('not to be used: a library is missing');
    expect(compiled).toHaveLength(1);
    expect(state().is).toBe('ready');
  });

  it('is not taken for one when what was built does not run', async () => {
    const { state, build, paths } = scene();
    await expect(build(fails)).rejects.toThrow(CompileError);
    expect(state().is).toBe('missing');
    expect(readdirSync(paths.cache)).toEqual([]);
  });

  it.each([
    ['changed', (paths: VoicePaths) => appendFileSync(paths.program, '#')],
    ['gone', (paths: VoicePaths) => rmSync(paths.program)],
    ['without its note', (paths: VoicePaths) => writeFileSync(paths.note, '{')],
  ])('is broken when it is %s, and made again', async (_what, spoil) => {
    const { state, build, paths, compiled } = scene();
    await build();
    spoil(paths);
    expect(sayVoice(state())).toBe('broken: npm run build:voice');
    await build();
    expect(state().is).toBe('ready');
    expect(compiled).toHaveLength(2);
  });

  it('is built once by two who ask at the same time', async () => {
    const cacheDir = temporaryFolder();
    const [one, two] = [scene(cacheDir), scene(cacheDir)];
    const both = Promise.all([one.build(), two.build()]);
    await expect.poll(() => one.state().is).toBe('building');
    await both;
    expect([...one.compiled, ...two.compiled]).toHaveLength(1);
    expect([one.state().is, two.state().is]).toEqual(['ready', 'ready']);
    expect(readdirSync(one.paths.cache)).toHaveLength(1);
  });

  it('is made by another once the one who made it has died', async () => {
    const { state, build, paths } = scene();
    mkdirSync(paths.cache, { recursive: true });
    writeFileSync(paths.turn, 'dead 40');
    expect(sayVoice(state())).toContain('building (40 %)');
    const longAgo = new Date(Date.now() - turnStaleMs - 1000);
    utimesSync(paths.turn, longAgo, longAgo);
    expect(state().is).toBe('missing');
    await build();
    expect(state().is).toBe('ready');
    expect(existsSync(paths.turn)).toBe(false);
  });

  it('may be one that the operator names', () => {
    const program = join(temporaryFolder(), 'theirs');
    const settings = { cacheDir: temporaryFolder(), ALDIS_VOICE_WORKER: program };
    expect(voiceState(settings).is).toBe('missing');
    writeFileSync(program, runs, { mode: 0o755 });
    expect(voiceState(settings)).toEqual({ is: 'ready', program });
  });
});

describe('a ready-made program', () => {
  async function fetched(
    status: number,
    body: Uint8Array,
  ): Promise<[string | undefined, string | undefined]> {
    const folder = temporaryFolder();
    const server = createServer((_request, answer) => answer.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const { port } = server.address() as AddressInfo;
    const wrong = await fetchPrebuilt('3.0.0', folder, `http://127.0.0.1:${port}`);
    server.close();
    return [wrong, existsSync(join(folder, programName)) ? folder : undefined];
  }

  function archiveOf(make: (folder: string) => void, name = programName): Uint8Array {
    const folder = temporaryFolder();
    make(folder);
    return gzipSync(spawnSync('tar', ['-cf', '-', '-C', folder, name]).stdout);
  }

  it('comes out of the archive of its release', async () => {
    const [wrong, folder] = await fetched(
      200,
      archiveOf((at) => writeFileSync(join(at, programName), runs, { mode: 0o755 })),
    );
    expect(wrong).toBeUndefined();
    expect(readFileSync(join(folder ?? '', programName), 'utf8')).toBe(runs);
  });

  it('is refused where the archive is none, cut off, or holds something else', async () => {
    const good = archiveOf((at) => writeFileSync(join(at, programName), runs));
    expect(await fetched(404, good)).toEqual(['none for this system (404)', undefined]);
    expect((await fetched(200, good.subarray(0, good.length - 9)))[0]).toContain(
      'cannot be fetched',
    );
    expect((await fetched(200, Buffer.from('a page')))[0]).toContain('cannot be fetched');
    const other = archiveOf((at) => writeFileSync(join(at, 'other'), runs), 'other');
    expect((await fetched(200, other))[0]).toBe('the archive has no program');
    const folder = archiveOf((at) => mkdirSync(join(at, programName)));
    expect((await fetched(200, folder))[0]).toBe('the archive has no program');
  });
});

// The seam to Socket.IO stands on what is private there: it was read against versions, and those
// are installed, and nobody else in the product touches them.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { engineVersions } from '../../../src/gateway/sockets/engine.ts';

type Manifest = { readonly name: string; readonly version: string };

const here = createRequire(import.meta.url);

/** The manifest of a package as one of its dependants finds it. */
function manifestOf(name: string, from: NodeRequire): { manifest: Manifest; path: string } {
  let folder = dirname(from.resolve(name));
  for (;;) {
    const path = join(folder, 'package.json');
    try {
      const manifest = JSON.parse(readFileSync(path, 'utf8')) as Manifest;
      if (manifest.name === name) return { manifest, path };
    } catch {}
    folder = dirname(folder);
  }
}

const socketIo = createRequire(manifestOf('socket.io', here).path);
const engineIo = createRequire(manifestOf('engine.io', socketIo).path);

const { node, ...packages } = engineVersions;
/** Who finds each of the packages. */
const finders: Record<keyof typeof packages, NodeRequire> = {
  'socket.io': here,
  'socket.io-adapter': socketIo,
  'socket.io-parser': socketIo,
  'engine.io': socketIo,
  ws: engineIo,
};

describe('the seam to Socket.IO', () => {
  it.each(Object.entries(packages))('was read against %s %s', (name, version) => {
    const { manifest } = manifestOf(name, finders[name as keyof typeof packages]);
    expect(manifest.version, 'read src/gateway/sockets/engine.ts against it').toBe(version);
  });

  it(`was read against Node ${node}, whose lists of listeners it copies`, () => {
    expect(process.versions.node, 'read src/gateway/sockets/engine.ts against it').toBe(node);
  });

  it('reads packets with the parser that Socket.IO itself has', () => {
    expect(here.resolve('socket.io-parser')).toBe(socketIo.resolve('socket.io-parser'));
  });
});

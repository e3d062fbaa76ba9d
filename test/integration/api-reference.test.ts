// The reference of the SDK is made without a complaint, everything that the package shows has its
// sentence, and its links lead somewhere.

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../scripts/api.mjs');

it('says something of everything, and leads nowhere in vain', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-api-'));
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [script, folder]);
    expect(`${stdout}${stderr}`).not.toMatch(/warning|error/i);
    const pages = readdirSync(folder, { recursive: true })
      .map(String)
      .filter((path) => path.endsWith('.md'));
    expect(pages).toContain(join('classes', 'AldisClient.md'));
    expect(pages.length).toBeGreaterThan(60);
    const broken = pages.flatMap((page) => {
      const text = readFileSync(join(folder, page), 'utf8');
      const targets = [...text.matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)].map(([, to]) => to ?? '');
      return targets
        .filter((to) => !/^https?:/.test(to) && !existsSync(join(folder, dirname(page), to)))
        .map((to) => `${page}: ${to}`);
    });
    expect(broken).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

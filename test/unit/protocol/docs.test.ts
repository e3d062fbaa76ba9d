// docs/protocol.md says of the events what their table says.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { events } from '#protocol';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const page = readFileSync(join(root, 'docs/protocol.md'), 'utf8');

it('docs/protocol.md is what the events and the proto files generate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-docs-'));
  execFileSync(process.execPath, [join(root, 'scripts/docs.mjs'), folder], { stdio: 'ignore' });
  const made = readFileSync(join(folder, 'protocol.md'), 'utf8');
  expect(page === made, 'npm run docs').toBe(true);
  rmSync(folder, { recursive: true });
});

it('docs/protocol.md has a row for every event, and the messages of them all', () => {
  for (const event of events) {
    expect(page).toContain(`\n| \`${event.name}\` | ${event.tag} | `);
    const messages = event.from === 'client' ? [event.body, event.answer] : [event.body];
    for (const one of messages) if (one) expect(page).toContain(`\nmessage ${one.message} {\n`);
  }
});

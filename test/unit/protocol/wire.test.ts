// The generated codec is what proto/*.proto says, and field numbers stay what they were.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));

it('src/protocol/wire.js and wire.d.ts are what the proto files generate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'aldis-wire-'));
  const out = join(folder, 'wire.js');
  execFileSync(process.execPath, [join(root, 'scripts/gen.mjs'), out], { stdio: 'ignore' });
  for (const name of ['wire.js', 'wire.d.ts']) {
    const committed = readFileSync(join(root, 'src/protocol', name), 'utf8');
    expect(committed === readFileSync(join(folder, name), 'utf8'), `npm run gen: ${name}`).toBe(
      true,
    );
  }
  rmSync(folder, { recursive: true });
}, 60_000);

it("the envelope keeps Signal's field numbers and reuses none of the retired ones", () => {
  const proto = readFileSync(join(root, 'proto/envelope.proto'), 'utf8');
  const fields = [...proto.matchAll(/optional \w+ (\w+) = (\d+)/g)].map(([, name, number]) => [
    name,
    Number(number),
  ]);
  expect(Object.fromEntries(fields)).toEqual({
    type: 1,
    client_timestamp: 5,
    source_device: 7,
    content: 8,
    server_timestamp: 10,
    ephemeral: 12,
    urgent: 14,
    story: 16,
    report_spam_token: 17,
    shared_mrm_key: 18,
    source_service_id: 19,
    destination_service_id: 20,
    server_guid: 21,
    updated_pni: 22,
  });
  expect(proto).toContain('reserved 9, 11, 13, 15;');
});

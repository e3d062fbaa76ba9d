// A worker that serves nothing but `/pid`: enough to watch how the primary starts, restarts and
// drains. It leaves a note when it drained, and misbehaves as ALDIS_TEST_WORKER says.

import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { parseMemberId } from '#protocol';
import { readConfig } from '#runtime';
import { listenToPrimary, tellPrimary } from '../../../cluster/messages.ts';

const config = readConfig(process.env);
const index = process.argv[2] ?? '';
const behaviour = process.env['ALDIS_TEST_WORKER'];

const server = createServer((request, response) => {
  if (request.url === '/v1/operator/invitations') {
    response.end(JSON.stringify({ token: 'the-invitation' }));
  } else {
    response.end(JSON.stringify({ pid: process.pid }));
  }
});

function drain() {
  if (behaviour === 'hang') return;
  writeFileSync(join(config.dataDir, `drained-${process.pid}`), '');
  process.exit(0);
}

listenToPrimary({ drain, keys: () => undefined });

if (behaviour === 'crash') throw new Error('crashes at start');
if (behaviour === 'failed') {
  tellPrimary({ type: 'failed', sentence: 'The store is damaged; restore it.' });
} else {
  server.listen(config.PORT, config.HOST, () => {
    const member = parseMemberId(`tiny-${index}-${process.pid}`);
    if (member) tellPrimary({ type: 'ready', member, port: config.PORT });
  });
}

// `npm run bench -- api`: schemathesis reads the API's own description and asks a cluster of this
// tree thousands of things that it allows and forbids. It is Python's and no package of ours: `pip
// install schemathesis`, and `--st FILE` or PATH says where it is.

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRegistrar } from '#lab/accounts.ts';
import { launchCluster } from '#lab/launch.ts';
import { readFlags, runCommand, UsageError, whole } from '#lab/options.ts';

const config = join(import.meta.dirname, 'schemathesis.toml');
/**
 * The device that asks is needed until the end: the account is not deleted on the way, its password
 * not taken away. The last is of a media type that schemathesis cannot make.
 */
const pathsExcluded: readonly string[] = [
  '/v1/accounts/me',
  '/v1/devices/identity',
  '/v1/messages/multi_recipient',
];

/** Runs it to its end, its output on ours. Resolves with its exit code. */
function run(program: string, words: readonly string[]): Promise<number> {
  // It leaves what it remembers where it runs.
  const child = spawn(program, words, { cwd: tmpdir(), stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const hint = 'pip install schemathesis, and name its program by --st or PATH';
      reject(error.code === 'ENOENT' ? new UsageError(`${program} is not there: ${hint}`) : error);
    });
    child.once('close', (code) => resolve(code ?? 1));
  });
}

await runCommand(async () => {
  const flags = readFlags({ st: 'st', cases: '20', seconds: '300', seed: undefined });
  const cases = whole('--cases', flags.cases, 1, 10_000);
  const seconds = whole('--seconds', flags.seconds, 10, 86_400);
  await run(flags.st, ['--version']);
  const cluster = await launchCluster({ workers: 1, unlimited: true });
  try {
    const secrets = readFileSync(join(cluster.dataDir, 'secrets.json'), 'utf8');
    const { operatorToken } = JSON.parse(secrets) as { operatorToken: string };
    const registrar = await createRegistrar({ url: cluster.url, operatorToken }, 1);
    const { username, password } = await registrar.register();
    registrar.end();
    return await run(flags.st, [
      ...['--config-file', config, 'run', `${cluster.url}/openapi.json`],
      ...['--auth', `${username}:${password}`, '--max-examples', String(cases)],
      ...['--phases', 'examples,coverage,fuzzing', '--max-time', String(seconds)],
      ...pathsExcluded.flatMap((path) => ['--exclude-path', path]),
      ...['--continue-on-failure', '--generation-database', 'none'],
      ...(flags.seed === undefined ? [] : ['--seed', flags.seed]),
    ]);
  } finally {
    await cluster.stop();
  }
});

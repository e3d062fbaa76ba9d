// Vitest's projects: `unit` needs nothing but Node; the others start real servers and processes.
import { basename } from 'node:path';
import { defineConfig } from 'vitest/config';
import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/**
 * So many files of a project at once. Two use two processors whole; a third where much of a file's
 * time goes by without them: a time-out that has to run out, a server that comes back.
 */
const filesAtOnce = { unit: 2, contract: 3, simulation: 2, integration: 3, hostile: 1, chaos: 1 };

/** Begun before all others, since a part ends with its last file; longest first. */
const longest = [
  ...['package', 'metrics-redis', 'release', 'desk-account', 'client-daemon', 'relayed-calls'],
  ...['desk', 'client-chat', 'console-pictures', 'mesh-calls', 'login', 'client'],
  ...['storesLive', 'push', 'recipes', 'jobs'],
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.indexOf(basename(moduleId, '.test.ts'));
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other));
  }
}

const project = (name: keyof typeof filesAtOnce, include: string[], timeoutMs: number) => ({
  test: {
    name,
    include,
    testTimeout: timeoutMs,
    hookTimeout: Math.max(timeoutMs, 60_000),
    // What is promised is waited for; how long a busy machine takes says nothing of it.
    expect: { poll: { timeout: 30_000 } },
    pool: 'forks' as const,
    maxWorkers: filesAtOnce[name],
    // Vitest wants those with other numbers of workers one after the other.
    sequence: { groupOrder: Object.keys(filesAtOnce).indexOf(name) },
    // Unit tests share nothing that outlives them, so that modules load once for each process.
    isolate: name !== 'unit',
  },
});

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    projects: [
      project('unit', ['test/unit/**/*.test.ts', 'test/tidy/**/*.test.ts'], 60_000),
      project('contract', ['test/contract/**/*.test.ts'], 180_000),
      project('integration', ['test/integration/**/*.test.ts'], 240_000),
      project('simulation', ['test/simulation/**/*.test.ts'], 90_000),
      project('hostile', ['test/hostile/**/*.test.ts'], 240_000),
      project('chaos', ['test/chaos/**/*.test.ts'], 300_000),
    ],
  },
});

// Vitest's projects: `unit` needs nothing but Node; the others start real servers and processes.
import { defineConfig } from 'vitest/config';

const project = (name: string, include: string[], timeoutMs: number, fileParallelism: boolean) => ({
  test: {
    name,
    include,
    testTimeout: timeoutMs,
    hookTimeout: Math.max(timeoutMs, 60_000),
    // What is promised is waited for; how long a busy machine takes says nothing of it.
    expect: { poll: { timeout: 30_000 } },
    fileParallelism,
    pool: 'forks' as const,
    maxWorkers: 2,
    // Unit tests share nothing that outlives them, so that modules load once for each process.
    isolate: name !== 'unit',
  },
});

export default defineConfig({
  test: {
    projects: [
      project('unit', ['test/unit/**/*.test.ts', 'test/tidy/**/*.test.ts'], 60_000, true),
      project('contract', ['test/contract/**/*.test.ts'], 180_000, true),
      project('integration', ['test/integration/**/*.test.ts'], 240_000, true),
      project('simulation', ['test/simulation/**/*.test.ts'], 90_000, true),
      project('hostile', ['test/hostile/**/*.test.ts'], 240_000, false),
      project('chaos', ['test/chaos/**/*.test.ts'], 300_000, false),
    ],
  },
});

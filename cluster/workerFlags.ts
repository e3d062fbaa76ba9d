// The flags of Node that workers are begun with, whoever begins them.

import type { Config } from '#runtime';

/**
 * What `node` gets before the worker's file. A worker's way through the code of Node is longer than
 * the processor's list of pages of 4 KiB; where there are no large ones nothing is said of it.
 */
export function workerFlags({ ALDIS_LARGE_PAGES }: Pick<Config, 'ALDIS_LARGE_PAGES'>): string[] {
  return ALDIS_LARGE_PAGES ? ['--use-largepages=silent'] : [];
}

// What the queues of jobs are called.

/** Braces make it one slot of a Redis cluster. */
export const namePrefix = '{aldis-jobs}';

/** Jobs that run once in an interval. */
const scheduled = ['persist', 'purge', 'idle', 'blobs', 'forget', 'backup'] as const;

/** All kinds of jobs. */
export const jobNames = [...scheduled, 'push'] as const;

export type ScheduledJobName = (typeof scheduled)[number];

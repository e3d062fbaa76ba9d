// jobs: work that runs by itself: BullMQ queues that move and purge what waits. Only importer of
// bullmq and bull-board.
export { openJobBoard } from './board.ts';
export * from './jobs.ts';
export { JobWakes } from './push/wakes.ts';

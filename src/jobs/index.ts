// jobs: work that runs by itself: BullMQ queues that move and purge what waits. Only importer of
// bullmq.
export * from './jobs.ts';

// runtime: what every process needs: configuration, log, clock, metrics, Redis connections, start
// and stop.
export * from './clock.ts';
export * from './config.ts';
export * from './lifecycle.ts';
export * from './log.ts';
export * from './metrics.ts';
export * from './redis.ts';

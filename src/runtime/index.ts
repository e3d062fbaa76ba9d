// runtime: what every process needs: configuration, log, clock, metrics, Redis connections, start
// and stop.
export * from './clock.ts';
export * from './config.ts';
export type { TurnAddress } from './turnSettings.ts';
export { parseTurnUrl, turnSecretForm, turnUrlsOf } from './turnSettings.ts';
export * from './dayCounter.ts';
export * from './dayCounts.ts';
export * from './durations.ts';
export * from './figures.ts';
export * from './folder.ts';
export * from './lifecycle.ts';
export * from './log.ts';
export * from './metrics.ts';
export * from './peak.ts';
export * from './privateSocket.ts';
export * from './readings.ts';
export * from './redis.ts';
export type { Residency } from './residency.ts';
export { newMemberName, readResidency } from './residency.ts';
export * from './securityEvents.ts';
export * from './storeClock.ts';
export * from './tracing.ts';
export * from './redisListener.ts';
export * from './redisSlots.ts';

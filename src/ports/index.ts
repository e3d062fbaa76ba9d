// ports: what the product needs from outside: the domain's ports, and those of gateway and jobs.
// Who implements one, or works through one, enters here.

export * from '#actors/ports';
export * from './audit.ts';
export type * from './blobs.ts';
export type * from './holdings.ts';
export type * from './mediaNeighbours.ts';
export type * from './newcomers.ts';
export * from './operating.ts';
export type * from './push.ts';
export type * from './queueUpkeep.ts';
export type * from './rateLimiter.ts';
export type * from './records.ts';
export type * from './reports.ts';
export type * from './usernames.ts';

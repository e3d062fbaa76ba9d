// routing: which worker owns an entity, and how a command gets there: membership, leases, the bus.
export * from './router.ts';

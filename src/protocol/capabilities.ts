// What devices can do, as far as an account must not lose it by linking one that cannot.

/**
 * Capabilities that, once all devices of an account have them, a new one must have as well: what
 * others send the account by then relies on them. Source: Signal-Server, DeviceCapability.
 */
export const guardedCapabilities = [
  /** Sessions with a post-quantum ratchet. */
  'spqr',
  /** It takes no bundle of a device that the signed list does not name. */
  'deviceLists',
  /** It reads what comes by sealed sender. */
  'sealedSender',
] as const;

// What this client can do, as it tells the server: an account whose devices can all do something
// takes none that cannot.

export const capabilities: Readonly<Record<string, boolean>> = {
  spqr: true,
  deviceLists: true,
  sealedSender: true,
};

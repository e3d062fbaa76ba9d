// Reports in memory: the twin for tests of what stands before it.

import type { ReportedAccount, ReportStore } from '#ports';
import type { AccountId } from '#protocol';
import { limits } from '#protocol';

export function createMemoryReports(): ReportStore {
  const all = new Map<AccountId, { by: Set<AccountId>; lastAtMs: number }>();
  const live = (of: AccountId, nowMs: number) => {
    const found = all.get(of);
    return found && nowMs - found.lastAtMs <= limits.reportsKeptMs ? found : undefined;
  };
  const view = (account: AccountId, nowMs: number): ReportedAccount[] => {
    const found = live(account, nowMs);
    return found ? [{ account, reporters: found.by.size, lastAtMs: found.lastAtMs }] : [];
  };
  return {
    async add(of, by, nowMs) {
      const known = live(of, nowMs)?.by ?? new Set();
      all.set(of, { by: known.add(by), lastAtMs: nowMs });
    },
    async read(of, nowMs) {
      return view(of, nowMs)[0];
    },
    async list(most, nowMs) {
      const found = [...all.keys()].flatMap((account) => view(account, nowMs));
      return found.toSorted((a, b) => b.reporters - a.reporters).slice(0, most);
    },
    async forget(of) {
      all.delete(of);
    },
  };
}

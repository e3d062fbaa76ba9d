// By how much a counter of this process grows while a test looks.

type Labels = Readonly<Record<string, string | number>>;

interface Counted {
  get(): Promise<{
    readonly values: readonly {
      readonly labels: Partial<Labels>;
      readonly value: number;
    }[];
  }>;
}

/** Begins to look; what it returns tells what was counted since, under these labels or any. */
export async function counted(
  metric: Counted,
  labels: Labels = {},
): Promise<() => Promise<number>> {
  const read = async () => {
    const { values } = await metric.get();
    const meant = values.filter((one) =>
      Object.entries(labels).every(([name, value]) => one.labels[name] === value),
    );
    return meant.reduce((sum, { value }) => sum + value, 0);
  };
  const before = await read();
  return async () => (await read()) - before;
}

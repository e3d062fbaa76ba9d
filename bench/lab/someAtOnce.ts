// Work on many things, a few at a time.

/** Works on each, so many at once. Order: results stand as what they were made of. */
export async function someAtOnce<Item, Made>(
  count: number,
  items: Iterable<Item>,
  work: (item: Item, index: number) => Promise<Made>,
): Promise<Made[]> {
  const made: Made[] = [];
  let next = 0;
  const rest = items[Symbol.iterator]();
  const worker = async () => {
    for (let one = rest.next(); !one.done; one = rest.next()) {
      const index = next++;
      made[index] = await work(one.value, index);
    }
  };
  await Promise.all(Array.from({ length: count }, worker));
  return made;
}

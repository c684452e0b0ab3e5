// Dominators of a small flow graph, by the iteration of Cooper, Harvey and Kennedy ("A simple, fast dominance algorithm").

/** The immediate dominator of each node that the entry reaches; the entry is its own. */
export function dominators(entry: string, successors: (id: string) => readonly string[]): ReadonlyMap<string, string> {
  const order = postorder(entry, successors);
  const rank = new Map(order.map((id, i) => [id, i]));
  const predecessors = new Map<string, string[]>(order.map((id) => [id, []]));
  for (const id of order) for (const next of successors(id)) predecessors.get(next)?.push(id);
  const above = new Map<string, string>([[entry, entry]]);
  const meet = (a: string, b: string): string => {
    let [x, y] = [a, b];
    while (x !== y) {
      while ((rank.get(x) ?? 0) < (rank.get(y) ?? 0)) x = above.get(x) ?? entry;
      while ((rank.get(y) ?? 0) < (rank.get(x) ?? 0)) y = above.get(y) ?? entry;
    }
    return x;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const id of [...order].reverse()) {
      if (id === entry) continue;
      const known = (predecessors.get(id) ?? []).filter((p) => above.has(p));
      const [first, ...rest] = known;
      if (first === undefined) continue;
      const next = rest.reduce(meet, first);
      if (above.get(id) !== next) {
        above.set(id, next);
        changed = true;
      }
    }
  }
  return above;
}

export function postorder(entry: string, successors: (id: string) => readonly string[]): string[] {
  const order: string[] = [];
  const seen = new Set([entry]);
  const stack: { id: string; next: number }[] = [{ id: entry, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const child = successors(top.id)[top.next++];
    if (child === undefined) {
      order.push(top.id);
      stack.pop();
    } else if (!seen.has(child)) {
      seen.add(child);
      stack.push({ id: child, next: 0 });
    }
  }
  return order;
}

export function dominates(above: ReadonlyMap<string, string>, a: string, b: string): boolean {
  for (let at: string | undefined = b; at !== undefined; at = above.get(at) === at ? undefined : above.get(at))
    if (at === a) return true;
  return false;
}

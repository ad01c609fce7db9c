export type Graph = Map<string, Set<string>>;

/** Each set of nodes that reach each other (Tarjan's strongly connected components of two or more), as one round trip. */
export function findCycles(graph: Graph): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const cycles: string[][] = [];

  const connect = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.size - 1);
    stack.push(node);
    onStack.add(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) connect(next);
      if (onStack.has(next)) low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(node) !== index.get(node)) return;
    const component = stack.splice(stack.indexOf(node));
    for (const one of component) onStack.delete(one);
    if (component.length > 1) cycles.push(roundTrip(graph, component));
  };
  for (const node of graph.keys()) if (!index.has(node)) connect(node);
  return cycles;
}

/** A shortest way from the first node back to it, inside the component. */
function roundTrip(graph: Graph, component: readonly string[]): string[] {
  const [start = ''] = [...component].sort();
  const members = new Set(component);
  const queue: string[][] = [[start]];
  const seen = new Set<string>();
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    for (const next of graph.get(path.at(-1) ?? '') ?? []) {
      if (next === start) return path;
      if (!members.has(next) || seen.has(next)) continue;
      seen.add(next);
      queue.push([...path, next]);
    }
  }
  return [...component];
}

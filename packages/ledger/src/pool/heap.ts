/** A binary heap whose items know their place, so that one can be moved or taken out of the middle. */
export interface Heap<T> {
  readonly size: number;
  top(): T | undefined;
  has(item: T): boolean;
  add(item: T): void;
  remove(item: T): void;
  /** Its order may have changed: adds it where it is not in the heap. */
  update(item: T): void;
  /** Orders everything anew: O(n). */
  rebuild(items: Iterable<T>): void;
  clear(): void;
}

export interface HeapOptions<T> {
  before(a: T, b: T): boolean;
  /** Where the item keeps its place; -1 outside the heap. A heap needs a field of its own. */
  place(item: T): number;
  setPlace(item: T, place: number): void;
}

export function createHeap<T>({ before, place, setPlace }: HeapOptions<T>): Heap<T> {
  const items: T[] = [];

  function put(item: T, at: number): void {
    items[at] = item;
    setPlace(item, at);
  }

  function up(item: T, from: number): number {
    let at = from;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = items[parentAt];
      if (parent === undefined || !before(item, parent)) break;
      put(parent, at);
      at = parentAt;
    }
    put(item, at);
    return at;
  }

  function down(item: T, from: number): void {
    let at = from;
    for (;;) {
      let childAt = 2 * at + 1;
      let child = items[childAt];
      if (child === undefined) break;
      const right = items[childAt + 1];
      if (right !== undefined && before(right, child)) {
        child = right;
        childAt++;
      }
      if (!before(child, item)) break;
      put(child, at);
      at = childAt;
    }
    put(item, at);
  }

  function clear(): void {
    for (const item of items) setPlace(item, -1);
    items.length = 0;
  }

  const heap: Heap<T> = {
    get size() {
      return items.length;
    },
    top: () => items[0],
    has: (item) => place(item) >= 0,
    add(item) {
      items.push(item);
      up(item, items.length - 1);
    },
    remove(item) {
      const at = place(item);
      if (at < 0) return;
      setPlace(item, -1);
      const last = items.pop();
      if (last === undefined || last === item) return;
      if (up(last, at) === at) down(last, at);
    },
    update(item) {
      const at = place(item);
      if (at < 0) heap.add(item);
      else if (up(item, at) === at) down(item, at);
    },
    rebuild(all) {
      clear();
      for (const item of all) {
        setPlace(item, items.length);
        items.push(item);
      }
      for (let at = (items.length >> 1) - 1; at >= 0; at--) {
        const item = items[at];
        if (item !== undefined) down(item, at);
      }
    },
    clear,
  };
  return heap;
}

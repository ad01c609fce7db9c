/** Counts what is under way; more than the limit is refused rather than queued. */
export interface Admission {
  /** Returns how to leave, or undefined where it is full. */
  enter(): (() => void) | undefined;
  readonly size: number;
}

export function createAdmission(limit: number): Admission {
  let size = 0;
  return {
    enter() {
      if (size >= limit) return undefined;
      size++;
      return () => {
        size--;
      };
    },
    get size() {
      return size;
    },
  };
}

import type { ColdRows } from '../seams.ts';

/** Where cold rows are read: `openColdRows(dir)` of a module, called in each thread. */
export interface ColdSource {
  /** URL of the module. */
  module: string;
  dir: string;
}

interface ColdModule {
  openColdRows(dir: string): ColdRows;
}

export async function openCold({ module, dir }: ColdSource): Promise<ColdRows> {
  const loaded = (await import(module)) as ColdModule;
  return loaded.openColdRows(dir);
}

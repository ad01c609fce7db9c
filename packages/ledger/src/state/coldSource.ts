import type { ColdRows } from '../seams.ts';

/** Where cold rows are read: `openColdRows(dir)` of a module, called in each thread. */
export interface ColdSource {
  /** URL of the module. */
  module: string;
  dir: string;
}

export interface OpenColdRows extends ColdRows {
  close?(): Promise<void>;
}

interface ColdModule {
  openColdRows(dir: string): OpenColdRows;
}

export async function openCold({ module, dir }: ColdSource): Promise<OpenColdRows> {
  const loaded = (await import(module)) as ColdModule;
  return loaded.openColdRows(dir);
}

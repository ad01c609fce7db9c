import type { Receipt } from '@lode/protocol';
import type { PowerMeter } from '../devices/nvidia-smi.ts';

type Energy = Receipt['energy'];

export interface EnergySource {
  readonly meter: PowerMeter | null;
  /** Watts under load the operator declared. */
  readonly declaredWatts: number | null;
  readonly gramsCo2ePerKwh: number | null;
}

/**
 * Joules of a task: its GPU time at the mean power the card drew meanwhile (`measured`), or at the declared watts
 * (`estimated`), or unknown. Watts times milliseconds are millijoules.
 */
export function taskEnergy(source: EnergySource, task: { startMs: number; endMs: number; gpuMs: number }): Energy {
  const measured = source.meter?.meanWatts(task.startMs, task.endMs) ?? null;
  const watts = measured ?? source.declaredWatts;
  if (watts === null) return null;
  const millijoules = Math.round(watts * task.gpuMs);
  const grams = source.gramsCo2ePerKwh;
  return {
    millijoules,
    basis: measured === null ? 'estimated' : 'measured',
    // A kilowatt-hour is 3.6e9 millijoules, a gram 1e6 micrograms.
    microgramsCo2e: grams === null ? null : Math.round((millijoules * grams) / 3_600),
  };
}

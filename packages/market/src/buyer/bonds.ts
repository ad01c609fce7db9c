import type { Hex } from '@lode/protocol';
import type { MarketWatch } from '../chain/watch.ts';
import type { Clock, MarketChain } from '../seams.ts';

/** A bond can be asked back, but leaves only after the unbonding delay: half a minute of staleness risks nothing. */
const BOND_TTL_MS = 30_000;
/** A provider that has just come up bonds within moments of its first offer: until it has, it is asked about often. */
const NO_BOND_TTL_MS = 500;
/** Bonds remembered; beyond it the oldest reading is dropped and read again when wanted. */
const MAX_BONDS = 4_096;

/** Providers' bonds, read ahead so that matching does not wait for the chain. */
export interface BondBook {
  known(): ReadonlyMap<Hex, bigint>;
  /** How long a bond stays after it was asked back; undefined until it was read. */
  unbondingDelayMs(): number | undefined;
  /** Resolves once every one of them has been read; what cannot be read stays unknown. */
  ensure(providers: Iterable<Hex>): Promise<void>;
}

type BondChain = Pick<MarketChain, 'bondOf'> & Pick<MarketWatch, 'unbondingDelayMs'>;

export function createBondBook(chain: BondChain, clock: Clock): BondBook {
  const bonds = new Map<Hex, bigint>();
  const readAtMs = new Map<Hex, number>();
  const reading = new Map<Hex, Promise<void>>();
  let delayMs: number | undefined;

  async function read(provider: Hex): Promise<void> {
    try {
      const bond = await chain.bondOf(provider);
      bonds.delete(provider);
      bonds.set(provider, bond);
      readAtMs.set(provider, clock.nowMs());
      if (bonds.size > MAX_BONDS) {
        const [oldest] = bonds.keys();
        if (oldest !== undefined) {
          bonds.delete(oldest);
          readAtMs.delete(oldest);
        }
      }
    } catch {
      // The chain is away: matching says that the bond is unknown, and this is tried again.
    } finally {
      reading.delete(provider);
    }
  }

  function start(provider: Hex): Promise<void> {
    const running = reading.get(provider) ?? read(provider);
    if (!reading.has(provider)) reading.set(provider, running);
    return running;
  }

  /** It never changes; a chain that is away now is asked again with the next bonds. */
  async function readDelay(): Promise<void> {
    delayMs ??= await chain.unbondingDelayMs().catch(() => undefined);
  }

  return {
    known: () => bonds,
    unbondingDelayMs: () => delayMs,
    ensure: async (providers) => {
      const missing: Promise<void>[] = delayMs === undefined ? [readDelay()] : [];
      for (const provider of new Set(providers)) {
        const atMs = readAtMs.get(provider);
        const ageMs = clock.nowMs() - (atMs ?? 0);
        const without = bonds.get(provider) === 0n && ageMs > NO_BOND_TTL_MS;
        if (atMs === undefined || without) missing.push(start(provider));
        // Known but old: read again, without anybody waiting.
        else if (ageMs > BOND_TTL_MS) void start(provider);
      }
      await Promise.all(missing);
    },
  };
}

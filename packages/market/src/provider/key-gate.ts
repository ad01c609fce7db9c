import {
  type Hex,
  type LeaseKey,
  LodeError,
  leaseKeyKind,
  type NetworkId,
  newLeaseKeyPair,
  type SealedKey,
  type SignedLeaseKey,
  type Signer,
  sign,
} from '@lode/protocol';
import { SEAL_WITHIN_MS } from '../net/lease-wire.ts';
import type { Clock } from '../seams.ts';

/**
 * Where the content key of a sealed lease comes in: the key it is sealed to, made for this lease and held in memory
 * alone, and the wait until the client has answered.
 */
export interface KeyGate {
  readonly leaseKey: SignedLeaseKey;
  /** A second key changes nothing. @throws LodeError `SEAL_BROKEN` */
  take(sealed: SealedKey): Promise<void>;
  /** @throws LodeError `SEAL_MISSING`, or the signal's reason */
  contentKey(signal: AbortSignal): Promise<Uint8Array>;
  /** The lease is over: overwrites the key. */
  forget(): void;
}

export async function createKeyGate(
  { network, signer, clock }: { network: NetworkId; signer: Signer; clock: Clock },
  lease: Hex,
  job: Hex,
): Promise<KeyGate> {
  const pair = await newLeaseKeyPair();
  const value: LeaseKey = { version: 1, lease, job, publicKey: pair.publicKey };
  const leaseKey = { value, signature: await sign(leaseKeyKind, network, value, signer) };
  const untilMs = clock.nowMs() + SEAL_WITHIN_MS;
  const given = Promise.withResolvers<Uint8Array>();
  let held: Uint8Array | undefined;
  let over = false;
  return {
    leaseKey,
    async take(sealed) {
      const key = await pair.open(network, value, sealed);
      if (held !== undefined || over) {
        key.fill(0);
        return;
      }
      held = key;
      given.resolve(key);
    },
    async contentKey(signal) {
      if (held !== undefined) return held;
      const end = new AbortController();
      const late = clock.sleep(Math.max(0, untilMs - clock.nowMs()), AbortSignal.any([signal, end.signal])).then(() => {
        throw missing();
      });
      try {
        return await Promise.race([given.promise, late]);
      } finally {
        end.abort();
        late.catch(() => undefined);
      }
    },
    forget() {
      over = true;
      held?.fill(0);
    },
  };
}

const missing = (): LodeError =>
  new LodeError('SEAL_MISSING', `No key to this sealed job came within ${SEAL_WITHIN_MS} ms.`, {
    hint: 'The client that submitted it must follow it until its leases have their key: lode logs -f JOB, on the machine that holds the key.',
  });

import type { Transaction } from '@lode/evm';
import { systemCalls } from '../../blocks/systemContracts.ts';
import type { Chain, SealedBlock } from '../../seams.ts';
import { envOf, stateAfter } from '../chainView.ts';
import { RpcError } from '../errors.ts';
import { transactionAt, transactionCount } from '../format/transaction.ts';
import { authorityOf, type RecoverSigner } from './authority.ts';
import type { Simulation, Simulator } from './simulator.ts';

export interface Replay {
  /** On the state before the block, its system calls made. */
  simulation: Simulation;
  /** With senders and authorities. */
  transaction(index: number): Transaction;
  count: number;
}

interface ReplayServices {
  chain: Chain;
  simulator: Simulator;
  recover: RecoverSigner;
}

/** A block as it was executed: its transactions can be run again, one after the other. */
export function openReplay(
  { chain, simulator, recover }: ReplayServices,
  block: SealedBlock,
  budgetMs: number,
): Replay {
  const { number, parentHash } = block.header;
  if (number === 0n) throw new RpcError('execution', 'genesis is not traceable');
  const view = { reader: stateAfter(chain, number - 1n), env: envOf(chain, block) };
  const simulation = simulator.open(view, { budgetMs });
  for (const { to, data } of systemCalls(parentHash)) simulation.systemCall(to, data);
  return {
    simulation,
    count: transactionCount(block),
    transaction(index) {
      const { tx, authorizations } = transactionAt(chain.chainId, block, index);
      if (tx.authorizationList === undefined) return tx;
      const authorizationList = authorizations.map((entry) => ({ ...entry, authority: authorityOf(entry, recover) }));
      return { ...tx, authorizationList };
    },
  };
}

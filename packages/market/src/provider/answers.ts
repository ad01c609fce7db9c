import {
  acceptanceKind,
  type Hex,
  LodeError,
  objectionKind,
  type SignedAcceptance,
  type SignedObjection,
  verify,
} from '@lode/protocol';
import type { LeaseRow } from './journal.ts';
import type { ProviderParts } from './parts.ts';

/** Takes down what buyers say of receipts. */
export interface Answers {
  /** @throws LodeError `LEASE_UNKNOWN`, `BAD_ANSWER` */
  accept(peerId: string, lease: Hex, acceptance: SignedAcceptance): Promise<void>;
  object(peerId: string, lease: Hex, objection: SignedObjection): Promise<void>;
}

export function createAnswers(
  parts: ProviderParts,
  rowOf: (peerId: string, lease: Hex) => LeaseRow,
  onAnswered: (lease: Hex) => void,
): Answers {
  const { journal, chain } = parts;
  const { network } = chain;
  return {
    async accept(peerId, id, acceptance) {
      const { lease } = rowOf(peerId, id).lease;
      const receipts = new Map(journal.receipts(id).map((row) => [row.task, row]));
      if (acceptance.value.lease !== id) throw badAnswer('the acceptance is for another lease');
      for (const line of acceptance.value.receipts) {
        const receipt = receipts.get(line.task);
        if (receipt === undefined || receipt.id !== line.receipt)
          throw badAnswer(`there is no such receipt of task ${line.task}`);
        // Submitted by us, a smaller amount would count as our consent to it.
        if (receipt.receipt.value.holdbackMicroUsd !== line.holdbackMicroUsd)
          throw badAnswer(`the amount of task ${line.task} is not that of its receipt`);
      }
      if (!(await verify(acceptanceKind, network, acceptance.value, acceptance.signature, lease.buyer)))
        throw badAnswer('the signature is not that of the buyer');
      const news = acceptance.value.receipts.filter((line) => receipts.get(line.task)?.state === 'pending');
      // Said before: the buyer did not hear that we noted it.
      if (news.length === 0) return;
      journal.addAcceptance(id, acceptance);
      for (const { task } of news) journal.setReceipt(id, task, 'accepted');
      onAnswered(id);
    },
    async object(peerId, id, objection) {
      const { lease } = rowOf(peerId, id).lease;
      const receipt = journal.receipts(id).find((row) => row.task === objection.value.task);
      if (objection.value.lease !== id || receipt?.id !== objection.value.receipt)
        throw badAnswer('there is no such receipt');
      if (!(await verify(objectionKind, network, objection.value, objection.signature, lease.buyer)))
        throw badAnswer('the signature is not that of the buyer');
      // An objection off chain decides nothing: the receipt is still claimed, and the objection counts when it is made there.
      parts.warn(`The buyer objects to task ${receipt.task} of lease ${id}: ${objection.value.reason}.`);
    },
  };
}

const badAnswer = (why: string) => new LodeError('BAD_ANSWER', `The answer cannot be used: ${why}.`);

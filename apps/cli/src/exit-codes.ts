import { errorShape } from '@lode/protocol';

/** What scripts can rely on; listed in `lode --help` and in the README. */
export const EXIT = {
  ok: 0,
  /** The job, or the command, failed for a reason of its own. */
  failed: 1,
  /** Wrong arguments, or a spec or config that cannot be used. */
  usage: 2,
  /** Nobody on the network can take the job; each offer's reason is printed. */
  nobody: 3,
  insufficientFunds: 4,
  /** No node answers, or the chain behind it does not. */
  unreachable: 5,
  /** A node could not start: its data directory or a port is in use, or a part of it is missing. */
  notStarted: 6,
  /** A fault in Lode itself. */
  internal: 70,
  /** Ended by Ctrl-C, or the job was cancelled. */
  cancelled: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

const BY_CODE: Readonly<Record<string, ExitCode>> = {
  INTERNAL: EXIT.internal,
  BAD_ANSWER: EXIT.internal,
  CANCELLED: EXIT.cancelled,
  NO_OFFER: EXIT.nobody,
  NO_PROVIDER: EXIT.failed,
  INSUFFICIENT_FUNDS: EXIT.insufficientFunds,
  NODE_UNREACHABLE: EXIT.unreachable,
  CHAIN_UNREACHABLE: EXIT.unreachable,
  CHAIN_DOWN: EXIT.unreachable,
  PEER_UNREACHABLE: EXIT.unreachable,
  DATA_DIR_IN_USE: EXIT.notStarted,
  DATA_DIR_UNUSABLE: EXIT.notStarted,
  ANVIL_MISSING: EXIT.notStarted,
  CHAIN_START_FAILED: EXIT.notStarted,
  CHAIN_STATE_CORRUPT: EXIT.notStarted,
  CHAIN_ID_CHANGED: EXIT.notStarted,
  BAD_PORT: EXIT.notStarted,
  SPEC_TOO_LARGE: EXIT.usage,
  FILE_UNREADABLE: EXIT.usage,
  KERNEL_TOO_LARGE: EXIT.usage,
  KERNEL_NOT_TEXT: EXIT.usage,
  CONFIG_UNREADABLE: EXIT.usage,
  NETWORK_UNREADABLE: EXIT.usage,
  NETWORK_UNKNOWN: EXIT.usage,
  NETWORK_CHANGED: EXIT.usage,
  NETWORK_MISMATCH: EXIT.usage,
  JOB_UNKNOWN: EXIT.usage,
  USAGE: EXIT.usage,
};

/** The exit code that a thrown error, or a job's reason, becomes. */
export function exitCodeOf(error: unknown): ExitCode {
  return exitOfCode(errorShape(error).code);
}

export function exitOfCode(code: string): ExitCode {
  // What the user wrote is wrong: every such code begins alike.
  return BY_CODE[code] ?? (code.startsWith('BAD_') ? EXIT.usage : EXIT.failed);
}

export const EXIT_HELP = `Exit codes:
  0    done
  1    the job or the command failed
  2    wrong arguments, or a spec that cannot be used
  3    nobody on the network can take the job
  4    not enough money
  5    no node answers, or its chain does not
  6    the node could not start
  70   a fault in Lode itself
  130  cancelled, or ended by Ctrl-C`;

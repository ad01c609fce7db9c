import type { Io } from './io.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes SIGTERM only to the shell between it and us; so soon after that shell is gone we notice. */
const PARENT_CHECK_MS = 1_000;

/** Ctrl-C, SIGTERM, a closed terminal, and, under npm, the end of the process that started us. */
export function interrupts(env: NodeJS.ProcessEnv): Io['onInterrupt'] {
  return (listener) => {
    for (const signal of SIGNALS) process.on(signal, listener);
    const parent = process.ppid;
    const watch =
      env.npm_lifecycle_event === undefined
        ? undefined
        : setInterval(() => {
            if (process.ppid === parent) return;
            clearInterval(watch);
            listener();
          }, PARENT_CHECK_MS).unref();
    return () => {
      clearInterval(watch);
      for (const signal of SIGNALS) process.off(signal, listener);
    };
  };
}

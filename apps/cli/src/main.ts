import { runCli } from './program.ts';

/** The `lode` command. */
process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  // npm runs scripts in the repository's root; people mean paths from where they typed.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  onInterrupt: (listener) => {
    process.on('SIGINT', listener).on('SIGTERM', listener);
    return () => {
      process.off('SIGINT', listener).off('SIGTERM', listener);
    };
  },
});

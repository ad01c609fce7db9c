import { interrupts } from './interrupts.ts';
import { runCli } from './program.ts';

/** The `lode` command. */

// A reader that has seen enough (`lode jobs | head`), or a terminal that was closed, is no fault of ours.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
  });
}

process.exitCode = await runCli(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  // npm runs scripts in the repository's root; people mean paths from where they typed.
  cwd: process.env.INIT_CWD ?? process.cwd(),
  onInterrupt: interrupts(process.env),
});

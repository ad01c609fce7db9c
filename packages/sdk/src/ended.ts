import type { JobView } from '@lode/protocol';

/** Whether a job has come to its end. */
export const hasEnded = (job: Pick<JobView, 'state'>): boolean =>
  job.state === 'completed' || job.state === 'failed' || job.state === 'cancelled';

import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';

/** Sends transactions to a ledger, in a process of its own: `throughRpc` does not pay for it. */
export interface ClientTask {
  url: string;
  /** Envelopes in hex, one a line. */
  file: string;
  from: number;
  to: number;
}

const PER_CALL = 500;
const CONNECTIONS = 4;
/** Until a full pool is tried again. */
const RETRY_MS = 20;

const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
let lines: string[] = [];

process.on('message', (task: ClientTask) => {
  sendAll(task).catch((error: unknown) => {
    console.error(error);
    process.exit(1);
  });
});

// The ledger it sends to is gone.
process.once('disconnect', () => process.exit(0));

async function sendAll({ url, file, from, to }: ClientTask): Promise<void> {
  if (lines.length === 0) lines = readFileSync(file, 'utf8').split('\n');
  let next = from;
  const lane = async () => {
    while (next < to) {
      const at = next;
      next = Math.min(to, next + PER_CALL);
      await sendSome(url, lines.slice(at, next));
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, lane));
}

interface Refused {
  reason: string;
  message: string;
}

async function sendSome(url: string, envelopes: readonly string[]): Promise<void> {
  let left = envelopes;
  while (left.length > 0) {
    const params = [left.map((envelope) => `0x${envelope}`)];
    const answer = await post(url, { jsonrpc: '2.0', id: 1, method: 'lode_sendRawTransactions', params });
    const { result, error } = answer as { result?: (string | Refused)[]; error?: { message: string } };
    if (result === undefined) throw new Error(error?.message ?? 'no answer');
    left = left.filter((_, i) => {
      const one = result[i];
      if (typeof one === 'string' || one?.reason === 'already-known') return false;
      if (one?.reason === 'pool-full' || one?.reason === 'nonce-gap-too-large') return true;
      throw new Error(`refused: ${one?.reason} ${one?.message}`);
    });
    if (left.length > 0) await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

function post(url: string, body: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        try {
          resolve(JSON.parse(Buffer.concat(chunks).toString()));
        } catch (error) {
          reject(error);
        }
      });
    });
    sent.on('error', reject);
    sent.end(JSON.stringify(body));
  });
}

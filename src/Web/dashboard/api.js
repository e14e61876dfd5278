// The HTTP API, with the key that the user gave. It is kept for this tab alone and sent in a header, never in an address.
import { requestKey } from './key.js';

const Root = '/api/v1';
const Stored = 'sweep-api-key';

/** After so long without even a comment of the server the connection is taken for dead; it sends one every 15 s. */
const MaxSilence = 25_000;

/** What the server refuses, in its words. */
export class Problem extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

export function removeKey() {
  sessionStorage.removeItem(Stored);
}

export function hasKey() {
  return sessionStorage.getItem(Stored) !== null;
}

/** The answer; if a key is missing or invalid, a dialog requests one. */
export async function request(path, options = {}) {
  while (true) {
    const key = sessionStorage.getItem(Stored);
    const answer = await fetch(Root + path, {
      ...options,
      headers: { ...options.headers, ...(key ? { Authorization: `Bearer ${key}` } : {}) },
      cache: 'no-store',
      credentials: 'omit',
    });
    if (answer.ok)
      return answer;
    const problem = await answer.json().catch(() => ({}));
    const detail = problem.detail ?? `The server answered ${answer.status}.`;
    if (answer.status !== 401)
      throw new Problem(answer.status, detail);
    // Another request may have brought a key meanwhile.
    if (sessionStorage.getItem(Stored) !== key)
      continue;
    const given = await requestKey(key ? detail : 'This server needs an API key.');
    if (given === null)
      throw new Problem(401, 'Without an API key this server shows nothing.');
    sessionStorage.setItem(Stored, given);
  }
}

export async function read(path) {
  return (await request(path)).json();
}

/** JSON objects, one a line. */
export async function readLines(path) {
  const text = await (await request(path)).text();
  return text.split('\n').filter(line => line).map(line => JSON.parse(line));
}

export async function change(sweep, body) {
  const answer = await request(`/sweeps/${encodeURIComponent(sweep)}/changes`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  return answer.json();
}

/** Server-sent events by fetch, because EventSource can't send a key. Throws where the stream is cut. */
export async function* events(path, signal) {
  const silent = new AbortController();
  let timer;
  const heard = () => {
    clearTimeout(timer);
    timer = setTimeout(() => silent.abort(), MaxSilence);
  };
  try {
    const answer = await request(path, { headers: { Accept: 'text/event-stream' }, signal: AbortSignal.any([signal, silent.signal]) });
    heard();
    let text = '';
    const decoder = new TextDecoder();
    const reader = answer.body.getReader();
    while (true) {
      const { done, value } = await reader.read();
      if (done)
        return;
      heard();
      text += decoder.decode(value, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop();
      for (const block of blocks) {
        const lines = block.split('\n');
        const field = name => lines.find(line => line.startsWith(`${name}: `))?.slice(name.length + 2);
        if (field('event'))
          yield { kind: field('event'), data: JSON.parse(field('data')) };
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

const tokenKey = "coordinator-token";
/** The server says something every 15 s; a longer silence is a dead connection. */
const longestSilence = 25_000;
const listeners = new Set();
let skew = 0;

export const connection = { state: "connecting", since: Date.now(), needsToken: false, mayOperate: false };

/** The coordinator's time in seconds: this machine's clock may be wrong. */
export const serverNow = () => (Date.now() + skew) / 1000;

export const hasToken = () => sessionStorage.getItem(tokenKey) !== null;
export function setToken(token) {
  if (token) sessionStorage.setItem(tokenKey, token); else sessionStorage.removeItem(tokenKey);
}

export function onConnection(listener) { listeners.add(listener); }

function become(state, needsToken = false) {
  if (state !== connection.state || needsToken !== connection.needsToken) {
    if (state !== connection.state) connection.since = Date.now();
    Object.assign(connection, { state, needsToken });
  }
  for (const listener of listeners) listener(connection);
}

function headers(more = {}) {
  const token = sessionStorage.getItem(tokenKey);
  return token ? { ...more, Authorization: `Bearer ${token}` } : more;
}

export class Refusal extends Error {
  constructor(status, detail) { super(detail); this.status = status; }
}

async function checked(response) {
  const date = Date.parse(response.headers.get("Date") ?? "");
  // The header has whole seconds; half a second is what is missing on average.
  if (Number.isFinite(date) && Math.abs(date + 500 - Date.now() - skew) > 1500) skew = date + 500 - Date.now();
  if (response.ok) return response;
  if (response.status === 401) become("refused", true);
  let detail = response.statusText;
  try { detail = (await response.json()).detail ?? detail; } catch { /* not every answer is JSON */ }
  throw new Refusal(response.status, detail);
}

export async function get(path) {
  const signal = AbortSignal.timeout(10_000);
  return (await checked(await fetch(path, { headers: headers(), cache: "no-store", signal }))).json();
}

export async function post(path, body) {
  const signal = AbortSignal.timeout(30_000);
  const init = { method: "POST", headers: headers({ "Content-Type": "application/json" }), body: JSON.stringify(body), signal };
  return (await checked(await fetch(path, init))).json();
}

/** One connection: `event: NAME`, `data: JSON`, an empty line; comments only show that it is alive. */
async function listen(onOpen, onEvent, abort) {
  let watchdog = setTimeout(() => abort.abort(), longestSilence);
  const alive = () => { clearTimeout(watchdog); watchdog = setTimeout(() => abort.abort(), longestSilence); };
  try {
    const response = await checked(await fetch("/api/v1/events", { headers: headers(), cache: "no-store", signal: abort.signal }));
    connection.mayOperate = (await get("/api/v1/access")).role === "operate";
    await onOpen();
    become("live");
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      alive();
      text += value;
      const blocks = text.split("\n\n");
      text = blocks.pop();
      for (const block of blocks) {
        const name = /^event: (.*)$/m.exec(block)?.[1];
        const data = /^data: (.*)$/m.exec(block)?.[1];
        if (name && data) onEvent(name, JSON.parse(data));
      }
    }
  } finally { clearTimeout(watchdog); }
}

const pause = (milliseconds) => new Promise((resolve) => {
  const timer = setTimeout(resolve, milliseconds);
  document.addEventListener("wake", () => { clearTimeout(timer); resolve(); }, { once: true });
});

/** Ends a wait, because there is a reason to try now. */
export const tryNow = () => document.dispatchEvent(new Event("wake"));

/** Stays connected as long as the page is looked at; a hidden one costs the coordinator nothing. */
export async function stayConnected(onOpen, onEvent) {
  let wait = 500;
  for (;;) {
    if (document.hidden) {
      await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
      continue;
    }
    const abort = new AbortController();
    const onHidden = () => { if (document.hidden) abort.abort(); };
    document.addEventListener("visibilitychange", onHidden);
    try {
      await listen(async () => { await onOpen(); wait = 500; }, onEvent, abort);
    } catch { /* the state below says it */ }
    document.removeEventListener("visibilitychange", onHidden);
    if (document.hidden) continue;
    if (connection.needsToken) { await pause(3_600_000); continue; }
    become("gone");
    await pause(wait);
    wait = Math.min(wait * 2, 5000);
  }
}

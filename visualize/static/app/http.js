// Asking the API. The key stays in this tab; where it is refused the page asks for another one,
// and where the service is away it tries again.
import { byId } from "./elements.js";
import { say } from "./words.js";

const KEPT = "genealogy.key";
const PAUSES = [1000, 2000, 5000, 10_000];

/** What the API refused, with its problem (RFC 9457). */
class Refused extends Error {
  constructor(problem, status) {
    super(problem.detail || problem.title || String(status));
    this.code = problem.code || "fault";
    this.status = status;
    this.problem = problem;
  }
}

let asking = null;

export function key() {
  return sessionStorage.getItem(KEPT);
}

/** A link that `genealogy serve` prints has the key behind its "#": it never leaves the browser. */
export function takeKeyOfLink() {
  const found = /^#key=(.+)$/.exec(location.hash);
  if (!found) return;
  sessionStorage.setItem(KEPT, decodeURIComponent(found[1]));
  history.replaceState(null, "", location.pathname + location.search);
}

export function forgetKey() {
  sessionStorage.removeItem(KEPT);
}

/** Asks whoever sits there for a key, once for all who wait for it. */
export function askForKey(why) {
  asking ??= new Promise((done) => {
    const dialog = byId("key");
    const text = byId("key-text");
    byId("key-why").textContent = why;
    text.value = "";
    dialog.onclose = () => {
      if (!text.value.trim()) {
        dialog.showModal();
        return;
      }
      sessionStorage.setItem(KEPT, text.value.trim());
      text.value = "";
      asking = null;
      document.dispatchEvent(new CustomEvent("key"));
      done();
    };
    dialog.showModal();
    text.focus();
  });
  return asking;
}

/** The answer of the API as it came; raises Refused, or AbortError where the signal says so. */
export async function fetched(path, { params = {}, accept = "application/json", method = "GET", body, signal } = {}) {
  const url = new URL(path, location.origin);
  for (const [name, value] of Object.entries(params)) {
    for (const each of [value].flat()) {
      if (each !== null && each !== undefined && each !== "" && each !== false) url.searchParams.append(name, each);
    }
  }
  for (let tries = 0; ; tries += 1) {
    if (!key()) await askForKey(say("key.none-yet"));
    const headers = { Accept: accept, "Accept-Language": document.documentElement.lang, Authorization: `Bearer ${key()}` };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(url, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
    } catch (error) {
      if (error.name === "AbortError") throw error;
      if (method !== "GET") throw new Refused({ detail: say("away"), code: "away" }, 0);
      await away(say("away.again"), PAUSES[Math.min(tries, 3)], signal);
      continue;
    }
    if (answer.ok) {
      back();
      return answer;
    }
    const problem = await answer.json().catch(() => ({}));
    if (answer.status === 401) {
      forgetKey();
      await askForKey(say("key.refused"));
    } else if (method === "GET" && (answer.status === 503 || answer.status === 429)) {
      const wait = Number(answer.headers.get("Retry-After")) || PAUSES[Math.min(tries, 3)] / 1000;
      await away(`${problem.detail || say("away")} ${say("away.soon")}`, 1000 * Math.min(wait, 30), signal);
    } else {
      back();
      throw new Refused(problem, answer.status);
    }
  }
}

export async function ask(path, params, options = {}) {
  return (await fetched(path, { ...options, params })).json();
}

/** Says that the service is away; what is shown stays. */
function away(text, pause, signal) {
  const banner = byId("banner");
  banner.textContent = text;
  banner.hidden = false;
  return new Promise((done, failed) => {
    const timer = setTimeout(done, pause);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      failed(new DOMException("", "AbortError"));
    });
  });
}

function back() {
  const banner = byId("banner");
  if (banner) banner.hidden = true;
}

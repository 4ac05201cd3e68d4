// What every page has: its language, theme and key, and the way to the other pages.
import { announce, byId } from "./elements.js";
import { ask, askForKey, forgetKey, key, takeKeyOfLink } from "./http.js";
import { knows, say } from "./words.js";

const THEMES = ["light", "dark"];

/** Makes the frame work. `onTheme` is told when the theme changes. */
export function frame({ onTheme = () => {} } = {}) {
  takeKeyOfLink();
  language();
  theme(onTheme);
  who();
  places();
}

export function isDark() {
  return document.documentElement.dataset.theme === "dark";
}

/** The links to the other pages take along which batches it is about. */
export function places() {
  const given = new URLSearchParams(location.search);
  const kept = new URLSearchParams();
  for (const name of ["batch", "where", "lang", "theme"]) for (const value of given.getAll(name)) kept.append(name, value);
  for (const link of document.querySelectorAll("[data-place]")) {
    const text = kept.toString();
    link.href = link.dataset.place + (text ? `?${text}` : "");
  }
}

function language() {
  const button = byId("language");
  button.addEventListener("click", () => {
    const url = new URL(location.href);
    url.searchParams.set("lang", button.lang);
    location.assign(url);
  });
}

function theme(onTheme) {
  const asked = new URLSearchParams(location.search).get("theme") || localStorage.getItem("genealogy.theme");
  const system = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  set(THEMES.includes(asked) ? asked : system);
  byId("theme").addEventListener("click", () => {
    const next = isDark() ? "light" : "dark";
    localStorage.setItem("genealogy.theme", next);
    const url = new URL(location.href);
    if (url.searchParams.has("theme")) {
      url.searchParams.set("theme", next);
      history.replaceState(history.state, "", url);
    }
    set(next);
    onTheme();
  });
}

function set(name) {
  document.documentElement.dataset.theme = name;
  byId("theme").textContent = say(name === "dark" ? "theme.light" : "theme.dark");
}

function who() {
  const button = byId("who");
  button.addEventListener("click", async () => {
    forgetKey();
    shown(null);
    await askForKey(say("key.another"));
  });
  document.addEventListener("key", told);
  if (key()) told();
}

async function told() {
  const me = await ask("/v1/me").catch(() => null);
  shown(me);
  if (me?.masked) announce(say("masked"));
}

function shown(me) {
  const role = me && (knows(`role.${me.role}`) ? say(`role.${me.role}`) : me.role);
  byId("who").textContent = me ? `${me.name} · ${role}` : say("key.none");
  document.documentElement.toggleAttribute("data-masked", Boolean(me?.masked));
}

// What the page says, in the language that it was served in.
const block = globalThis.document?.getElementById("words");
let said = block ? JSON.parse(block.textContent) : {};
let language = globalThis.document?.documentElement.lang || "en";

/** For tests, and for the site's own zone. */
export function speak(words, lang) {
  said = words;
  language = lang;
}

/** A sentence by its key, with its `{parts}` filled in; `key|one` where `count` is 1. */
export function say(key, parts = {}) {
  const one = parts.count === 1 && said[`${key}|one`];
  const text = one || said[key];
  if (text === undefined) return key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => {
    const part = parts[name];
    return part === undefined ? whole : typeof part === "number" ? number(part) : String(part);
  });
}

export function knows(key) {
  return said[key] !== undefined;
}

export function number(value) {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 3 }).format(value);
}

/** A quantity with its unit; a dash where none was recorded. */
export function amount(quantity, unit) {
  return quantity === null || quantity === undefined ? "–" : `${number(quantity)} ${unit || ""}`.trim();
}

/** `{kg: 12, pcs: 3}` as "12 kg, 3 pcs". */
export function amounts(byUnit) {
  const parts = Object.entries(byUnit || {}).map(([unit, quantity]) => amount(quantity, unit));
  return parts.join(", ") || "–";
}

/** A time of the API (UTC) in the reader's zone; as it is where it is none. */
export function time(text) {
  const at = new Date(text);
  if (!text || Number.isNaN(at.getTime())) return text || "–";
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return text; // a date is one everywhere
  const shape = { dateStyle: "short", timeStyle: "short" };
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : language, shape).format(at);
}

/** An element that shows a time, with UTC on hover. */
export function timeElement(text) {
  const shown = document.createElement("time");
  if (text) shown.dateTime = text;
  shown.textContent = time(text);
  if (text) shown.title = `${text} (UTC)`;
  return shown;
}

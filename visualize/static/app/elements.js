// Elements from data: text is only ever text, so that no stored name becomes markup.

/** `el("p", {class: "quiet"}, "text", child)`; attributes by name, `on...` listens. */
export function el(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && typeof value === "boolean") made[key] = value;
    else made.setAttribute(key, value === true ? "" : String(value));
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return made;
}

export function byId(id) {
  return document.getElementById(id);
}

/** A name as one line, with marks for what would not show: reversed writing could make one lot
 * look like another. */
export function plain(value) {
  return String(value ?? "")
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cs}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu, "\ufffd")
    .trim();
}

/** A text that fits, whole on hover. */
export function cut(value, width) {
  const line = plain(value);
  let room = width;
  let kept = "";
  for (const sign of line) {
    room -= /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\ufffd]|[\u{20000}-\u{3fffd}]/u.test(sign) ? 2 : 1;
    if (room < 0) return `${kept.trimEnd().slice(0, -1)}…`;
    kept += sign;
  }
  return kept;
}

/** Says something to who does not see the page change. */
export function announce(text) {
  const live = byId("live");
  if (live) live.textContent = text;
}

/** Offers bytes as a file. */
export function save(blob, name) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

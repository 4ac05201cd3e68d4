// Parts of pictures.

const NS = "http://www.w3.org/2000/svg";

/** A shape with attributes; empty ones are left out. */
export function shape(name, attributes = {}) {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(key, String(value));
  return made;
}

/** What a shape is called, told by a pointer that rests on it and by screen readers. */
export function titled(text, id = "") {
  const title = shape("title", { id });
  title.textContent = text;
  return title;
}

// The page's state is its address: a link restores what its sender saw.

const MANY = ["batch", "where", "pin", "hide", "open", "material", "site", "supplier", "status"];
const ONE = ["direction", "mode", "depth", "from", "to", "selected", "with", "tab", "sort", "as_known_on"];

/** The state that an address holds; lists are always there, the rest only where stated. */
export function read(search) {
  const given = new URLSearchParams(search);
  const state = {};
  for (const name of MANY) state[name] = given.getAll(name);
  for (const name of ONE) if (given.get(name)) state[name] = given.get(name);
  return state;
}

/** The address of a state, in a fixed order, with `lang` and `theme` kept from the one before. */
export function written(state, before = "") {
  const old = new URLSearchParams(before);
  const made = new URLSearchParams();
  for (const name of MANY) for (const value of state[name] || []) made.append(name, value);
  for (const name of ONE) if (state[name]) made.set(name, state[name]);
  for (const name of ["lang", "theme"]) if (old.get(name)) made.set(name, old.get(name));
  const text = made.toString();
  return text ? `?${text}` : "";
}

/** Whether two states ask the service for the same picture. */
export function sameQuestion(first, second) {
  return ASKED.every((name) => JSON.stringify(first[name] ?? null) === JSON.stringify(second[name] ?? null));
}

/** What the service is asked with. */
const ASKED = ["batch", "where", "direction", "mode", "depth", "open", "as_known_on"];

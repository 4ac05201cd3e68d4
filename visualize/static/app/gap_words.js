// What a gap says, in the reader's language: made of the gap's own fields; of a kind that the
// catalogue does not know it is the API's English sentence. gap_words.py does the same for pictures.
import { knows, say } from "./words.js";

const BY_SIDE = ["unaccounted"];
const BY_COUNT = ["pending lot", "unknown lots"];

/** What kind of gap it is. */
export function gapKind(gap) {
  return said(`recall.gap.${gap.kind}`, gap.kind, {});
}

/** What it is of: an id, a file, or how many lots. */
export function gapSubject(gap) {
  return said(`gap.subject.${gap.kind}`, gap.subject, parts(gap));
}

/** What is missing. */
export function gapWhy(gap) {
  return said(`gap.why.${variant(gap)}`, gap.why, parts(gap));
}

/** What would settle it, with the extracts that have told such facts so far. */
export function gapCloses(gap) {
  const key = `gap.closes.${ofSide(gap)}`;
  const telling = gap.details?.extracts;
  if (!telling || !knows(key)) return gap.closes;
  const plain = say(key, parts(gap));
  if (!telling.length) return plain;
  const told = new Map();
  for (const { kind, source, profile, covers_to } of telling) {
    const until = (covers_to ?? "").slice(0, 10);
    const one = say(until ? "gap.extract" : "gap.extract.undated", { source, profile, until });
    told.set(kind, [...(told.get(kind) ?? []), one]);
  }
  const listed = [...told].map(([kind, sources]) => say(`gap.extracts.${kind}`, { sources: sources.join(say("gap.or")) }));
  return say("gap.closes.with", { plain, extracts: listed.join(say("gap.and")) });
}

/** The language of the sentences of a gap: null for that of the page, "en" where they are the API's. */
export function gapLanguage(gap) {
  return gap.details && knows(`gap.why.${variant(gap)}`) ? null : "en";
}

/** A gap as a row of a table: its sentences in the reader's language, its details within them. */
export function gapRow({ details, ...row }) {
  const gap = { ...row, details };
  return { ...row, kind: gapKind(gap), subject: gapSubject(gap), why: gapWhy(gap), closes: gapCloses(gap) };
}

function said(key, own, its) {
  return its && knows(key) ? say(key, its) : own;
}

function ofSide({ kind, side }) {
  return BY_SIDE.includes(kind) ? `${kind}.${side}` : kind;
}

/** The key of its sentence: some kinds have several. */
function variant(gap) {
  if (!BY_COUNT.includes(gap.kind)) return ofSide(gap);
  const { count = 0, named = [] } = gap.details ?? {};
  return `${gap.kind}.${count > named.length ? "many" : ["none", "one"][count] ?? "few"}`;
}

/** What its sentences can name; null where the answer does not have it. */
function parts({ details, quantity, unit }) {
  if (!details) return null;
  const { came, went, customer_id: customer, count, named } = details;
  // as the answer has it, digit for digit, so that it reads alike on a page and in a picture
  const much = (number, otherwise) => (number === null ? say(otherwise) : `${number} ${unit ?? ""}`.trim());
  return {
    quantity: much(quantity, "gap.some"),
    came: much(came, "gap.some"),
    went: much(went || null, "gap.nothing"),
    customer: customer ?? "",
    count: count ?? 0,
    named: named.join(say("gap.separator")),
    more: (count ?? 0) - named.length,
  };
}

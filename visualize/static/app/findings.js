// What the data quality page makes of the API's answers: plain rows for its tables.

/** A load as a row: what was read, what is new, what was left out or refused. */
export function loadRow(load) {
  const { load_id, file, source: system, status, rows_read, facts_new, rows_known, rows_skipped, rows_rejected, recorded_at } = load;
  return { file, system, status, rows_read, facts_new, rows_known, rows_skipped, rows_rejected, recorded_at, load_id };
}

/** A check as a row, those first that found most, errors before warnings. */
export function checkRows(checks) {
  const order = ["error", "warning", "notice"];
  return checks
    .map(({ check, severity, title, effect, count }) => ({ severity, count, check, title, effect }))
    .sort((a, b) => (b.count > 0) - (a.count > 0) || order.indexOf(a.severity) - order.indexOf(b.severity) || b.count - a.count);
}

/** A gap as a row, those first that could make scopes largest; nobody knows comes before that. */
export function gapRows(gaps) {
  const size = ({ at_most_batches: batches }) => (batches === null || batches === undefined ? Infinity : batches);
  return gaps
    .map(({ subject, kind, why, quantity, unit, at_most_batches, at_most_customers, materials, sites, closes }) => ({ subject, kind, why, quantity, unit, at_most_batches, at_most_customers, materials, sites, closes }))
    .sort((a, b) => size(b) - size(a) || (a.subject < b.subject ? -1 : 1));
}

/** How many of the findings are each: of a map of numbers, only some names. */
export function sum(found, names) {
  return names.reduce((total, name) => total + (found?.[name] ?? 0), 0);
}

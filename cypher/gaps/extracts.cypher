// Which extracts state facts of which kind, and up to when they do so far.
//
// params:
MATCH (load:Load)
WHERE load.status <> 'undone' AND load.kinds IS NOT NULL
UNWIND load.kinds AS kind
RETURN
  kind,
  load.source AS source,
  load.profile AS profile,
  max(load.covers_to) AS covers_to

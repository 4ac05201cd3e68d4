// The rejected rows in which one of these texts stands, with all that is kept of them.
//
// The cells are JSON text, so a text is looked for as it stands there, too.
//
// params: texts
MATCH (rejected:RejectedRow)
WHERE any(text IN $texts WHERE rejected.text CONTAINS text
  OR rejected.cells CONTAINS text
  OR coalesce(rejected.corrected, '') CONTAINS text)
RETURN properties(rejected) AS properties
ORDER BY rejected.rejected_id

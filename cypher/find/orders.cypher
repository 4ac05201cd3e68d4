// Orders of operations that begin with this text, each once.
//
// An index answers: in the letter case of the text.
//
// params: text, most
MATCH (operation:Operation)
WHERE operation.order STARTS WITH $text
WITH DISTINCT operation.order AS id
LIMIT $most
RETURN
  id,
  '' AS number,
  '' AS name,
  CASE WHEN id = $text THEN 0 ELSE 1 END AS rank
ORDER BY rank, id

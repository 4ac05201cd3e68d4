// Operations whose id begins with this text.
//
// An index answers: in the letter case of the text.
//
// params: text, most
MATCH (operation:Operation)
WHERE operation.operation_id STARTS WITH $text
WITH operation LIMIT $most
RETURN
  operation.operation_id AS id,
  '' AS number,
  '' AS name,
  CASE WHEN operation.operation_id = $text THEN 0 ELSE 1 END AS rank
ORDER BY rank, id

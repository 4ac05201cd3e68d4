// Containers whose id begins with this text.
//
// An index answers: in the letter case of the text.
//
// params: text, most
MATCH (container:Container)
WHERE container.container_id STARTS WITH $text
WITH container LIMIT $most
RETURN
  container.container_id AS id,
  '' AS number,
  coalesce(container.name, '') AS name,
  CASE WHEN container.container_id = $text THEN 0 ELSE 1 END AS rank
ORDER BY rank, id

// What operations have in this property (line, site, ...), where it begins with this text, in any
// letter case.
//
// params: property, start, most
MATCH (operation:Operation)
WITH DISTINCT operation[$property] AS value
WHERE toLower(value) STARTS WITH $start
RETURN value
ORDER BY value
LIMIT $most

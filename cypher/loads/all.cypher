// Every load, with the counts of its receipt.
//
// params:
MATCH (load:Load)
RETURN properties(load) AS properties
ORDER BY load.source, load.file, load.load_id

// Every load by its id, its file and how far it has come: what a text can mean.
//
// params:
MATCH (load:Load)
RETURN load.load_id AS load_id, load.file AS file, load.status AS status
ORDER BY load_id

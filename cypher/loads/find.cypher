// Every load by its id, its file and how far it has come: what a text can mean; and by whom it
// was taken back.
//
// params:
MATCH (load:Load)
RETURN
  load.load_id AS load_id,
  load.file AS file,
  load.status AS status,
  load.undone_at AS undone_at,
  load.undone_by AS undone_by,
  load.undone_reason AS undone_reason
ORDER BY load_id

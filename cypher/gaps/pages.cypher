// Where the pages of all batches end, in the order of their ids: every so many, and the last.
//
// Ranges of the key are read through its index; sorting anew for each page would read the whole
// graph each time.
//
// params: size
MATCH (batch:Batch)
WITH batch.batch_id AS id
ORDER BY id
WITH collect(id) AS ids
RETURN
  [at IN range($size - 1, size(ids) - 1, $size) | ids[at]] AS ends,
  ids[size(ids) - 1] AS last

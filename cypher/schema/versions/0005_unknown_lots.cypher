// Lots that a record names without their item, and that no batch is: each is a gap of every answer.

CREATE INDEX unknown_lots IF NOT EXISTS FOR (n:Batch) ON (n.unknown);

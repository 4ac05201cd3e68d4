// The key of runs, and the look-up of batch codes.
//
// params:
CREATE CONSTRAINT run_key IF NOT EXISTS FOR (n:Run) REQUIRE n.run_id IS UNIQUE;
CREATE INDEX batch_code IF NOT EXISTS FOR (n:Batch) ON (n.code);

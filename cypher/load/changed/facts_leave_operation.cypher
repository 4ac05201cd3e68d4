// New evidence, and a later version of the same content, for facts that are known.
//
// `changes` maps "fact_key#version" to the properties to set: each relationship at an anchor is
// looked at once, however many change.
//
// params: anchors, changes
UNWIND $anchors AS anchor
MATCH (:Operation {operation_id: anchor})-[fact:RAN_ON|VOIDED_RAN_ON|CLEANED|VOIDED_CLEANED|MAINTAINED|VOIDED_MAINTAINED|RUN_BY|VOIDED_RUN_BY]->()
WITH fact, $changes[fact.fact_key + '#' + fact.version] AS change
WHERE change IS NOT NULL
SET fact += change

// New evidence, and a later version of the same content, for facts that are known.
//
// `changes` maps "fact_key#version" to the properties to set: each relationship at an anchor is
// looked at once, however many change.
//
// params: anchors, changes
UNWIND $anchors AS anchor
MATCH (:Batch {batch_id: anchor})<-[fact:SUPPLIED|VOIDED_SUPPLIED|PENDING_SUPPLIED|PRODUCED|POSSIBLY_PRODUCED|VOIDED_PRODUCED|PENDING_PRODUCED|RETURNED|VOIDED_RETURNED|PENDING_RETURNED|GAINED|VOIDED_GAINED|PENDING_GAINED]-()
WITH fact, $changes[fact.fact_key + '#' + fact.version] AS change
WHERE change IS NOT NULL
SET fact += change

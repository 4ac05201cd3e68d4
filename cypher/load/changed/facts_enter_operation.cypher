// New evidence, and a later version of the same content, for facts that are known.
//
// `changes` maps "fact_key#version" to the properties to set: each relationship at an anchor is
// looked at once, however many change.
//
// params: anchors, changes
UNWIND $anchors AS anchor
MATCH (:Operation {operation_id: anchor})<-[fact:CONSUMED|POSSIBLY_CONSUMED|VOIDED_CONSUMED|PENDING_CONSUMED]-()
WITH fact, $changes[fact.fact_key + '#' + fact.version] AS change
WHERE change IS NOT NULL
SET fact += change

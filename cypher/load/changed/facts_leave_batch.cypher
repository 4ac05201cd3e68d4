// New evidence, and a later version of the same content, for facts that are known.
//
// `changes` maps "fact_key#version" to the properties to set: each relationship at an anchor is
// looked at once, however many change.
//
// params: anchors, changes
UNWIND $anchors AS anchor
MATCH (:Batch {batch_id: anchor})-[fact:SHIPPED_TO|POSSIBLY_SHIPPED_TO|VOIDED_SHIPPED_TO|PENDING_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY|VOIDED_RECEIVED_BY|PENDING_RECEIVED_BY|MOVED_TO|VOIDED_MOVED_TO|PENDING_MOVED_TO|DISPOSED|VOIDED_DISPOSED|PENDING_DISPOSED|COUNTED|VOIDED_COUNTED|PENDING_COUNTED|HELD|VOIDED_HELD|PENDING_HELD|RELEASED|VOIDED_RELEASED|PENDING_RELEASED]->()
WITH fact, $changes[fact.fact_key + '#' + fact.version] AS change
WHERE change IS NOT NULL
SET fact += change

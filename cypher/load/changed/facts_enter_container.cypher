// New evidence, and a later version of the same content, for facts that are known.
//
// `changes` maps "fact_key#version" to the properties to set: each relationship at an anchor is
// looked at once, however many change.
//
// params: anchors, changes
UNWIND $anchors AS anchor
MATCH (:Container {container_id: anchor})<-[fact:PACKED_IN|VOIDED_PACKED_IN|PENDING_PACKED_IN|UNPACKED_FROM|VOIDED_UNPACKED_FROM|PENDING_UNPACKED_FROM|EMPTIED|VOIDED_EMPTIED]-()
WITH fact, $changes[fact.fact_key + '#' + fact.version] AS change
WHERE change IS NOT NULL
SET fact += change

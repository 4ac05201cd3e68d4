"""GS1 EPCIS 1.2 and 2.0, in XML and JSON-LD: both read to the same events, with one meaning."""

"""Numbers over codings: pure functions that know neither studies nor screens."""

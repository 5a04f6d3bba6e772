// Graders of this lab use what it is built on, too.
@_exported import Lab4ShardMasterGrading

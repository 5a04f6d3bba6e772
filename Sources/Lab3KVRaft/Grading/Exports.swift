// Graders of this lab use what it is built on, too.
@_exported import KeyValueClients
@_exported import Lab2RaftGrading

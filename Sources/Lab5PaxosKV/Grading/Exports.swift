// Graders of this lab use what it is built on, too.
@_exported import Harness
@_exported import KeyValueClients

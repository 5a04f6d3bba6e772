// The command line: `swift run labs <command>`.

import Foundation

let usage = """
    usage: labs bench [--graders BUNDLE]
           labs soak --graders BUNDLE [--lab LAB] [--seeds N]
           labs determinism --graders BUNDLE [--lab LAB] [--pairs N]
           labs zoo --bugs FOLDER [--only BUG]

    bench         measures the kit with the solution it was built with, and prints a table.
                  BENCH_JSON=FILE also writes the figures as one JSON object. QUORUM_HISTORIES=FOLDER holds real
                  histories to check (../shared/data).
    soak          runs the graders over N seeds (2000): no failure, and memory that doesn't grow.
    determinism   runs (test, seed) pairs of the graders again, each in a process of its own while the other cores are
                  kept busy, and compares the digests.
    zoo           plants each bug of a folder (such as Tests/BugZoo/Lab2Raft) in a copy of the reference, runs the graders
                  of its lab, and prints which tests caught it. ZOO_JSON=FILE also writes the table as JSON.

    BUNDLE is the built test bundle, such as .build/debug/QuorumPackageTests.xctest; LAB is Lab2, Lab3A and so on, all
    labs if it is left out.
    """

do {
    var arguments = Arguments(CommandLine.arguments.dropFirst())
    switch arguments.next() {
    case "bench": try bench(&arguments)
    case "soak": try soak(&arguments)
    case "determinism": try determinism(&arguments)
    case "zoo": try zoo(&arguments)
    case "help", "--help", "-h": print(usage)
    case let command?: throw CommandError("there is no command '\(command)'.\n\(usage)", status: 2)
    case nil: throw CommandError("a command is missing.\n\(usage)", status: 2)
    }
} catch let error as CommandError {
    FileHandle.standardError.write(Data("error: \(error.message)\n".utf8))
    exit(error.status)
}

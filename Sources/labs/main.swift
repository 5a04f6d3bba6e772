// The command line: `swift run labs <command>`.

import Foundation

let usage = """
    usage: labs grade [LAB...] --solution DIR [--seeds N] [--seeds-file FILE] [--hidden DIR] [--jobs N]
                      [--format FORMAT] [--out FILE] [--strict] [--require-sandbox] [--allow NAME]
           labs grade [LAB...] --class DIR --to OUT [--shard K/N] [the same options]
           labs merge FOLDER... --to OUT
           labs cheats FOLDER [--only PATCH] [--without-screen]
           labs check FILE... [--model cas-register|key-value] [--format FORMAT] [--html OUT] [--budget N]
           labs bench [--graders BUNDLE] [--lab Lab5 [--html FILE]] [--json FILE]
           labs soak --graders BUNDLE [--lab LAB] [--seeds N]
           labs determinism --graders BUNDLE [--lab LAB] [--pairs N]
           labs zoo FOLDER... [--only PATCH] [--release] [--afresh] [--json FILE]
           labs mutants LAB [--list] [--only TEXT] [--graders LAB] [--json FILE]

    grade         the score of a submission: a directory of the shape of Labs/, inside or outside this repository. LAB is
                  Lab2, Lab3A and so on, all labs if it is left out. See HANDOUT, chapter 16.
                  --seeds N runs each test with N seeds (10), drawn anew; --seeds-file FILE with those in a file, which is
                  made if there is none. --out FILE is written again after each few tests.
                  A submission may take --build-seconds N (300) to build, and --minutes N (10) to run; what comes later is
                  worth nothing.
                  What no lab needs and a cheat does is refused, with its file, its line and a name: --allow NAME lets all of
                  that name through, --allow all looks at nothing.
                  --class DIR grades each folder, .zip and .tar.gz of DIR, and goes on where it stopped: OUT/scores.csv is the
                  table, OUT/reports has a report for each student. --shard K/N grades the Kth of N shares, with the same
                  --seeds-file on each machine.
                  FORMAT is text, json, junit, gradescope, classroom50, prairielearn or autolab.
                  Status: 0 graded, 2 wrong usage, 3 it does not build, 5 it was refused; with --strict 1 if a test failed.
    merge         puts together in OUT what several machines graded.
    cheats        grades the hostile submissions of a folder (Tests/Project/Cheats), each a patch to the skeleton or to the
                  reference: none may get more points than it deserves, or leave anything behind; and honest ones, which
                  must get all. --without-screen lets them run, to see what the other layers hold.
    check         says of each history in a file whether it is linearizable, and why not: in words, and as a timeline.
                  The content tells the format: Jepsen's etcd log, a key/value history in Clojure's notation, or JSON
                  lines (below). An empty file is an empty history.
                  --format json prints one JSON object a file. --html OUT writes a page for each: to OUT for one file,
                  into the folder OUT, called FILE.html, for several. --budget N gives up after N steps (10000000).
                  Status: 0 all are linearizable, 1 one is not, 2 wrong usage or a malformed file, 4 undecided; of
                  several 2 comes before 1, and 1 before 4.
    bench         measures the kit with the solution it was built with, and prints a table.
                  --json FILE also writes the figures as one JSON object. QUORUM_HISTORIES=FOLDER holds real
                  histories to check (../shared/data).
    soak          runs the graders over N seeds (2000): no failure, and memory that doesn't grow.
    determinism   runs (test, seed) pairs of the graders again, each in a process of its own while the other cores are
                  kept busy, and compares the digests.
    zoo           applies each patch of a folder (such as Sources/Lab2Raft/BugZoo) to a copy of the reference, runs the
                  graders of its lab, and prints which tests caught it, or that a right solution passed them. What is
                  known of a patch is kept in .build/zoo until the patch, the reference or the graders change, so a hunt
                  that was interrupted goes on where it stopped; --afresh hunts all. --release builds for many seeds
                  (LAB_SEEDS). --json FILE also writes the table as JSON.

    mutants       makes every mutant of the reference's rules of a lab (such as Lab2) that the usual operators know, in
                  one build, and lets the graders hunt each. It goes on where it was interrupted. It fails if one survives
                  that the MUTANTS.md of the lab doesn't explain. --list only lists them, also those of a FOLDER; --only hunts
                  those whose file or change holds TEXT; --graders lets only those tests hunt.
                  --json FILE also writes the table as JSON.

    BUNDLE is the built test bundle, such as .build/debug/QuorumPackageTests.xctest; LAB is Lab2, Lab3A and so on, all
    labs if it is left out.

    A history in JSON lines has one operation a line, in any order, with whole numbers as times and clients:
      {"client":3,"op":"append","key":"x","value":"a","call":10,"end":25}      put alike
      {"client":1,"op":"get","key":"x","output":"ab","call":3,"end":7}
      {"client":1,"op":"read","output":3,"call":3,"end":7}                     output null: nothing was written yet
      {"client":2,"op":"write","value":3,"call":4,"end":9}
      {"client":4,"op":"cas","old":1,"new":2,"output":true,"call":5,"end":8}   output: whether it matched
    An operation without "end" never returned: it has no "output", and its client asks nothing more. get, put and append
    are about a key/value store; read, write and cas about one register. A file is about one of the two.
    """

do {
    var arguments = Arguments(CommandLine.arguments.dropFirst())
    switch arguments.next() {
    case "grade": exit(try grade(&arguments))
    case "merge": try merge(&arguments)
    case "cheats": try cheats(&arguments)
    case "check": exit(try check(&arguments))
    case "bench": try bench(&arguments)
    case "soak": try soak(&arguments)
    case "determinism": try determinism(&arguments)
    case "zoo": try zoo(&arguments)
    case "mutants": try mutants(&arguments)
    case "help", "--help", "-h": print(usage)
    case let command?: throw CommandError("there is no command '\(command)'.\n\(usage)", status: 2)
    case nil: throw CommandError("a command is missing.\n\(usage)", status: 2)
    }
} catch let error as CommandError {
    FileHandle.standardError.write(Data("error: \(error.message)\n".utf8))
    exit(error.status)
} catch {
    FileHandle.standardError.write(Data("error: \(error.localizedDescription)\n".utf8))
    exit(1)
}

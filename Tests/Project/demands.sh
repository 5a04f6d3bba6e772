#!/usr/bin/env bash
# demands.sh [FILE]: checks the table of the hand-out's demands, Tests/Project/DEMANDS.md. Each quotation must stand in its chapter
# of HANDOUT.md, each test, kind of failure and bug that is named must be there, and each bug of the zoos must be named. Prints
# what is wrong, a line each, and at last how many demands there are, and how many of them have no bug.
set -u
cd "$(dirname "$0")/../.."
table=${1:-Tests/Project/DEMANDS.md}

# What there is to be named, a line each: 'test Lab2A/testBasic', 'kind votedTwice', 'bug Lab2Raft/name'.
names() {
    grep -oE 'func test[A-Za-z0-9]+' -r Tests/Lab*/[0-9]* |
        sed -E 's|^Tests/[A-Za-z0-9]+/([A-Za-z0-9]+)/.*:func |test Lab\1/|'
    grep -oE 'func test[A-Za-z0-9]+' -r Tests/Lab*/Reference Tests/Lab*/Grading |
        sed -E 's|^Tests/Lab[0-9]+([A-Za-z]+)/([A-Za-z]+)/.*:func |test \2\1/|'
    grep -oE 'func test[A-Za-z0-9]+' -r Tests/Kit | sed -E 's|^Tests/Kit/([A-Za-z]+)/.*:func |test \1/|'
    grep -hoE 'static let [a-zA-Z]+ = (Self|Kind)\(' -r Sources/Kit Sources/*/Grading | awk '{ print "kind " $3 }'
    grep -hoE '^ +case [a-zA-Z, ]+' Sources/Kit/Simulation/SimulationFailure.swift | sed -E 's/ +case //; s/, /\n/g' |
        sed 's/^/kind /'
    for patch in Sources/*/BugZoo/*.patch; do
        patch=${patch#Sources/}
        patch=${patch%.patch}
        echo "bug ${patch/BugZoo\//}"
    done
}

names | awk '
    function wrong(words) { print FILENAME ":" FNR ": " words; failures++ }
    # One blank between two words, however the text was folded.
    function unfold(text) { gsub(/[ \t\n]+/, " ", text); sub(/^ /, "", text); sub(/ $/, "", text); return text }
    function finish() {
        if (number == "") return
        if (!index(text[chapter], unfold(quotation)))
            wrong("demand " number " quotes what chapter " chapter " of HANDOUT.md does not say: " unfold(quotation))
        if (holders == "" && reason == "") wrong("demand " number " has no line that begins with Held by or Why")
        if (bugs == "" && reason == "") wrong("demand " number " has no line that begins with Bugs or Why")
        if (reason != "") excused++
        if (bugs == "none yet") missing++
        number = ""
    }
    FILENAME == "-" || FILENAME == "" { known[$1, $2] = 1; if ($1 == "bug") planted[$2] = 1; next }
    FILENAME == "HANDOUT.md" {
        if (match($0, /^## [0-9]+\./)) section = substr($0, 4, RLENGTH - 4)
        text[section] = unfold(text[section] " " $0)
        next
    }
    /^## / { finish(); isOther = /not from the hand-out/ }
    /^### / {
        finish()
        number = $2; split(number, parts, "."); chapter = parts[1]
        quotation = holders = bugs = reason = ""
        if (number in seen) wrong("demand " number " is there twice")
        seen[number] = 1; count++
        next
    }
    /^> / { quotation = quotation " " substr($0, 3); next }
    /^Held by: / {
        holders = substr($0, 10)
        for (i = split(holders, list, ", "); i > 0; i--) {
            isKnown = list[i] ~ /\// ? ("test", list[i]) in known : ("kind", list[i]) in known
            if (!isKnown) wrong("there is no test or kind of failure " list[i])
        }
        next
    }
    /^Bugs: / {
        bugs = substr($0, 7)
        if (bugs == "none yet") next
        for (i = split(bugs, list, ", "); i > 0; i--) {
            if (!(("bug", list[i]) in known)) wrong("there is no bug " list[i])
            delete planted[list[i]]
        }
        next
    }
    /^Why: / { reason = substr($0, 6); next }
    isOther && /^\* / {
        name = $2; sub(/:$/, "", name)
        if (!(("bug", name) in known)) wrong("there is no bug " name)
        delete planted[name]
        next
    }
    number != "" && NF > 0 { wrong("this line is not understood: " $0) }
    END {
        finish()
        for (bug in planted) { print FILENAME ": the bug " bug " is in no demand"; failures++ }
        if (count == 0) { print FILENAME ": no demand was found"; failures++ }
        printf "%d demands, %d without a bug yet, %d that no solution can break\n", count, missing, excused
        exit failures > 0
    }
' - HANDOUT.md "$table"

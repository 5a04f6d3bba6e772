#!/usr/bin/env bash
# points.sh: the hand-out's tables of tests and points against the graders. Each part's sums must stand in chapter 15, each
# test with a row of its own must have its points there, and each kind of failure must be in the hand-out. Prints what is wrong,
# a line each, and at last how many tests there are.
set -u
cd "$(dirname "$0")/../.."

# Of each test: part, whether it is MIT's or our own, name, points. Ours are in the files that say so.
tests() {
    for file in Tests/Lab*/[0-9]*/*.swift; do
        part=$(basename "$(dirname "$file")")
        case $(basename "$file") in
        Adverse* | LostMessage* | Conflict* | LateMessage*) whose=own ;;
        *) whose=MIT ;;
        esac
        awk -v part="$part" -v whose="$whose" '
            match($0, /func test[A-Za-z0-9]+/) { name = substr($0, RSTART + 5, RLENGTH - 5) }
            name != "" && match($0, /points: [0-9]+/) { print part, whose, name, substr($0, RSTART + 8, RLENGTH - 8); name = "" }
        ' "$file"
    done
}
kinds() {
    grep -rhoE 'static let [a-zA-Z]+ = (Self|Kind)\(' Sources/Kit Sources/*/Grading | awk '{ print "kind", $3 }'
}

{ kinds; tests; } | awk '
    function wrong(words) { print words; failures++ }
    FILENAME == "-" || FILENAME == "" {
        if ($1 == "kind") { kinds[$2] = 1; next }
        count++; points[$3, $1] = $4; owner[$3, $1] = $2; sum[$1, $2] += $4; part[$1] = 1
        next
    }
    { text = text "\n" $0 }
    # The part that a table has come to: a row begins with it.
    match($0, /^\| \*\*[0-9][A-Z]\*\*/) { row = substr($0, 5, 2) }
    /^## / { chapter = $2 }
    chapter == "15." && match($0, /^\| (\*\*[0-9][A-Z]\*\* )?`test[A-Za-z0-9]+` \| [0-9]+ \|/) {
        split($0, cells, "|")
        gsub(/[^A-Za-z0-9]/, "", cells[3]); name = cells[2]; sub(/^[^`]*`/, "", name); sub(/`.*/, "", name)
        if (((name, row) in points) && points[name, row] != cells[3])
            wrong("the hand-out gives " name " of " row " " cells[3] " points, its grader " points[name, row])
    }
    END {
        for (kind in kinds) if (!index(text, "`" kind "`") && kind != "testError") wrong("the hand-out does not name the kind of failure " kind)
        for (key in points) {
            split(key, both, SUBSEP)
            if (owner[key] == "own" && !index(text, "`" both[1] "`")) wrong("the hand-out does not name " both[1] " of " both[2])
        }
        for (p in part) {
            for (w = 1; w <= 2; w++) {
                total = sum[p, w == 1 ? "MIT" : "own"]
                if (text !~ ("[^0-9]" total "[^0-9]")) wrong("the hand-out does not have the " total " points of " p)
            }
        }
        print count " tests, and what the hand-out says of them"
        exit failures > 0
    }
' - HANDOUT.md

#!/usr/bin/env bash
# What `labs grade` says of submissions, and the status that it ends with. The last line is a summary. The command line must
# have been built with the reference.
set -u
cd "$(dirname "$0")/../.."
labs=.build/reference/debug/labs
work=.build/grade-checks
log=$work/log
failed=0
passed=0
rm -rf "$work"
mkdir -p "$work"

# graded NAME STATUS TEXT ARGUMENT...: passes if the command ends with this status and says TEXT.
graded() {
    local name=$1 wanted=$2 text=$3 status=0
    shift 3
    "$labs" grade "$@" >"$log" 2>&1 || status=$?
    if [ "$status" -eq "$wanted" ] && grep -qF -- "$text" "$log"; then
        passed=$((passed + 1))
        echo "ok: $name"
    else
        failed=$((failed + 1))
        echo "FAILED: $name: status $status, not $wanted, or it did not say '$text'"
        tail -n 20 "$log" | sed 's/^/    /'
    fi
}

# --- Submissions outside and inside the package

right=$(mktemp -d)
trap 'rm -rf "$right"' EXIT
for reference in Sources/*/Reference; do cp -R "$reference" "$right/$(basename "$(dirname "$reference")")"; done
broken=$work/broken
mkdir -p "$broken"
cp -R Sources/Lab2Raft/Reference "$broken/Lab2Raft"
echo 'func broken( {' >"$broken/Lab2Raft/Broken.swift"
linked=$work/linked
mkdir -p "$linked/Lab2Raft"
ln -s /etc/passwd "$linked/Lab2Raft/Raft.swift"

graded "the reference, with seeds of its own" 0 "Lab2C: 60 of 60 points" Lab2 --solution "$right" --seeds 2
graded "a part, strictly" 0 "Lab2A: 68 of 68 points" Lab2A --solution "$right" --seeds 1 --strict
graded "the skeleton" 0 "Labs: 0 of 68 points" Lab2A --solution Labs --seeds 1
graded "the skeleton, strictly" 1 "Lab2A: 0 of 68 points, 0 of 15 tests" Lab2A --solution Labs --seeds 1 --strict
graded "what does not build" 3 "Lab2Raft/Broken.swift:1:" Lab2A --solution "$broken" --seeds 1
graded "a link" 5 '"Lab2Raft/Raft.swift" is a link' Lab2A --solution "$linked" --seeds 1
cheating=$work/cheating
mkdir -p "$cheating"
cp -R "$right/Lab2Raft" "$cheating/Lab2Raft"
printf 'import Foundation\n\nfunc leave() { exit(0) }\n' >"$cheating/Lab2Raft/Leave.swift"
graded "what no lab needs" 5 "Lab2Raft/Leave.swift:3: 'exit' is C of the operating system" \
    Lab2A --solution "$cheating" --seeds 1
graded "an instructor allows it" 0 "Lab2A: 68 of 68 points" Lab2A --solution "$cheating" --seeds 1 --allow exit
graded "no submission" 5 "there is no submission" Lab2A --solution "$work/nowhere"

# --- A class: a folder, an archive, one that is refused, one that can't be unpacked; it goes on where it stopped

class=$work/class
mkdir -p "$class"
cp -R Labs "$class/carol"
tar -czf "$class/alice.tar.gz" -C "$(dirname "$right")" "$(basename "$right")"
cp -R "$cheating" "$class/mallory"
echo nothing >"$class/bob.zip"
graded "a class" 0 "4 graded, 0 taken over" Lab2A --class "$class" --to "$work/grades" --seeds 1
graded "a class, once more" 0 "0 graded, 4 taken over" Lab2A --class "$class" --to "$work/grades" --seeds 1
echo '// more' >>"$class/carol/Lab2Raft/Raft.swift"
graded "a class in which one has handed in again" 0 "1 graded, 3 taken over" Lab2A --class "$class" --to "$work/grades"
for number in 1 2; do
    graded "share $number of 2" 0 "2 graded" Lab2A --class "$class" --to "$work/share-$number" --seeds-file "$work/grades/seeds" \
        --shard "$number/2"
done
graded "a share without seeds" 2 "--shard needs --seeds-file" --class "$class" --to "$work/share-1" --shard 1/2
if "$labs" merge "$work/share-1" "$work/share-2" --to "$work/merged" >"$log" 2>&1 &&
    cmp "$work/merged/scores.csv" "$work/grades/scores.csv" && grep -q '^alice,68,68,68,yes,' "$work/merged/scores.csv" &&
    grep -q "^bob,0,0,68,yes,Refused: the archive can't be read" "$work/merged/scores.csv"; then
    passed=$((passed + 1))
    echo "ok: shares that are merged are the whole class"
else
    failed=$((failed + 1))
    echo "FAILED: shares that are merged are the whole class"
    tail -n 20 "$log" "$work/merged/scores.csv" "$work/grades/scores.csv"
fi

# --- A machine that gives no namespaces

mkdir -p "$work/bin"
printf '#!/bin/sh\nexit 1\n' >"$work/bin/unshare"
chmod +x "$work/bin/unshare"
PATH=$PWD/$work/bin:$PATH graded "without namespaces" 0 "the layer 'network' is missing here" Lab2A --solution "$right" --seeds 1
PATH=$PWD/$work/bin:$PATH graded "and a sandbox is required" 2 "--require-sandbox: the layer" Lab2A --solution "$right" \
    --require-sandbox

# --- Hidden tests

mkdir -p "$work/Lab2AHiddenExample"
cp Tests/Project/HiddenExample/*.swift "$work/Lab2AHiddenExample/"
graded "hidden tests" 0 "Lab2A: 78 of 78 points, 16 of 16 tests" Lab2A --solution "$right" --seeds 1 \
    --hidden "$work/Lab2AHiddenExample"

# --- Wrong usage

graded "no solution" 2 "--solution DIR is missing" Lab2A
graded "an unknown lab" 2 "there is no lab 'Lab9'" Lab9 --solution Labs
graded "an unknown option" 2 "'--speed' is not understood" --solution Labs --speed
graded "an unknown format" 2 "--format xml is not known" --solution Labs --format xml
graded "no seeds" 2 "--seeds 0 is not understood" --solution Labs --seeds 0
echo "12 34" >"$work/seeds"
graded "seeds that are none" 2 '"12 34" is no seed' --solution Labs --seeds-file "$work/seeds"
graded "no hidden tests" 2 "there is no such folder" --solution Labs --hidden "$work/nowhere"
graded "a file that can't be written" 2 "can't be written" Lab2A --solution Labs --seeds 1 --out /nowhere/sheet
# A sheet is written as a whole, by a new file in the place of the old one: a link or a pipe must stay what it is.
ln -s /nowhere/sheet "$work/link"
mkfifo "$work/pipe"
for name in link pipe; do
    graded "a $name in place of a file" 2 "is no ordinary file" Lab2A --solution Labs --seeds 1 --out "$work/$name"
done
if [ -L "$work/link" ] && [ -p "$work/pipe" ]; then
    passed=$((passed + 1))
else
    failed=$((failed + 1))
    echo "FAILED: a sheet has replaced a link or a pipe"
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]

#!/usr/bin/env bash
# All tests of the project (`make test`): lint, the framework's tests and the graders on the reference, and what a
# student release must do. The last line is a summary.
set -u
cd "$(dirname "$0")/../.."
export SWIFT_DETERMINISTIC_HASHING=1
unset LAB_SOLUTION LAB_ONLY LAB_SEED LAB_SEEDS LAB_RESULTS LAB_FAILURES LAB_WATCHDOG LAB_EVENTS

logs=.build/project-logs
mkdir -p "$logs"
passed=0
failed=0
skipped=0

ok() { passed=$((passed + 1)); echo "ok: $1"; }

# Says what went wrong and shows the end of the log that tells why.
fail() {
    failed=$((failed + 1))
    echo "FAILED: $1"
    if [ -n "${2:-}" ]; then tail -n 60 "$2" | sed 's/^/    /'; fi
}

# check NAME LOG COMMAND...: passes if the command succeeds.
check() {
    local name=$1 log=$logs/$2
    shift 2
    if "$@" >"$log" 2>&1; then ok "$name"; else fail "$name" "$log"; fi
}

# refused NAME LOG TEXT COMMAND...: passes if the command fails and says TEXT.
refused() {
    local name=$1 log=$logs/$2 text=$3
    shift 3
    if "$@" >"$log" 2>&1; then
        fail "$name: the command succeeded" "$log"
    elif grep -qF -- "$text" "$log"; then
        ok "$name"
    else
        fail "$name: it did not say '$text'" "$log"
    fi
}

# ends NAME LOG STATUS TEXT COMMAND...: passes if the command ends with this status and says TEXT.
ends() {
    local name=$1 log=$logs/$2 wanted=$3 text=$4 status=0
    shift 4
    "$@" >"$log" 2>&1 || status=$?
    if [ "$status" -ne "$wanted" ]; then
        fail "$name: status $status, not $wanted" "$log"
    elif grep -qF -- "$text" "$log"; then
        ok "$name"
    else
        fail "$name: it did not say '$text'" "$log"
    fi
}

# forget SCRATCH MODULE...: removes the object files of these modules, so that the next build compiles them, and warns.
forget() {
    local module scratch=$1
    shift
    for module in "$@"; do
        if [ -d "$scratch/debug/$module.build" ]; then
            find "$scratch/debug/$module.build" \( -name '*.o' -o -name '*.swiftdeps' \) -delete
        fi
    done
}

# no_warnings LOG MODULE...: the build has compiled each of these modules, and warned of nothing.
no_warnings() {
    local module log=$1
    shift
    for module in "$@"; do
        if ! grep -qE "(Compiling|Emitting module) $module( |$)" "$log"; then
            echo "$module was not compiled, so nothing is known of its warnings"
            return 1
        fi
    done
    ! grep -E 'warning:' "$log"
}

# --- Style

check "swift format lint --strict" lint.log make --no-print-directory lint

# --- The hand-out: each of its demands has a test and a bug

check "each demand of the hand-out is held by a test, and has a bug" demands.log Tests/Project/demands.sh
tail -n 1 "$logs/demands.log"
# A table in which something is wrong: each line says what.
wrong=Tests/Project/WrongDemands.md
refused "a quotation that the hand-out does not have" demands-quotation.log \
    "demand 6.1 quotes what chapter 6 of HANDOUT.md does not say: Every server votes as it likes." \
    Tests/Project/demands.sh "$wrong"
for text in "there is no test or kind of failure Lab2A/testNothing" "there is no bug Lab2Raft/no-such-bug" \
    "demand 6.2 has no line that begins with Bugs or Why" "this line is not understood: Test: testNothing" \
    "the bug Lab2Raft/votes-twice is in no demand"; do
    check "it says: $text" demands-text.log grep -qF -- "$text" "$logs/demands-quotation.log"
done

check "the hand-out gives each test the points that its grader gives" points.log Tests/Project/points.sh

# --- The reference: framework tests and graders

reference=(--scratch-path .build/reference)
# What the manifest makes of the folders.
mapfile -t modules < <(env LAB_SOLUTION=reference swift package describe | sed -n 's/^    Name: //p' |
    grep -vx -e macos -e HiddenTests | sort -u)
forget .build/reference "${modules[@]}"
check "the reference builds" build-reference.log \
    env LAB_SOLUTION=reference swift build --build-tests "${reference[@]}"
check "it builds without a warning" warnings-reference.log \
    no_warnings "$logs/build-reference.log" "${modules[@]}"

log=$logs/test-reference.log
env LAB_SOLUTION=reference swift test --skip-build --disable-swift-testing "${reference[@]}" >"$log" 2>&1
status=$?
grep -E '[a-z] passed: ' "$log"
executed=$(grep -oE 'Executed [0-9]+ tests?' "$log" | tail -n 1 | grep -oE '[0-9]+' || echo 0)
broken=$(grep -cE "^Test Case '.*' failed" "$log")
skipped=$(grep -cE "^Test Case '.*' skipped" "$log")
passed=$((passed + executed - broken - skipped))
failed=$((failed + broken))
if [ "$executed" -lt 600 ]; then fail "only $executed tests were executed" "$log"; fi
if [ "$status" -ne 0 ]; then
    echo "FAILED: swift test on the reference ended with status $status"
    if [ "$broken" -eq 0 ]; then failed=$((failed + 1)); fi
    grep -vE "^Test (Case|Suite)" "$log" | tail -n 150 | sed 's/^/    /'
fi

# --- Bad input: one clear line, and a status that isn't zero

grade=(env LAB_SOLUTION=reference swift test --skip-build --disable-swift-testing "${reference[@]}"
    --filter testInitialElection)
refused "a malformed seed" bad-seed.log 'LAB_SEED="abc" is not a seed' env LAB_SEED=abc "${grade[@]}"
refused "zero seeds" zero-seeds.log 'LAB_SEEDS="0" is not a number of seeds' env LAB_SEEDS=0 "${grade[@]}"
refused "malformed seeds beside a good one" bad-seeds.log 'LAB_SEEDS="abc" is not a number of seeds' \
    env LAB_SEED=1 LAB_SEEDS=abc "${grade[@]}"
for patience in abc 0; do
    refused "a watchdog that waits for $patience" bad-watchdog.log \
        "LAB_WATCHDOG=\"$patience\" is not a number of seconds" env LAB_WATCHDOG=$patience "${grade[@]}"
done
refused "a results file that can't be written" bad-results.log "LAB_RESULTS=/no/such/file can't be written" \
    env LAB_RESULTS=/no/such/file "${grade[@]}"
for lab in Lab9 'Lab2A Lab9' %; do
    refused "LAB='$lab'" bad-lab.log "there is no lab '$lab': write LAB= with one of Lab2 Lab2A Lab2B Lab2C" \
        make --no-print-directory grade LAB="$lab"
done
for time in first second; do
    refused "an unknown solution, the $time time" bad-solution.log "LAB_SOLUTION=nope names no solution" \
        env LAB_SOLUTION=nope swift build --scratch-path .build/nope
done

refused "a lab alone that does not exist" bad-only.log "LAB_ONLY=Lab9 names no lab" \
    env LAB_ONLY=Lab9 swift build --scratch-path .build/nope

# --- Histories in files: the verdict is the status

histories=.build/histories
rm -rf "$histories"
mkdir -p "$histories/folder"
put='{"client":1,"op":"put","key":"x","value":"a","call":1,"end":2}'
echo "$put" >"$histories/good.jsonl"
printf '%s\n{"client":2,"op":"get","key":"x","output":"","call":3,"end":4}\n' "$put" >"$histories/bad.jsonl"
printf '%s\n{"client":2,"op":"get","key":' "$put" >"$histories/broken.jsonl"
printf 'INFO  jepsen.util - 1\t:invoke\t:read\tnil\nINFO  jepsen.util - 1\t:ok\t:read\tnil\n' >"$histories/good.log"
printf '{:process 1, :type :invoke, :f :get, :key "x", :value nil}\n' >"$histories/good.txt"
: >"$histories/empty"
# More operations than the budget has steps, and a read that is wrong at once.
for client in 1 2 3 4 5 6; do
    echo '{"client":'$client',"op":"cas","old":1,"new":1,"output":false,"call":1,"end":9}'
    echo '{"client":'$client',"op":"write","value":'$((client % 2))',"call":10,"end":19}'
done >"$histories/long.jsonl"
echo '{"client":1,"op":"read","output":5,"call":1,"end":2}' >"$histories/short.jsonl"
labs=.build/reference/debug/labs
# checked NAME STATUS TEXT ARGUMENT...
checked() {
    local name=$1
    shift
    ends "labs check: $name" check.log "$1" "$2" "$labs" check "${@:3}"
}
for file in good.jsonl good.log good.txt; do
    checked "$file" 0 "$file: linearizable" "$histories/$file"
done
checked "a history that is not linearizable" 1 "it must see everything that had finished" "$histories/bad.jsonl"
checked "the same as JSON" 1 '"verdict":"not linearizable"' --format json "$histories/bad.jsonl"
checked "its page" 1 "not linearizable" "$histories/bad.jsonl" --html "$histories/page.html"
check "it is a page" page.log grep -q '</html>' "$histories/page.html"
checked "pages of several" 1 "not linearizable" "$histories/bad.jsonl" "$histories/good.log" --html "$histories/pages"
check "they are pages" pages.log grep -q '</html>' "$histories/pages/bad.jsonl.html" "$histories/pages/good.log.html"
checked "a budget that is too small" 4 "undecided" --budget 3 "$histories/long.jsonl"
checked "bad comes before undecided" 1 "undecided" --budget 3 "$histories/long.jsonl" "$histories/short.jsonl"
checked "malformed comes before bad" 2 "broken.jsonl:2: this is no complete JSON object" \
    "$histories/broken.jsonl" "$histories/bad.jsonl"
checked "malformed, as JSON" 2 '"line":2' --format json "$histories/broken.jsonl"
checked "an empty file" 0 "empty: linearizable (no model needed, 0 operations" "$histories/empty"
checked "an empty file of a model" 0 "empty: linearizable (no model needed" --model key-value "$histories/empty"
checked "an empty file as JSON" 0 '"verdict":"linearizable"' --format json "$histories/empty"
checked "memory of each file" 0 '"peakBytes":' --format json "$histories/good.log" "$histories/empty"
checked "a file of another model" 2 "not of cas-register" --model cas-register "$histories/good.jsonl"
checked "no such file" 2 "there is no such file" "$histories/nowhere"
checked "a folder" 2 "this is a folder" "$histories/folder"
checked "no file" 2 "a file to check is missing"
checked "an unknown option" 2 "'--speed' is not understood" --speed "$histories/good.log"
checked "an unknown model" 2 "--model queue is not known; write cas-register or key-value" \
    --model queue "$histories/good.log"
checked "an unknown format" 2 "--format xml is not known; write text or json" --format xml "$histories/good.log"
checked "no budget" 2 "--budget 0 is not a number of steps" --budget 0 "$histories/good.log"
checked "a page over a history" 2 "would overwrite a history" --html "$histories/good.log" "$histories/good.log"
checked "a page that can't be written" 2 "can't be" --html /dev/null/page.html "$histories/good.log"

# --- The zoo: what it says of bugs and right solutions that are as promised, and of those that are not

zoo=(make --no-print-directory zoo ZOO=Tests/Project/Zoo)
for patch in Tests/Project/Zoo/*.patch Tests/Project/ZooOfFailures/*.patch; do
    rm -f ".build/zoo/records/$(basename "$patch" .patch)-"*
done
# row NAME LOG PATTERN: the table in LOG has a line that begins so.
row() { check "$1" zoo-row.log grep -E "^$3" "$logs/$2"; }

# interrupted LOG: hunts until the first bug is caught, and types Ctrl-C.
interrupted() {
    local log=$1 status=0
    # A process group of its own, as a terminal gives to each command.
    setsid "${zoo[@]}" >"$log" 2>&1 &
    local hunt=$!
    for _ in $(seq 600); do
        if grep -q '^crashes' "$log" || ! kill -0 "$hunt" 2>/dev/null; then break; fi
        sleep 1
    done
    kill -INT -- "-$hunt"
    wait "$hunt" || status=$?
    [ "$status" -ne 0 ] && grep -E '^1 of 1 bug caught' "$log" && grep -F '3 of 4 were not hunted yet' "$log"
}
check "a hunt that is interrupted tells what it knows" zoo-interrupted-check.log interrupted "$logs/zoo-interrupted.log"
check "a zoo in which all is as promised" zoo.log "${zoo[@]}"
row "it goes on where it stopped" zoo.log '3 of 3 bugs caught; .*; 1 of 1 right solution passed; 1 taken over'
row "a crash of the solution is a catch" zoo.log 'crashes +caught at seed 1 by testManyElections \(crashed\), alone'
row "the earliest seed, and that of the expected test" zoo.log \
    'everyone-votes.* +caught at seed 1 by test.* \(votedTwice\), at seed [2-9] by testManyElections as expected, and'
row "a bug that was caught although a grader died" zoo.log \
    'votes-and-kills-its-process +caught at seed 1 by .*; besides, a grader process died of signal 9'
row "a right solution" zoo.log 'right-in-another-shape +passed [0-9]+ tests with 10 seeds'
check "the table as data" zoo-json.log "${zoo[@]}" JSON="$PWD/$logs/zoo.json"
check "it holds all of it" zoo-json.log \
    grep -F '"expectedTest" : "Lab2ATests.ElectionTests/testManyElections"' "$logs/zoo.json"
refused "a zoo with a bug that survives" zoo-of-failures.log "no-bug-at-all                      SURVIVED" \
    make --no-print-directory zoo ZOO=Tests/Project/ZooOfFailures
row "and a patch that no longer applies" zoo-of-failures.log \
    'of-another-time +NOT HUNTED: the patch no longer applies'
row "and a bug that the expected test does not find" zoo-of-failures.log \
    'unexpected-finder +caught at seed 1 by test.*, but NOT BY testNoSuchTest'
row "and a grader that died and found nothing" zoo-of-failures.log \
    'kills-its-process +NOT HUNTED: a grader process died of signal 9, [0-9]+ of its [0-9]+ tests without a result'
row "and a right solution that fails" zoo-of-failures.log \
    'not-as-right-as-it-says +FAILED, though it must pass: at seed 1 by test'
# assemble DIR: the reference of all labs in one folder, as a solution.
assemble() {
    local reference
    rm -rf "$1"
    mkdir -p "$1"
    for reference in Sources/*/Reference; do
        cp -R "$reference" "$1/$(basename "$(dirname "$reference")")"
    done
}
# applies: each right solution still is a patch to the reference.
applies() {
    local patch stale=0
    assemble .build/assembled
    for patch in "$PWD"/Sources/*/RightSolutions/*.patch; do
        (cd .build/assembled && GIT_CEILING_DIRECTORIES=$(dirname "$PWD") git apply --check "$patch") || stale=1
    done
    return "$stale"
}
check "the right solutions apply to the reference" right-applies.log applies
refused "right solutions that do not exist" right-nowhere.log "nowhere holds no *.patch" \
    make --no-print-directory right RIGHT=nowhere
refused "a zoo that does not exist" zoo-nowhere.log "nowhere holds no *.patch" \
    make --no-print-directory zoo ZOO=nowhere

# --- Mutants: what is found in a small file, and that the copy with all of it compiles

check "labs mutants finds what it should" mutants.log Tests/Project/mutants.sh

# --- A new lab is new files and nothing else

check "a toy lab is found by its files alone" toy.log Tests/Project/toy.sh

# --- A student release, as the hand-out says how to make one: without the reference and what shows pieces of it

release=.build/student-release
mkdir -p "$release"
find "$release" -mindepth 1 -maxdepth 1 ! -name .build -exec rm -rf {} +
# What was changed and isn't committed counts; what git doesn't know yet doesn't.
now=$(git stash create)
git archive --worktree-attributes "${now:-HEAD}" | tar -xf - -C "$release"

check "the manifest loads without the reference" manifest.log swift package --package-path "$release" describe

# targets NAMES [LAB]: what a student builds besides the kit, of all labs or of LAB alone, is just that.
targets() {
    local found
    found=$(env LAB_ONLY="${2:-}" swift package --package-path "$release" describe |
        sed -n 's/^    Name: \(Lab[0-9].*\|.*Tests\|labs\)$/\1/p' | grep -v Grading | sort -u | paste -s -d ' ')
    echo "$found"
    [ "$found" = "$1" ]
}
check "a student builds the graders of all labs, and no tests of the kit" targets.log targets \
    "HiddenTests Lab2ATests Lab2BTests Lab2CTests Lab2Raft Lab3ATests Lab3BTests Lab3KVRaft Lab4ATests Lab4BTests"\
" Lab4ShardKV Lab4ShardMaster Lab5ATests Lab5PaxosKV labs"
check "with LAB_ONLY a lab, and what it needs" targets-only.log targets \
    "Lab2Raft Lab3ATests Lab3BTests Lab3KVRaft" Lab3
# All else is the same as above.
forget "$release/.build" Lab2Raft Lab3KVRaft Lab4ShardMaster Lab4ShardKV Lab5PaxosKV
check "the skeleton builds" build-skeleton.log swift build --build-tests --package-path "$release"
check "it builds without a warning" warnings-skeleton.log \
    no_warnings "$logs/build-skeleton.log" Lab2Raft Lab3KVRaft Lab4ShardMaster Lab4ShardKV Lab5PaxosKV

# fails_everything LAB LOG: the skeleton fails each of the lab's tests, and ends.
fails_everything() {
    local lab=$1 log=$2 status=0
    timeout 180 swift test --skip-build --disable-swift-testing --package-path "$release" --filter "^$lab" \
        >"$log" 2>&1 || status=$?
    tests=$(grep -cE "^Test Case '.*' started" "$log")
    local failures
    failures=$(grep -cE "Tests\.swift:[0-9]+: error: .* : failed - " "$log")
    if [ "$status" -eq 1 ] && [ "$tests" -ge 21 ] && [ "$failures" -eq "$tests" ]; then
        ok "the skeleton fails each of $tests tests of $lab, and ends"
    else
        fail "the skeleton: status $status, $tests tests of $lab, $failures of them failed" "$log"
    fi
}
fails_everything Lab3 "$logs/test-skeleton-3.log"
fails_everything Lab4 "$logs/test-skeleton-4.log"
fails_everything Lab5 "$logs/test-skeleton-5.log"
log=$logs/test-skeleton.log
fails_everything Lab2 "$log"
hints=$(tr '\n' ' ' <"$log" | tr -s ' ' | grep -oF 'begin with run() in Lab2Raft/Raft.swift' | wc -l)
if [ "$hints" -ge "$tests" ]; then
    ok "each failure of the skeleton says where to begin"
else
    fail "only $hints of $tests failures of the skeleton say where to begin" "$log"
fi

# What is missing is explained once in a student's first run, and then in one line of the three that XCTest prints for a test.
log=$logs/test-first-run.log
swift test --skip-build --disable-swift-testing --package-path "$release" --filter Lab2A >"$log" 2>&1
length=$(wc -l <"$log")
tests=$(grep -cE "^Test Case '.*' started" "$log")
if [ "$length" -le $((60 + 3 * tests)) ] && grep -qE 'Lab2A: 0 of [0-9]+ points, 0 of [0-9]+ tests' "$log"; then
    ok "a student's first run prints $length lines, and the score"
else
    fail "a student's first run prints $length lines" "$log"
fi

# --- Hidden tests: dropped in, they run with the others and carry points

assemble "$release/Submission"
results=$PWD/$logs/hidden.jsonl
# A cache of its own: that of the user may remember what an earlier run of this script left there.
hidden=(env LAB_SOLUTION=Submission LAB_RESULTS="$results" LAB_SEEDS=2
    swift test --disable-swift-testing --package-path "$release" --cache-path "$PWD/$release/.cache" --filter Lab2A)

# carries_points TARGET: the hidden test ran as a part of this target, and its line says what it is worth.
carries_points() {
    grep -E '"passed":true,"points":10,.*"test":"'"$1"'.Lab2AHiddenLeaderTests/testLeaderSurvives' "$results"
}

# added NAME LOG TARGET OPTION...: a folder that is added to a package just built runs as a part of TARGET. SwiftPM
# remembers the manifest without the folder, and that is the case to try.
added() {
    local name=$1 log=$2 target=$3
    shift 3
    rm -rf "$release/Tests/Hidden/Lab2AHiddenExample" "$results"
    check "the submission passes without hidden tests" "$log-before.log" "${hidden[@]}"
    mkdir -p "$release/Tests/Hidden/Lab2AHiddenExample"
    cp Tests/Project/HiddenExample/*.swift "$release/Tests/Hidden/Lab2AHiddenExample/"
    rm -f "$results"
    check "$name" "$log.log" "${hidden[@]}" "$@"
    check "it carries points like any other, in $target" "$log-points.log" carries_points "$target"
}
added "a hidden test runs under --manifest-cache none --filter Lab2A" hidden Lab2AHiddenExample --manifest-cache none
added "without that option it runs for its class's name" hidden-cached HiddenTests

# The hand-out shows this very test.
example=$(sed 's/[[:space:]]*$//' Tests/Project/HiddenExample/Lab2AHiddenLeaderTests.swift)
if [[ "$(sed 's/[[:space:]]*$//' HANDOUT.md)" == *"$example"* ]]; then
    ok "HANDOUT shows the hidden test that is tried here"
else
    fail "HANDOUT does not show Tests/Project/HiddenExample/Lab2AHiddenLeaderTests.swift word for word"
fi

echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]

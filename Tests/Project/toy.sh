#!/usr/bin/env bash
# toy.sh: adds the lab of Tests/Project/ToyLab to a copy of this repository, by its files alone, as Sources/README.md says, and
# sees that everything finds it. Needs the reference's build of labs; ends with 0 if all is well.
set -eu
cd "$(dirname "$0")/../.."
labs=$PWD/.build/reference/debug/labs
copy=.build/toy
mkdir -p "$copy"
find "$copy" -mindepth 1 -maxdepth 1 ! -name .build -exec rm -rf {} +
now=$(git stash create)
git archive --worktree-attributes "${now:-HEAD}" | tar -xf - -C "$copy"
for file in $(cd Tests/Project/ToyLab && find . -type f); do
    if [ -e "$copy/$file" ]; then
        echo "$file is in the repository already"
        exit 1
    fi
done
cp -R Tests/Project/ToyLab/. "$copy/"
git check-attr export-ignore Sources/Lab9Counter/Reference | grep -F ': set'
cd "$copy"
export LAB_ONLY=Lab9

# The reference passes, and has its points.
LAB_SOLUTION=reference swift test --disable-swift-testing --filter Lab9A | tee log
grep -F 'Lab9A: 10 of 10 points, 1 of 1 test' log
# The skeleton fails, and is told where to begin.
if swift test --disable-swift-testing --filter Lab9A >log; then exit 1; fi
tr '\n' ' ' <log | tr -s ' ' | grep -F 'begin in Lab9Counter/Counter.swift'
grep -F 'Lab9A: 0 of 10 points' log
# Its bug is caught, and make knows it.
"$labs" zoo Sources/Lab9Counter/BugZoo | tee log
grep -F 'caught at seed 1 by testCrashes (miscounted)' log
make -n zoo LAB=Lab9 | grep -F 'labs zoo Sources/Lab9Counter/BugZoo'
make -n grade LAB=Lab9A | grep -F -- "--filter 'Lab9A'"

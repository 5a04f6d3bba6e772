#!/usr/bin/env bash
# `labs mutants` on a small file: it finds the mutants that it should, and the copy that holds them all compiles. Needs the
# reference's build; ends with 0 if all is well.
set -eu
cd "$(dirname "$0")/../.."

.build/reference/debug/labs mutants --list Tests/Project/Mutants | diff Tests/Project/Mutants/expected.txt -
copy=.build/mutants/sample
rm -rf "$copy"
.build/mutants/mutator --into "$copy" Tests/Project/Mutants >/dev/null
swiftc -typecheck -swift-version 6 -enable-upcoming-feature NonisolatedNonsendingByDefault -suppress-warnings \
    -module-name Mutants -I .build/reference/debug/Modules "$copy"/Mutants/*.swift

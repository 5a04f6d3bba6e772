# Everything a person types, besides `swift test`. `make` alone lists it.

# One seed of a Dictionary's order for every process; see README, "How determinism is kept".
export SWIFT_DETERMINISTIC_HASHING = 1

LABS = Lab2 Lab2A Lab2B Lab2C
LAB ?= Lab2
SOLUTION ?=
SEEDS ?=

# A scratch path for each solution, so that changing between them rebuilds nothing.
SCRATCH = .build$(if $(SOLUTION),/$(SOLUTION))
# Without the cache of manifests, so that a new folder of hidden tests is a target of its own at once.
SWIFT_TEST = swift test --disable-swift-testing --manifest-cache none
REFERENCE = LAB_SOLUTION=reference
# Release builds of tests need this to see what @testable imports.
RELEASE = -c release -Xswiftc -enable-testing

.PHONY: help
help:
	@echo "make reference                         grade the reference solution on Lab 2"
	@echo "make grade [LAB=Lab2A] [SOLUTION=DIR] [SEEDS=N]   grade a solution (default: Labs/, all labs)"
	@echo "make test                              all tests of the project"
	@echo "make bench [BENCH_JSON=FILE]           measure speed and memory"
	@echo "make soak [SEEDS=2000]                 the reference over many seeds"
	@echo "make determinism [PAIRS=200]           rerun (test, seed) pairs, debug and release"
	@echo "make zoo [ZOO=DIR] [ZOO_JSON=FILE]     plant known bugs in the reference and let the graders hunt them"
	@echo "make lint | format | clean"

# --- Grading

.PHONY: grade
grade:
ifneq ($(strip $(words $(LAB)) $(filter-out $(LABS),$(LAB))),1)
	$(error there is no lab '$(LAB)': write LAB= with one of $(LABS))
else
	$(if $(SEEDS),LAB_SEEDS='$(SEEDS)') $(if $(SOLUTION),LAB_SOLUTION='$(SOLUTION)') \
	    $(SWIFT_TEST) --scratch-path '$(SCRATCH)' --filter '$(LAB)'
endif

.PHONY: reference
reference:
	@$(MAKE) --no-print-directory grade SOLUTION=reference

# --- The project's own tests

.PHONY: test
test:
	@Tests/Project/run.sh

.PHONY: lint
lint:
	swift format lint --strict --recursive --parallel Package.swift Sources Labs Tests

.PHONY: format
format:
	swift format format --in-place --recursive --parallel Package.swift Sources Labs Tests

# --- Measurements

.PHONY: bench
bench:
	$(REFERENCE) swift build --build-tests --scratch-path .build/reference
	$(REFERENCE) swift build -c release --product labs --scratch-path .build/reference
	.build/reference/release/labs bench --graders .build/reference/debug/QuorumPackageTests.xctest

.PHONY: soak
soak:
	$(REFERENCE) swift build $(RELEASE) --build-tests --scratch-path .build/soak
	$(REFERENCE) swift build --product labs --scratch-path .build/reference
	.build/reference/debug/labs soak --seeds $(or $(SEEDS),2000) \
	    --graders .build/soak/release/QuorumPackageTests.xctest

.PHONY: determinism
determinism:
	$(REFERENCE) swift build --build-tests --scratch-path .build/reference
	$(REFERENCE) swift build --product labs --scratch-path .build/reference
	$(REFERENCE) swift build $(RELEASE) --build-tests --scratch-path .build/soak
	@echo "debug:" && .build/reference/debug/labs determinism --pairs $(or $(PAIRS),200) \
	    --graders .build/reference/debug/QuorumPackageTests.xctest
	@echo "release:" && .build/reference/debug/labs determinism --pairs $(or $(PAIRS),200) \
	    --graders .build/soak/release/QuorumPackageTests.xctest

.PHONY: zoo
zoo:
	$(REFERENCE) swift build --product labs --scratch-path .build/reference
	.build/reference/debug/labs zoo --bugs $(or $(ZOO),Tests/BugZoo/Lab2Raft)

.PHONY: clean
clean:
	rm -rf .build

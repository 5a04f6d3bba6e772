# Everything a person types, besides `swift test`. `make` alone lists it.

# One seed of a Dictionary's order for every process; see README, "How determinism is kept".
export SWIFT_DETERMINISTIC_HASHING = 1

# Tests/<Lab>/2A holds the graders of the part Lab2A; Lab2 is all its parts.
PARTS := $(addprefix Lab,$(notdir $(wildcard Tests/Lab*/[0-9]*)))
LABS := $(sort $(PARTS) $(patsubst %A,%,$(filter %A,$(PARTS))))
# One of them; all labs if it is empty.
LAB ?=
# The folders of the labs that are meant: Lab4 is two.
FOLDERS = $(sort $(notdir $(patsubst %/,%,$(dir $(wildcard Tests/Lab*/$(patsubst Lab%,%,$(or $(LAB),[0-9]))*)))))
SOLUTION ?=
SEEDS ?=
# A file for the table as data.
JSON ?=

# A scratch path for each solution, so that changing between them rebuilds nothing.
SCRATCH = .build$(if $(SOLUTION),/$(SOLUTION))
# Without the cache of manifests, so that a new folder of hidden tests is a target of its own at once.
SWIFT_TEST = swift test --disable-swift-testing --manifest-cache none
REFERENCE = LAB_ONLY= LAB_SOLUTION=reference
# Release builds of tests need this to see what @testable imports.
RELEASE = -c release -Xswiftc -enable-testing

.PHONY: help
help:
	@echo "make reference [LAB=Lab2A]             grade the reference solution (default: all labs)"
	@echo "make grade [LAB=Lab2A] [SOLUTION=DIR] [SEEDS=N]   grade a solution (default: Labs/, all labs)"
	@echo "make test                              all tests of the project"
	@echo "make bench [JSON=FILE]                 measure speed and memory"
	@echo "make soak [LAB=Lab2] [SEEDS=2000]      the reference over many seeds (default: all labs)"
	@echo "make determinism [LAB=Lab2] [PAIRS=200]   rerun (test, seed) pairs, debug and release"
	@echo "make zoo [LAB=Lab2 | ZOO=DIR] [AFRESH=1] [JSON=FILE]   plant known bugs in the reference, let graders hunt them"
	@echo "make right [LAB=Lab2 | RIGHT=DIR] [SEEDS=500]   right solutions of other shapes, which the graders must let pass"
	@echo "make mutants LAB=Lab2 [JSON=FILE]   make every small change to the reference, let graders hunt each"
	@echo "make scores                            labs grade, tried with submissions and a class of all kinds"
	@echo "make cheats [CHEATS=DIR]               grade hostile submissions, none of which may get more than it deserves"
	@echo "make lint | format | clean"

# --- Grading

.PHONY: grade
grade:
ifneq ($(filter-out $(LABS),$(LAB))$(word 2,$(LAB)),)
	$(error there is no lab '$(LAB)': write LAB= with one of $(LABS))
else
	$(if $(SEEDS),LAB_SEEDS='$(SEEDS)') $(if $(SOLUTION),LAB_SOLUTION='$(SOLUTION)') \
	    $(SWIFT_TEST) --scratch-path '$(SCRATCH)' --filter '$(or $(LAB),Lab[0-9])'
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
	.build/reference/release/labs bench --graders .build/reference/debug/QuorumPackageTests.xctest $(JSON:%=--json '%')

.PHONY: soak
soak:
	$(REFERENCE) swift build $(RELEASE) --build-tests --scratch-path .build/soak
	$(REFERENCE) swift build --product labs --scratch-path .build/reference
	.build/reference/debug/labs soak $(LAB:%=--lab %) --seeds $(or $(SEEDS),2000) \
	    --graders .build/soak/release/QuorumPackageTests.xctest

.PHONY: determinism
determinism:
	$(REFERENCE) swift build --build-tests --scratch-path .build/reference
	$(REFERENCE) swift build --product labs --scratch-path .build/reference
	$(REFERENCE) swift build $(RELEASE) --build-tests --scratch-path .build/soak
	@echo "debug:" && .build/reference/debug/labs determinism $(LAB:%=--lab %) --pairs $(or $(PAIRS),200) \
	    --graders .build/reference/debug/QuorumPackageTests.xctest
	@echo "release:" && .build/reference/debug/labs determinism $(LAB:%=--lab %) --pairs $(or $(PAIRS),200) \
	    --graders .build/soak/release/QuorumPackageTests.xctest

# The labs' bugs, or a folder of one's own.
ZOO ?= $(FOLDERS:%=Sources/%/BugZoo)

.PHONY: zoo
zoo:
	$(REFERENCE) swift build --product labs --scratch-path .build/reference
	.build/reference/debug/labs zoo $(ZOO) $(if $(AFRESH),--afresh) $(JSON:%=--json '%')

# The labs' right solutions of other shapes, which must pass with many seeds.
RIGHT ?= $(FOLDERS:%=Sources/%/RightSolutions)

.PHONY: right
right:
	$(REFERENCE) swift build --product labs --scratch-path .build/reference
	LAB_SEEDS='$(or $(SEEDS),500)' .build/reference/debug/labs zoo $(RIGHT) --release $(if $(AFRESH),--afresh)

# Every small change to the reference's rules of a lab, all in one build.
.PHONY: mutants
mutants:
	$(REFERENCE) swift build --product labs --scratch-path .build/reference
	.build/reference/debug/labs mutants $(or $(LAB),Lab2) $(JSON:%=--json '%')

# It builds the kit twice more, which takes longer than all other checks of the command line together.
.PHONY: scores
scores:
	$(REFERENCE) swift build --product labs --scratch-path .build/reference
	Tests/Project/grade.sh

# Hostile submissions, and honest ones.
CHEATS ?= Tests/Project/Cheats

.PHONY: cheats
cheats:
	$(REFERENCE) swift build --product labs --scratch-path .build/reference
	.build/reference/debug/labs cheats $(CHEATS)

.PHONY: clean
clean:
	rm -rf .build

// swift-tools-version: 6.2
//
// Quorum: the MIT 6.824 labs in Swift. See README.md for the layout and HANDOUT.md for the labs.
//
// Three things here are decided when the manifest loads:
//   * LAB_SOLUTION picks the directory whose code the graders import (README, "A solution is a directory").
//   * LAB_ONLY leaves out the graders of other labs, and the labs that only they need (README, the same chapter).
//   * Every folder in Tests/Hidden/ becomes a test target (HANDOUT, "Hidden tests").

import Foundation
import PackageDescription

func subdirectories(of directory: String) -> [String] {
    let url = URL(fileURLWithPath: Context.packageDirectory).appendingPathComponent(directory)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
    return names.sorted().filter { name in
        var isDirectory: ObjCBool = false
        let path = url.appendingPathComponent(name).path
        return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
    }
}

// MARK: - The solution under test

let solutionName = Context.environment["LAB_SOLUTION"] ?? ""
let isReference = solutionName == "reference"
let solutionDirectory =
    switch solutionName {
    case "": "Labs"
    case "reference": "Sources/Reference"
    default: solutionName
    }

/// The labs in their order, and the earlier labs that each builds on.
let allLabs: [(name: String, imports: [String])] = [
    ("Lab2Raft", []),
    ("Lab3KVRaft", ["Lab2Raft"]),
    ("Lab4ShardMaster", ["Lab2Raft", "Lab3KVRaft"]),
    ("Lab4ShardKV", ["Lab2Raft", "Lab3KVRaft", "Lab4ShardMaster"]),
]
/// The graders, and the last lab that each imports.
let allGraders: [(name: String, lab: String)] = [
    ("Lab2ATests", "Lab2Raft"), ("Lab2BTests", "Lab2Raft"), ("Lab2CTests", "Lab2Raft"),
    ("Lab3ATests", "Lab3KVRaft"), ("Lab3BTests", "Lab3KVRaft"),
    ("Lab4ATests", "Lab4ShardMaster"), ("Lab4BTests", "Lab4ShardKV"),
]

// MARK: - The graders that are asked for

let only = Context.environment["LAB_ONLY"] ?? ""
let isLimited = !only.isEmpty
/// Whether the kit and the insides of the reference are tested too. A student would wait for the compilation.
let isProject = isReference && !isLimited
let graders = allGraders.filter { $0.name.hasPrefix(only) }

/// A lab and those that it builds on, in their order.
func closure(of lab: String) -> [String] {
    allLabs.filter { $0.name == lab }.flatMap { $0.imports + [lab] }
}

let labs = allLabs.filter { lab in graders.contains { closure(of: $0.lab).contains(lab.name) } }
let solutionLabs = subdirectories(of: solutionDirectory)
/// What to tell somebody whose solution isn't there, or who asks for a lab that isn't.
let complaint: String? =
    if !solutionLabs.contains(allLabs[0].name) {
        "LAB_SOLUTION=\(solutionName) names no solution: there is no directory \(solutionDirectory)/\(allLabs[0].name) in "
            + "this package. Unset it to grade Labs/, or name a directory here that holds \(allLabs[0].name) and, as far as "
            + "you are, " + allLabs.dropFirst().map(\.name).joined(separator: ", ") + "."
    } else if graders.isEmpty {
        "LAB_ONLY=\(only) names no lab: unset it for all labs, or write Lab2, Lab3 or Lab4, or a part such as Lab2A."
    } else {
        nil
    }

// MARK: - Settings

/// Everywhere: nonisolated async functions stay on their caller's executor, so work stays on the node that caused it.
let everywhere: [SwiftSetting] = [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]
/// The kit itself is optimised in debug builds too, so that `swift test` is fast without a release build.
let kit =
    everywhere + [
        .unsafeFlags([
            // Whole-module optimisation inlines across files; it excludes batch mode, which debug builds ask for.
            "-O", "-wmo", "-num-threads", "1", "-disable-batch-mode",
            // The kit runs on one thread and holds no access while code of others runs; the checks took a tenth.
            "-enforce-exclusivity=unchecked",
        ])
    ]

// MARK: - Targets

func tests(_ name: String, imports: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: imports, swiftSettings: everywhere)
}

/// What tests import that grade these labs.
func graderImports(_ labs: [String]) -> [Target.Dependency] {
    ["LabHarness", "LabKit"] + labs.map { .byName(name: $0) }
}

let kitTargets: [Target] = [
    .target(name: "CDeterministicHashing"),
    .target(name: "Simulation", dependencies: ["CDeterministicHashing"], swiftSettings: kit),
    .target(name: "Wire", swiftSettings: kit),
    .target(name: "Linearizability", swiftSettings: kit),
    .target(name: "LabRPC", dependencies: ["Simulation"], swiftSettings: kit),
    .target(name: "LabKit", dependencies: ["Wire"], swiftSettings: kit),
    .target(
        name: "LabHarness",
        dependencies: ["CDeterministicHashing", "LabKit", "LabRPC", "Linearizability", "Simulation", "Wire"],
        swiftSettings: kit),
]

/// Where a lab's code is. Who hands in Lab 2 alone has no folder for Lab 3; then the skeleton stands in, so that all builds.
func directory(of lab: String) -> String {
    solutionLabs.contains(lab) || lab == allLabs[0].name ? "\(solutionDirectory)/\(lab)" : "Labs/\(lab)"
}

/// If there is something to complain of, one target whose path is the complaint: SwiftPM stops at a path that does not exist
/// and shows it. What a manifest prints it shows only the first time.
let solutionTargets: [Target] =
    complaint.map { [.target(name: allLabs[0].name, path: $0)] }
    ?? labs.map { name, imports in
        // Without package access a lab sees what a student in a package of their own would see, and no more.
        .target(
            name: name, dependencies: ["LabKit"] + imports.map { .byName(name: $0) },
            path: directory(of: name),
            packageAccess: false,
            swiftSettings: everywhere)
    }

/// The command line measures solutions to all labs.
let commandLine: [Target] =
    isLimited
    ? []
    : [
        .executableTarget(
            name: "labs", dependencies: ["LabHarness", "Linearizability"] + labs.map { .byName(name: $0.name) },
            swiftSettings: everywhere)
    ]

let graderTargets = graders.map { tests($0.name, imports: graderImports(closure(of: $0.lab))) }

/// Tests of the kit itself.
let frameworkTests =
    !isProject
    ? []
    : [
        tests("SimulationTests", imports: ["Simulation"]),
        tests("WireTests", imports: ["Wire"]),
        tests("LinearizabilityTests", imports: ["Linearizability"]),
        tests("LabRPCTests", imports: ["LabRPC", "Simulation"]),
        tests("LabHarnessTests", imports: ["LabHarness", "LabKit", "LabRPC", "Linearizability", "Simulation", "Wire"]),
    ]

/// What the reference promises beyond what the graders see; about its insides, so not for other solutions.
let referenceTests =
    !isProject
    ? []
    : [
        tests("ReferenceRaftTests", imports: ["LabKit", "Lab2Raft"]),
        tests("ReferenceKVTests", imports: ["LabKit", "Lab3KVRaft"]),
        tests(
            "ReferenceShardTests", imports: ["LabHarness", "LabKit", "Lab3KVRaft", "Lab4ShardMaster", "Lab4ShardKV"]),
    ]

let hiddenFolders = subdirectories(of: "Tests/Hidden")

/// Hidden tests may import what the public graders do.
func hiddenTests(_ name: String, sources: [String]? = nil, exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: graderImports(labs.map(\.name)), path: "Tests/Hidden", exclude: exclude,
        sources: sources,
        swiftSettings: everywhere)
}

/// A target for each folder of hidden tests that is asked for, and one for those that are added while SwiftPM remembers this
/// manifest. All share one path and differ in their sources, so that a folder that was removed is no error either.
let hiddenTargets =
    hiddenFolders.filter { $0.hasPrefix(only) }.map { hiddenTests($0, sources: [$0]) }
    + (isLimited ? [] : [hiddenTests("HiddenTests", exclude: hiddenFolders)])

let package = Package(
    name: "Quorum",
    platforms: [.macOS("26.0")],
    targets: kitTargets + solutionTargets + commandLine + frameworkTests + referenceTests + graderTargets
        + hiddenTargets
)

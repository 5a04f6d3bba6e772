// swift-tools-version: 6.2
//
// Quorum: the MIT 6.824 labs in Swift. See README.md for the layout and HANDOUT.md for the labs.
//
// Two things here are decided when the manifest loads:
//   * LAB_SOLUTION picks the directory whose code the graders import (README, "A solution is a directory").
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
let solutionDirectory =
    switch solutionName {
    case "": "Labs"
    case "reference": "Sources/Reference"
    default: solutionName
    }
/// The labs, and the earlier labs that each builds on.
let labs: [(name: String, imports: [String])] = [
    ("Lab2Raft", []),
    ("Lab3KVRaft", ["Lab2Raft"]),
    ("Lab4ShardMaster", ["Lab2Raft", "Lab3KVRaft"]),
    ("Lab4ShardKV", ["Lab2Raft", "Lab3KVRaft", "Lab4ShardMaster"]),
]
let labNames = labs.map(\.name)
let solutionLabs = subdirectories(of: solutionDirectory)
/// What to tell somebody whose solution isn't there.
let complaint =
    solutionLabs.contains(labNames[0])
    ? nil
    : "LAB_SOLUTION=\(solutionName) names no solution: there is no directory \(solutionDirectory)/\(labNames[0]) in this "
        + "package. Unset it to grade Labs/, or name a directory here that holds \(labNames[0]) and, as far as you are, "
        + labNames.dropFirst().joined(separator: ", ") + "."

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

/// What the public graders import, and so what a hidden test may import.
let graderImports: [Target.Dependency] = ["LabHarness", "LabKit"] + labNames.map { .byName(name: $0) }

func tests(_ name: String, path: String? = nil, imports: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: imports, path: path, swiftSettings: everywhere)
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
    solutionLabs.contains(lab) || lab == labNames[0] ? "\(solutionDirectory)/\(lab)" : "Labs/\(lab)"
}

let solutionTargets: [Target] = labs.map { name, imports in
    // Without package access a lab sees what a student in a package of their own would see, and no more.
    // SwiftPM stops at a path that does not exist and shows it. What a manifest prints it shows only the first time.
    .target(
        name: name, dependencies: ["LabKit"] + imports.map { .byName(name: $0) },
        path: complaint ?? directory(of: name),
        packageAccess: false,
        swiftSettings: everywhere)
}

let commandLine: [Target] = [
    .executableTarget(
        name: "labs", dependencies: ["LabHarness", "Linearizability"] + labNames.map { .byName(name: $0) },
        swiftSettings: everywhere)
]

let graders = ["Lab2ATests", "Lab2BTests", "Lab2CTests", "Lab3ATests", "Lab3BTests", "Lab4ATests", "Lab4BTests"].map {
    tests($0, imports: graderImports)
}

let frameworkTests = [
    tests("SimulationTests", imports: ["Simulation"]),
    tests("WireTests", imports: ["Wire"]),
    tests("LinearizabilityTests", imports: ["Linearizability"]),
    tests("LabRPCTests", imports: ["LabRPC", "Simulation"]),
    tests("LabHarnessTests", imports: ["LabHarness", "LabKit", "LabRPC", "Linearizability", "Simulation", "Wire"]),
]

/// What the reference promises beyond what the graders see; about its insides, so not for other solutions.
let referenceTests =
    solutionName != "reference"
    ? []
    : [
        tests("ReferenceRaftTests", imports: ["LabKit", "Lab2Raft"]),
        tests("ReferenceKVTests", imports: ["LabKit", "Lab3KVRaft"]),
        tests(
            "ReferenceShardTests", imports: ["LabHarness", "LabKit", "Lab3KVRaft", "Lab4ShardMaster", "Lab4ShardKV"]),
    ]

let hiddenFolders = subdirectories(of: "Tests/Hidden")

/// A target for each folder of hidden tests, and one for those that are added while SwiftPM remembers this manifest.
/// All share one path and differ in their sources, so that a folder that was removed is no error either.
let hiddenTests: [Target] =
    hiddenFolders.map { name in
        .testTarget(
            name: name, dependencies: graderImports, path: "Tests/Hidden", sources: [name], swiftSettings: everywhere)
    } + [
        .testTarget(
            name: "HiddenTests", dependencies: graderImports, path: "Tests/Hidden", exclude: hiddenFolders,
            swiftSettings: everywhere)
    ]

let package = Package(
    name: "Quorum",
    platforms: [.macOS("26.0")],
    targets: kitTargets + solutionTargets + commandLine + frameworkTests + referenceTests + graders + hiddenTests
)

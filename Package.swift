// swift-tools-version: 6.2
//
// Quorum: the MIT 6.824 labs in Swift. See README.md for the layout and HANDOUT.md for the labs.
//
// No lab is named here. A folder of Sources that holds a lab.json is a lab; the file names the earlier labs that it uses.
//   Sources/<Lab>/Contract    what a solution conforms to, a part of LabKit
//   Sources/<Lab>/Grading     clusters, rules and checks, the module <Lab>Grading
//   Sources/<Lab>/Reference   the reference solution
//   Tests/<Lab>/<Part>        the graders of a part: Tests/Lab2Raft/2A is the target Lab2ATests
//   Tests/<Lab>/Grading       tests of its rules and checks
//   Tests/<Lab>/Reference     tests of the reference's insides
//
// Three things more are decided when the manifest loads:
//   * LAB_SOLUTION picks the directory whose code the graders import (README, "A solution is a directory").
//   * LAB_ONLY leaves out the graders of other labs, and the labs that only they need (README, the same chapter).
//   * Every folder in Tests/Hidden/ becomes a test target (HANDOUT, "Hidden tests").

import Foundation
import PackageDescription

let root = URL(fileURLWithPath: Context.packageDirectory)

func isDirectory(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path, isDirectory: &isDirectory)
        && isDirectory.boolValue
}

func contents(of directory: String) -> [String] {
    let names = try? FileManager.default.contentsOfDirectory(atPath: root.appendingPathComponent(directory).path)
    return (names ?? []).sorted()
}

func subdirectories(of directory: String) -> [String] {
    contents(of: directory).filter { isDirectory("\(directory)/\($0)") }
}

// MARK: - Labs

struct Lab {
    /// What its lab.json says.
    struct File: Decodable {
        /// The labs that it builds on, without those that these build on.
        let uses: [String]
    }

    /// The name of its folders, and of the module that a student writes.
    let name: String
    let uses: [String]
    /// The parts that have graders, such as `2A`.
    let parts: [String]
}

let allLabs = subdirectories(of: "Sources").compactMap { name -> Lab? in
    let file = root.appendingPathComponent("Sources/\(name)/lab.json")
    guard let data = try? Data(contentsOf: file) else { return nil }
    guard let lab = try? JSONDecoder().decode(Lab.File.self, from: data) else {
        fatalError(#"\(file.path) is not of the form { "uses": ["Lab2Raft"] }."#)
    }
    let parts = subdirectories(of: "Tests/\(name)").filter { $0.first?.isNumber == true }
    return Lab(name: name, uses: lab.uses, parts: parts)
}

/// A lab and those that it builds on, the first of all first.
func closure(of name: String) -> [String] {
    let uses = allLabs.first { $0.name == name }?.uses ?? []
    return (uses.flatMap(closure) + [name]).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
}

// MARK: - The solution under test

let solutionName = Context.environment["LAB_SOLUTION"] ?? ""
let isReference = solutionName == "reference"
let solutionDirectory = solutionName.isEmpty ? "Labs" : solutionName
let solutionLabs =
    isReference
    ? allLabs.map(\.name).filter { isDirectory("Sources/\($0)/Reference") } : subdirectories(of: solutionDirectory)

/// Where a lab's code is. Who hands in Lab 2 alone has no folder for Lab 3; then the skeleton stands in, so that all builds.
func directory(of lab: String) -> String {
    if !solutionLabs.contains(lab) { return "Labs/\(lab)" }
    return isReference ? "Sources/\(lab)/Reference" : "\(solutionDirectory)/\(lab)"
}

// MARK: - The graders that are asked for

let only = Context.environment["LAB_ONLY"] ?? ""
let isLimited = !only.isEmpty
/// Whether the kit and the insides of the reference are tested too. A student would wait for the compilation.
let isProject = isReference && !isLimited
/// The graders, and the last lab that each imports.
let graders = allLabs.flatMap { lab in
    lab.parts.map { (name: "Lab\($0)Tests", path: "Tests/\(lab.name)/\($0)", lab: lab.name) }
}
.filter { $0.name.hasPrefix(only) }
/// The labs that these need.
let labs = allLabs.map(\.name).filter { lab in graders.contains { closure(of: $0.lab).contains(lab) } }

/// What to tell somebody whose solution isn't there, or who asks for a lab that isn't.
let complaint: String? =
    if !allLabs.contains(where: { solutionLabs.contains($0.name) }) {
        "LAB_SOLUTION=\(solutionName) names no solution: there is no directory \(solutionDirectory)/\(allLabs[0].name) in "
            + "this package. Unset it to grade Labs/, or name a directory here that holds one or more of "
            + allLabs.map(\.name).joined(separator: ", ") + "."
    } else if graders.isEmpty {
        "LAB_ONLY=\(only) names no lab: unset it for all labs, or write Lab2 and so on, or a part such as Lab2A."
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

func tests(_ name: String, path: String, imports: [String]) -> Target {
    .testTarget(name: name, dependencies: imports.map { .byName(name: $0) }, path: path, swiftSettings: everywhere)
}

/// A target of the kit. What it needs of the labs lies with them, in a folder of that name.
func kitTarget(_ name: String, imports: [String] = [], and folder: String? = nil) -> Target {
    let folders = folder.map { folder in allLabs.map { "\($0.name)/\(folder)" }.filter { isDirectory("Sources/\($0)") }
    }
    return .target(
        name: name, dependencies: imports.map { .byName(name: $0) },
        path: folders == nil ? "Sources/Kit/\(name)" : "Sources",
        exclude: folders.map { everything(but: $0 + ["Kit/\(name)"]) } ?? [],
        sources: folders.map { $0 + ["Kit/\(name)"] },
        resources: webFiles(in: "Sources/Kit/\(name)").map { .embedInCode($0) },
        swiftSettings: kit)
}

/// The parts of web pages in a target's folder, which become a part of its code.
func webFiles(in folder: String) -> [String] {
    let files = FileManager.default.subpaths(atPath: root.appendingPathComponent(folder).path) ?? []
    return files.filter { $0.hasSuffix(".js") || $0.hasSuffix(".css") || $0.hasSuffix(".html") }.sorted()
}

/// What SwiftPM would warn of in Sources: all that is in none of these folders.
func everything(but folders: [String]) -> [String] {
    contents(of: "Sources").flatMap { name in
        folders.contains { $0.hasPrefix(name + "/") } ? contents(of: "Sources/\(name)").map { "\(name)/\($0)" } : [name]
    }
    .filter { !folders.contains($0) }
}

let hiddenFolders = subdirectories(of: "Tests/Hidden").filter { $0.hasPrefix(only) }
/// Hidden tests, and the command line, import the grading of all labs.
let needsAllLabs = !isLimited || !hiddenFolders.isEmpty
/// The labs whose solutions are graded.
let gradings = (needsAllLabs ? allLabs.map(\.name) : labs).filter { isDirectory("Sources/\($0)/Grading") }

let kitTargets: [Target] =
    [
        .target(name: "CDeterministicHashing", path: "Sources/Kit/CDeterministicHashing"),
        .target(name: "CRunOrder", path: "Sources/Kit/CRunOrder"),
        kitTarget("Simulation", imports: ["CDeterministicHashing"]),
        kitTarget("Wire"),
        kitTarget("Linearizability"),
        kitTarget("LabRPC", imports: ["Simulation"]),
        kitTarget("LabKit", imports: ["Wire"], and: "Contract"),
        kitTarget(
            "Harness", imports: ["CDeterministicHashing", "CRunOrder", "LabKit", "LabRPC", "Simulation", "Wire"]),
        kitTarget("KeyValueClients", imports: ["Harness", "LabKit", "Linearizability", "Simulation"]),
    ]
    + (needsAllLabs ? [kitTarget("LabHarness", imports: gradings.map { "\($0)Grading" })] : [])
    // It grades submissions, and is no part of what grades them: it waits for other programs, and nobody for it.
    + (isLimited
        ? []
        : [
            .target(name: "CSpawn", path: "Sources/Kit/CSpawn"),
            .target(
                name: "Grading", dependencies: ["CSpawn"], path: "Sources/Kit/Grading", exclude: ["README.md"],
                swiftSettings: everywhere),
        ])

/// What any lab's grading may use of the kit.
let gradingImports = ["Harness", "KeyValueClients", "LabKit", "LabRPC", "Linearizability", "Simulation", "Wire"]

/// How solutions to a lab are graded.
let gradingTargets: [Target] = gradings.map { lab in
    let earlier = closure(of: lab).dropLast().filter(gradings.contains).map { "\($0)Grading" }
    return .target(
        name: "\(lab)Grading",
        dependencies: (gradingImports + earlier).map { .byName(name: $0) },
        path: "Sources/\(lab)/Grading", swiftSettings: kit)
}

/// If there is something to complain of, one target whose path is the complaint: SwiftPM stops at a path that does not exist
/// and shows it. What a manifest prints it shows only the first time.
let solutionTargets: [Target] =
    complaint.map { [.target(name: allLabs[0].name, path: $0)] }
    ?? labs.map { name in
        // Without package access a lab sees what a student in a package of their own would see, and no more.
        .target(
            name: name, dependencies: ["LabKit"] + closure(of: name).dropLast().map { .byName(name: $0) },
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
            name: "labs",
            dependencies: ["Grading", "LabHarness", "Linearizability", "Simulation"] + labs.map { .byName(name: $0) },
            swiftSettings: everywhere)
    ]

let graderTargets = graders.map {
    tests($0.name, path: $0.path, imports: ["\($0.lab)Grading", "Harness", "LabKit"] + closure(of: $0.lab))
}

/// Tests of the kit itself.
let kitTests =
    !isProject
    ? []
    : subdirectories(of: "Tests/Kit").map {
        tests("\($0)Tests", path: "Tests/Kit/\($0)", imports: kitTargets.map(\.name))
    }

/// Tests that no student needs: of a lab's rules and checks, and of what its reference promises beyond what the graders see. The
/// names don't begin with the lab's, for `--filter Lab2` is for graders.
let labTests =
    !isProject
    ? []
    : labs.flatMap { lab in
        ["Grading", "Reference"].filter { isDirectory("Tests/\(lab)/\($0)") }.map { kind in
            tests(
                "\(kind)\(lab.drop { !$0.isNumber }.drop { $0.isNumber })Tests", path: "Tests/\(lab)/\(kind)",
                imports: (kitTargets + gradingTargets).map(\.name) + closure(of: lab))
        }
    }

/// Hidden tests may import what the public graders do.
func hiddenTests(_ name: String, sources: [String]? = nil, exclude: [String] = []) -> Target {
    .testTarget(
        name: name, dependencies: (["LabHarness", "LabKit"] + labs).map { .byName(name: $0) }, path: "Tests/Hidden",
        exclude: exclude,
        sources: sources,
        swiftSettings: everywhere)
}

/// A target for each folder of hidden tests that is asked for, and one for those that are added while SwiftPM remembers this
/// manifest. All share one path and differ in their sources, so that a folder that was removed is no error either.
let hiddenTargets =
    hiddenFolders.map { hiddenTests($0, sources: [$0]) }
    + (isLimited ? [] : [hiddenTests("HiddenTests", exclude: hiddenFolders)])

let package = Package(
    name: "Quorum",
    platforms: [.macOS("26.0")],
    targets: kitTargets + gradingTargets + solutionTargets + commandLine + kitTests + labTests + graderTargets
        + hiddenTargets
)

import Foundation

/// A lab of this repository. `Package.swift` finds them in the same way: a folder of Sources that holds a lab.json.
struct CourseLab {
    private struct File: Decodable {
        let uses: [String]
        let mutantsAreHuntedBy: [String]?
    }

    /// The name of its folders and of its module, such as `Lab2Raft`.
    let name: String
    /// The labs that it builds on, without those that these build on.
    let uses: [String]
    /// How the tests' names begin that hunt mutants of its reference, if they aren't those of all its parts.
    private let hunters: [String]?

    /// What it is called for short, with all that belongs to it: `Lab4` is two labs.
    var number: String { Self.number(in: name) }
    /// How the tests' names begin that hunt mutants of its reference.
    var mutantsAreHuntedBy: [String] { hunters ?? [number] }
    /// Its part of the repository.
    var folder: String { "Sources/\(name)" }

    /// `Lab4` of `Lab4ShardKV` and of `Lab4BTests`.
    static func number(in name: some StringProtocol) -> String {
        let digits = name.drop { !$0.isNumber }.prefix { $0.isNumber }
        return "Lab\(digits)"
    }

    /// All labs, by name.
    /// - Throws: `CommandError` if a lab.json is malformed, or there is none.
    static func all() throws -> [CourseLab] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "Sources")) ?? []
        let labs = try names.sorted().compactMap { name -> CourseLab? in
            let path = "Sources/\(name)/lab.json"
            guard let data = FileManager.default.contents(atPath: path) else { return nil }
            guard let file = try? JSONDecoder().decode(File.self, from: data) else {
                throw CommandError("\(path) is not of the form { \"uses\": [\"Lab2Raft\"] }.", status: 2)
            }
            return CourseLab(name: name, uses: file.uses, hunters: file.mutantsAreHuntedBy)
        }
        guard !labs.isEmpty else {
            throw CommandError("there is no lab here: go to the repository's first folder.", status: 2)
        }
        return labs
    }

    /// These labs and those that they build on.
    static func closure(of labs: [CourseLab], in all: [CourseLab]) -> [CourseLab] {
        let used = all.filter { lab in labs.contains { $0.uses.contains(lab.name) } }
        let more = used.filter { lab in !labs.contains { $0.name == lab.name } }
        return more.isEmpty ? labs : closure(of: labs + more, in: all)
    }

    // MARK: - The reference

    private var reference: String { "\(folder)/Reference" }

    /// Puts the references of all labs beside each other, as a solution is, and touches only the files that differ.
    /// - Parameter leftOut: labs that are put there in another way.
    /// - Throws: `CommandError` if there is no reference, as in a release for students.
    static func copyReference(to solution: String, without leftOut: [CourseLab] = []) throws {
        let labs = try all().filter { FileManager.default.fileExists(atPath: $0.reference) }
        guard !labs.isEmpty else { throw CommandError("there is no reference here: no Sources/<Lab>/Reference.") }
        for lab in labs where !leftOut.contains(where: { $0.name == lab.name }) {
            try Folder.copyChanged(from: lab.reference, to: "\(solution)/\(lab.name)")
        }
    }

    /// Adds all that graders of this lab depend on, apart from their own tests.
    func addSources(to fingerprint: inout Fingerprint) throws {
        for part in ["Contract", "Grading", "Reference"]
        where FileManager.default.fileExists(atPath: "\(folder)/\(part)") {
            try fingerprint.add(folder: "\(folder)/\(part)")
        }
    }

    /// All that the graders of some labs depend on.
    static func fingerprint(of labs: [CourseLab]) throws -> Fingerprint {
        var fingerprint = Fingerprint()
        fingerprint.add(try Data(contentsOf: URL(fileURLWithPath: "Package.swift")))
        try fingerprint.add(folder: "Sources/Kit")
        for lab in closure(of: labs, in: try all()).sorted(by: { $0.name < $1.name }) {
            try lab.addSources(to: &fingerprint)
        }
        for lab in labs { try fingerprint.add(folder: "Tests/\(lab.name)") }
        return fingerprint
    }
}

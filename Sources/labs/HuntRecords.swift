import Foundation

/// What is known of earlier hunts, one file each, so that a hunt that was interrupted goes on where it stopped. A record
/// belongs to all that decided about its result: who changes the patch, the reference or the graders hunts anew.
struct HuntRecords {
    private static let folder = VariantBuilder.home + "/records"
    /// What else decides: variables of the graders, and how they were built.
    private let settings: String
    /// The fingerprints of the sources that all variants of a lab have in common.
    private var sources: [String: Fingerprint] = [:]

    init(configuration: String) {
        let environment = ProcessInfo.processInfo.environment
        settings =
            ["LAB_SEED", "LAB_SEEDS", "LAB_WATCHDOG"].map { "\($0)=\(environment[$0] ?? "")" }
            .joined(separator: " ") + " " + configuration
    }

    /// What came of hunting this very variant; nil if that isn't known.
    mutating func record(of variant: Variant) throws -> Catch? {
        guard let data = try? Data(contentsOf: try file(of: variant)) else { return nil }
        return try? JSONDecoder().decode(Catch.self, from: data)
    }

    /// Keeps what came of a hunt. Where nothing came of it, the next one tries again.
    mutating func keep(_ hunted: Catch, of variant: Variant) throws {
        guard hunted.problem == nil else { return }
        try FileManager.default.createDirectory(atPath: Self.folder, withIntermediateDirectories: true)
        try JSONEncoder().encode(hunted).write(to: try file(of: variant), options: .atomic)
    }

    private mutating func file(of variant: Variant) throws -> URL {
        var fingerprint = try sources(of: variant.lab)
        fingerprint.add(try Data(contentsOf: variant.patch))
        return URL(fileURLWithPath: "\(Self.folder)/\(variant.name)-\(fingerprint).json")
    }

    private mutating func sources(of lab: String) throws -> Fingerprint {
        if let known = sources[lab] { return known }
        var fingerprint = Fingerprint()
        fingerprint.add(Data(settings.utf8))
        let labs = try CourseLab.all().filter { $0.number == CourseLab.number(in: lab) }
        fingerprint.add(Data("\(try CourseLab.fingerprint(of: labs))".utf8))
        try fingerprint.add(folder: "Tests/Hidden")
        sources[lab] = fingerprint
        return fingerprint
    }
}

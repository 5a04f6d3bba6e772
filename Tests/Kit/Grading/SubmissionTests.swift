import Foundation
import XCTest

@testable import Grading

final class SubmissionTests: XCTestCase {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("quorum-\(UUID().uuidString)")
    private let labs = ["Lab2Raft", "Lab3KVRaft"]

    override func setUpWithError() throws {
        try FileManager.default.createDirectory(at: path("Lab2Raft"), withIntermediateDirectories: true)
        try put("Lab2Raft/Raft.swift", "struct Raft {}")
    }

    override func tearDown() { try? FileManager.default.removeItem(at: folder) }

    private func path(_ name: String) -> URL { folder.appendingPathComponent(name) }

    private func put(_ name: String, _ text: String) throws {
        try FileManager.default.createDirectory(
            at: path(name).deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: path(name))
    }

    private func read(_ limits: Submission.Limits = .init()) throws -> Submission {
        try Submission(directory: folder.path, labs: labs, limits: limits)
    }

    private func assertRefused(_ text: String, _ limits: Submission.Limits = .init(), line: UInt = #line) {
        XCTAssertThrowsError(try read(limits), line: line) { error in
            let sentence = (error as? Refusal)?.sentence ?? "\(error)"
            XCTAssertTrue(sentence.contains(text), sentence, line: line)
            XCTAssertFalse(sentence.contains("\n"), sentence, line: line)
        }
    }

    func testSwiftFilesOfTheLabsAreTaken() throws {
        try put("Lab3KVRaft/Deep/Er/Clerk.swift", "// 3")
        try put("Lab2Raft/notes.md", "mine")
        try put("Lab2Raft/.DS_Store", "\u{0}")
        try put("README.md", "hello")
        try put("Package.swift", "// the students' repository has one; nobody reads it")
        try put("Other/main.swift", "exit(0)")
        let submission = try read()
        XCTAssertEqual(submission.files.keys.sorted(), ["Lab2Raft/Raft.swift", "Lab3KVRaft/Deep/Er/Clerk.swift"])
        XCTAssertEqual(submission.files["Lab2Raft/Raft.swift"], Data("struct Raft {}".utf8))
        XCTAssertEqual(submission.labs, ["Lab2Raft", "Lab3KVRaft"])
    }

    func testACopyOfTheWholeRepositoryWillDo() throws {
        try FileManager.default.createDirectory(at: path("Labs"), withIntermediateDirectories: true)
        try FileManager.default.moveItem(at: path("Lab2Raft"), to: path("Labs/Lab2Raft"))
        XCTAssertEqual(try read().files.keys.sorted(), ["Lab2Raft/Raft.swift"])
    }

    func testNothing() throws {
        XCTAssertThrowsError(try Submission(directory: "/nowhere", labs: labs))
        XCTAssertThrowsError(try Submission(directory: path("Lab2Raft/Raft.swift").path, labs: labs))
        try FileManager.default.removeItem(at: path("Lab2Raft/Raft.swift"))
        assertRefused("holds no Swift file in Lab2Raft, Lab3KVRaft")
    }

    func testLinks() throws {
        try FileManager.default.createSymbolicLink(
            atPath: path("Lab2Raft/Log.swift").path, withDestinationPath: "/etc/passwd")
        assertRefused(#""Lab2Raft/Log.swift" is a link"#)
    }

    func testALabThatIsALink() throws {
        try FileManager.default.createSymbolicLink(atPath: path("Lab3KVRaft").path, withDestinationPath: "/etc")
        assertRefused(#""Lab3KVRaft" is no folder"#)
    }

    func testAPipe() throws {
        XCTAssertEqual(mkfifo(path("Lab2Raft/Log.swift").path, 0o644), 0)
        assertRefused("is neither a file nor a folder")
    }

    func testWhatIsNotSwift() throws {
        for name in ["a.c", "a.h", "a.S", "a.cpp", "a.mm", "a.o", "a.A", "module.modulemap", "x.swiftmodule"] {
            try put("Lab2Raft/\(name)", "")
            assertRefused("is no Swift")
            try FileManager.default.removeItem(at: path("Lab2Raft/\(name)"))
        }
    }

    func testManifestsAndPrograms() throws {
        for (name, text) in [
            ("Package.swift", "is a manifest"), ("Package@swift-6.0.swift", "is a manifest"),
            ("Deep/main.swift", "would make the lab a program"), ("MAIN.swift", "would make the lab a program"),
        ] {
            try put("Lab2Raft/\(name)", "")
            assertRefused(text)
            try FileManager.default.removeItem(at: path("Lab2Raft/\(name)"))
        }
    }

    func testNamesThatTheBuildCannotTake() throws {
        for name in [
            "a\"b.swift", "a\nb.swift", "a\\b.swift", "a'b.swift", "-o.swift", "a$(id).swift", "é.swift",
            "a\u{1b}[2J.swift",
        ] {
            try put("Lab2Raft/\(name)", "")
            assertRefused("has a name that the build can't take")
            try FileManager.default.removeItem(at: path("Lab2Raft/\(name)"))
        }
    }

    func testTextThatIsNone() throws {
        try Data([0xff, 0xfe, 0x00]).write(to: path("Lab2Raft/Log.swift"))
        assertRefused("is no UTF-8 text")
    }

    func testSizes() throws {
        var limits = Submission.Limits()
        (limits.bytesOfFile, limits.bytes, limits.files, limits.depth) = (100, 150, 3, 2)
        try put("Lab2Raft/A.swift", String(repeating: "a", count: 101))
        assertRefused(#""Lab2Raft/A.swift" has 101 bytes; a file may have 100"#, limits)
        try put("Lab2Raft/A.swift", String(repeating: "a", count: 100))
        XCTAssertNoThrow(try read(limits))
        try put("Lab2Raft/B.swift", String(repeating: "a", count: 50))
        assertRefused("more than 150 bytes", limits)
        try put("Lab2Raft/A.swift", "")
        try put("Lab2Raft/B.swift", "")
        try put("Lab2Raft/C.swift", "")
        assertRefused("more than 3 files", limits)
        try FileManager.default.removeItem(at: path("Lab2Raft/C.swift"))
        try put("Lab2Raft/D/E/F.swift", "")
        assertRefused("deeper than 2 folders", limits)
    }
}

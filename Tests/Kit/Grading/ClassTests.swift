import Foundation
import XCTest

@testable import Grading

final class ClassTests: XCTestCase {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("quorum-\(UUID().uuidString)")
        .path

    override func tearDown() { try? FileManager.default.removeItem(atPath: folder) }

    private func put(_ name: String) throws {
        let path = URL(fileURLWithPath: "\(folder)/\(name)")
        try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("struct Raft {}".utf8).write(to: path)
    }

    private func run(_ words: [String]) throws {
        XCTAssertEqual(try Tool.run(words, in: folder).ending, .status(0), "\(words)")
    }

    func testFoldersAndArchives() throws {
        try put("carol/Lab2Raft/Raft.swift")
        try put("made/repo-main/Labs/Lab2Raft/Raft.swift")
        try put(".DS_Store")
        try put("notes.txt")
        try run(["tar", "-czf", "alice.tar.gz", "-C", "made", "repo-main"])
        try FileManager.default.removeItem(atPath: "\(folder)/made")
        let entries = try ClassList.entries(of: folder)
        XCTAssertEqual(entries.map(\.name), ["alice", "carol"])
        for entry in entries {
            let root = try ClassList.folder(of: entry, unpackedTo: "\(folder)/.place", labs: ["Lab2Raft"])
            let submission = try Submission(directory: root, labs: ["Lab2Raft"])
            XCTAssertEqual(Array(submission.files.keys), ["Lab2Raft/Raft.swift"], entry.name)
        }
    }

    func testSharesAreAllTogether() throws {
        for name in ["a", "b", "c", "d", "e"] { try put("\(name)/Lab2Raft/Raft.swift") }
        let shares = try (1...3).map { try ClassList.entries(of: folder, shard: ($0, 3)).map(\.name) }
        XCTAssertEqual(shares, [["a", "d"], ["b", "e"], ["c"]])
    }

    func testWhatCannotBeUnpackedIsRefused() throws {
        try put("broken.zip")
        try put("broken.tar.gz")
        XCTAssertThrowsError(try ClassList.entries(of: folder))
        try FileManager.default.removeItem(atPath: "\(folder)/broken.tar.gz")
        let entry = try XCTUnwrap(try ClassList.entries(of: folder).first)
        XCTAssertThrowsError(try ClassList.folder(of: entry, unpackedTo: "\(folder)/.place", labs: [])) {
            XCTAssertEqual(($0 as? Refusal)?.sentence, "the archive can't be read.")
        }
    }

    func testAnArchiveThatHoldsTooMuch() throws {
        try put("a/Lab2Raft/Raft.swift")
        try run(["sh", "-c", "head -c 80000000 /dev/zero > a/zeros; tar -czf big.tar.gz a; rm -r a"])
        let entry = try XCTUnwrap(try ClassList.entries(of: folder).first)
        XCTAssertThrowsError(try ClassList.folder(of: entry, unpackedTo: "\(folder)/.place", labs: [])) {
            XCTAssertTrue((($0 as? Refusal)?.sentence ?? "").contains("it may hold"), "\($0)")
        }
    }

    func testNoSubmissions() {
        XCTAssertThrowsError(try ClassList.entries(of: "/nowhere"))
    }

    func testTheTable() {
        let exam = Exam(tests: [Exam.Test(name: "Lab2ATests.T/test", points: 5)])
        var evil = ScoreSheet("=cmd|'/c calc'!A1", exam: exam, seeds: 1, notes: [])
        (evil.obstacle, evil.isComplete) = (.refused(["\"a\", b"]), true)
        let table = ClassTable([evil, ScoreSheet("bob", exam: exam, seeds: 1, notes: [])])
        XCTAssertEqual(
            table.csv,
            "submission,Lab2A,points,maximum,complete,remark\r\n"
                + "'=cmd|'/c calc'!A1,0,0,5,yes,\"Refused: \"\"a\"\", b\"\r\nbob,0,0,5,no,\r\n")
        XCTAssertTrue(table.text.contains("bob"), table.text)
    }

    func testRecordsAreKeptUntilSomethingChanges() throws {
        let records = try ClassRecords(folder)
        let exam = Exam(tests: [Exam.Test(name: "Lab2ATests.T/test", points: 5)])
        var sheet = ScoreSheet("bob", exam: exam, seeds: 1, notes: [])
        try records.keep(sheet, of: "bob", fingerprint: "1")
        XCTAssertNil(records.sheet(of: "bob", fingerprint: "1"))
        sheet.isComplete = true
        try records.keep(sheet, of: "bob", fingerprint: "1")
        XCTAssertEqual(records.sheet(of: "bob", fingerprint: "1"), sheet)
        XCTAssertNil(records.sheet(of: "bob", fingerprint: "2"))
        let merged = try ClassRecords("\(folder)/merged")
        try merged.merge(folder)
        XCTAssertEqual(merged.sheets, [sheet])
    }
}

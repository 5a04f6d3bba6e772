import Foundation
import XCTest

@testable import Grading

/// Compiles small files as a lab, and lets the screen look at them.
final class ScreenTests: XCTestCase {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("quorum-\(UUID().uuidString)")

    override func setUpWithError() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    override func tearDown() { try? FileManager.default.removeItem(at: folder) }

    private func write(_ text: String, to name: String) throws -> String {
        let path = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: path)
        return path.path
    }

    private func findings(_ text: String, allowing allowed: Set<String> = [], line: UInt = #line) throws -> [Finding] {
        let source = try write(text, to: "Raft.swift")
        let grader = try write(
            "func grade() { for _ in 0..<3 { print(Duration.seconds(1), Raft.self) } }", to: "Grader.swift")
        let skeleton = try write("public struct Raft {}", to: "Skeleton.swift")
        let object = folder.appendingPathComponent("Raft.swift.o").path
        let compiled = try Tool.run([
            "swiftc", "-module-name", "Lab2Raft", "-swift-version", "6", "-Onone", "-parse-as-library", "-c", source,
            "-o",
            object,
        ])
        XCTAssertEqual(compiled.ending, .status(0), compiled.output, line: line)
        let screen = try Screen(
            policy: ScreenPolicy(labs: ["Lab2Raft"], allowed: allowed), graders: [grader], skeleton: [skeleton])
        return try screen.findings(sources: ["Lab2Raft/Raft.swift": source], objects: ["Lab2Raft": [object]])
    }

    /// The names of what is found, each with its line.
    private func names(_ text: String, allowing allowed: Set<String> = [], line: UInt = #line) throws -> Set<String> {
        Set(try findings(text, allowing: allowed, line: line).map { "\($0.line ?? 0) \($0.name)" })
    }

    func testHonestCodePasses() throws {
        let text = #"""
            import Foundation
            import Synchronization
            // exit(0), FileManager and Process in a remark, and below in a string
            public struct Raft {
                private static let cache = Mutex<[Int]>([])
                public func text(_ x: Double) -> String { String(format: "%.2f", x) + " FileHandle exit(0) XCTFail" }
                public func bytes(_ n: Int) -> [UInt8] { withUnsafeBytes(of: n.littleEndian) { Array($0) } }
                public func read(_ bytes: [UInt8]) -> UInt32 { bytes.withUnsafeBytes { $0.loadUnaligned(as: UInt32.self) } }
                public func size(_ f: (UnsafeRawBufferPointer) -> Int) -> Int { withUnsafeBytes(of: 1, f) }
                public func power(_ x: Double) -> Double { pow(x, 2) + sqrt(x) + log2(x) + x.rounded() + fmod(x, 2) }
                public func remember(_ n: Int) { Self.cache.withLock { $0.append(contentsOf: [n]) } }
                public func json() throws -> [String: Int] {
                    try JSONDecoder().decode([String: Int].self, from: JSONEncoder().encode(["a": 1]))
                }
                public func words(_ s: String) -> [String] {
                    s.split(separator: " ").map { $0.uppercased().trimmingCharacters(in: .whitespaces) }.sorted()
                }
                public func show<T>(_ x: T) { print("\(x) \(type(of: x)) \(String(reflecting: x))", Date()) }
                public func pattern(_ s: String) -> Bool { s.contains(/a+b/) }
                public func bits(_ x: Double) -> UInt64 { x.bitPattern ^ Double(bitPattern: 3).bitPattern }
                public static func < (left: Raft, right: Raft) -> Bool { true }
            }
            extension Raft: Comparable, Codable, CustomStringConvertible { public var description: String { "Raft" } }
            extension Int { public var twice: Int { 2 * self } }
            extension Duration { static func seconds(twice n: Int) -> Duration { .seconds(2 * n) } }
            final class Locked: @unchecked Sendable { let lock = NSLock(); var n = 0; func f() { lock.withLock { n += 1 } } }
            func process(_ process: Int) -> Int { precondition(process > 0); return process }
            """#
        XCTAssertEqual(try findings(text), [])
    }

    func testWhatEndsOrForksOrReads() throws {
        let text = """
            import Foundation
            func a() { exit(0) }
            func b() { _ = FileHandle(forReadingAtPath: "/x") }
            func c() { _ = FileManager.default.contents(atPath: "/x") }
            func d() { _ = ProcessInfo.processInfo.environment }
            func e() { try? Process().run() }
            func f() { _ = try? String(contentsOfFile: "/x", encoding: .utf8) }
            func g() { _ = try? Data(contentsOf: URL(fileURLWithPath: "/x")) }
            func h() { try? "x".write(toFile: "/x", atomically: true, encoding: .utf8) }
            func i() { Thread.detachNewThread {} }
            func j() { DispatchQueue.global().async {} }
            func k() { _ = CommandLine.arguments; _ = readLine() }
            func l() { signal(SIGTERM, SIG_IGN) }
            func m() { atexit {} }
            func n() { _ = open("/x", O_RDONLY) }
            func o() { _ = Mirror(reflecting: 1) }
            func p() { dump(1) }
            func q() { setenv("A", "B", 1); _ = getenv("LAB_SEED") }
            """
        let found = try names(text)
        for name in [
            "2 exit", "3 FileHandle", "4 FileManager", "5 ProcessInfo", "6 Process", "7 contentsOfFile", "8 contentsOf",
            "9 write",
            "10 Thread", "11 DispatchQueue", "12 CommandLine", "12 readLine", "13 signal", "14 atexit", "15 open",
            "16 Mirror",
            "17 dump", "18 setenv", "18 getenv",
        ] { XCTAssertTrue(found.contains(name), "\(name) in \(found.sorted())") }
    }

    func testWhatTakesPartInLinking() throws {
        let text = """
            @_cdecl("write") public func mine() {}
            @_silgen_name("quorum_take_run_order") func order(_ n: Int)
            func use() { order(1) }
            """
        let found = try names(text)
        for name in ["1 @_cdecl", "1 write", "2 @_silgen_name"] {
            XCTAssertTrue(found.contains(name), "\(name) in \(found.sorted())")
        }
        XCTAssertTrue(found.contains { $0.hasSuffix(" quorum_take_run_order") })
    }

    func testMemoryWithoutBounds() throws {
        let text = """
            func a() { UnsafeMutablePointer<Int>(bitPattern: 16)?.pointee = 1 }
            func b(_ x: Int) -> Int8 { unsafeBitCast(Int8(x), to: Int8.self) }
            func c(_ x: [Int]) { x.withUnsafeBytes { print($0.baseAddress!) } }
            func d() { _ = UnsafeRawBufferPointer(start: nil, count: 0) }
            nonisolated(unsafe) var e = 1
            """
        XCTAssertEqual(
            try names(text),
            [
                "1 UnsafeMutablePointer", "2 unsafeBitCast", "3 baseAddress", "4 UnsafeRawBufferPointer",
                "5 nonisolated(unsafe)",
            ])
    }

    func testImports() throws {
        let text =
            "import Dispatch\nimport Glibc\n@_exported import Foundation\nimport struct Synchronization.Mutex\nimport XCTest\n"
        XCTAssertEqual(try names(text), ["1 import Dispatch", "2 import Glibc", "3 @_exported", "5 import XCTest"])
    }

    func testNamesOfTheGraders() throws {
        let text = """
            public struct Raft {}
            public func ..< (a: Int, b: Int) -> Range<Int> { Range(uncheckedBounds: (a, a)) }
            extension Duration { public static func seconds(_ n: UInt8) -> Duration { .zero } }
            public func mine() {}
            func print(_ x: Int) {}
            """
        XCTAssertEqual(try names(text), ["2 ..<", "3 seconds"])
        XCTAssertEqual(try names("public struct Raft {}\npublic struct Duration {}"), ["2 Duration"])
    }

    func testAnInstructorMayAllow() throws {
        let text = "import Foundation\nfunc a() { exit(0) }\nfunc b() { abort() }"
        XCTAssertEqual(try names(text), ["2 exit", "3 abort"])
        XCTAssertEqual(try names(text, allowing: ["exit"]), ["3 abort"])
    }

    func testAFindingSaysWhereAndWhy() throws {
        let finding = try XCTUnwrap(try findings("import Foundation\n\nfunc a() { exit(0) }").first)
        XCTAssertEqual(
            finding.sentence,
            "Lab2Raft/Raft.swift:3: 'exit' is C of the operating system: a lab computes, and calls its peers")
    }
}

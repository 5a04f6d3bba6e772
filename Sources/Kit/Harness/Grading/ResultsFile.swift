import Foundation

/// The file named by `LAB_RESULTS`: one JSON object a line for every (test, seed), appended as runs end.
///
/// Keys: `test` (`Target.Class/method`), `seed` (a number that may exceed 2^53: read it as a 64-bit integer), `passed`,
/// `points` (what the test is worth; earned when all its seeds passed), `virtualSeconds`, `servers`, `rpcs`, `bytes`,
/// `commits`, `digest`, `wallMilliseconds`, and for a failure `failure`: `kind`, `nodes`, `term`, `index`,
/// `virtualTime` (seconds), `section` (of the lab's paper), `message`, `question`. A run that was ordered and passed has a
/// `proof` (`RunOrder`).
enum ResultsFile {
    private struct Line: Encodable {
        let test: String
        let seed: UInt64
        let passed: Bool
        let points: Int
        let virtualSeconds: Double
        let servers: Int
        let rpcs: Int
        let bytes: Int
        let commits: Int
        let digest: String
        let wallMilliseconds: Double
        let failure: Failure?
        let proof: String?

        struct Failure: Encodable {
            let kind: String
            let nodes: [Int]
            let term: Int?
            let index: Int?
            let virtualTime: Double
            let section: String?
            let message: String
            let question: String?
        }
    }

    /// Makes sure that the file can be written, before the first test runs.
    /// - Throws: `LabEnvironment.Problem` with one sentence if it can't.
    static func prepare(_ path: String?) throws {
        guard let path else { return }
        let file = fopen(path, "a")
        guard let file else {
            throw LabEnvironment.Problem(
                description: """
                    LAB_RESULTS=\(path) can't be written (\(String(cString: strerror(errno)))): name a file in a \
                    directory that exists and that you may write to.
                    """)
        }
        fclose(file)
    }

    /// Appends one result, in a single write at the end of the file: processes that test in parallel may share it.
    /// - Throws: what the file system says.
    package static func append(_ result: RunResult, test: String, points: Int, to path: String) throws {
        let text = try line(for: result, test: test, points: points)
        let descriptor = open(path, O_WRONLY | O_APPEND | O_CREAT, 0o644)
        guard descriptor >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: text)
    }

    /// One result as a line of JSON, with its line end.
    package static func line(for result: RunResult, test: String, points: Int) throws -> Data {
        let line = Line(
            test: test, seed: result.seed, passed: result.failure == nil, points: points,
            virtualSeconds: result.virtualSeconds, servers: result.servers, rpcs: result.rpcs, bytes: result.bytes,
            commits: result.commits, digest: result.digest, wallMilliseconds: result.wallMilliseconds,
            failure: result.failure.map {
                Line.Failure(
                    kind: $0.kind.rawValue, nodes: $0.nodes, term: $0.term, index: $0.index,
                    virtualTime: $0.virtualTime, section: $0.section, message: $0.message, question: $0.question)
            },
            proof: result.failure == nil
                ? LabEnvironment.current.order?.proof(of: test, seed: result.seed) : nil)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(line) + Data("\n".utf8)
    }
}

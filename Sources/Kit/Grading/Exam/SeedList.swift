import Foundation

/// The seeds of an exam: the same for everybody who takes it, and known to nobody before.
package enum SeedList {
    /// A list that can't be used.
    package struct Problem: Error {
        package let sentence: String
    }

    /// Seeds that nobody can guess.
    package static func drawn(_ count: Int) -> [UInt64] {
        var seeds: [UInt64] = []
        while seeds.count < count {
            let seed = UInt64.random(in: 1 ... .max)
            if !seeds.contains(seed) { seeds.append(seed) }
        }
        return seeds
    }

    /// Reads the seeds in a file, one a line, decimal or hexadecimal with `0x`; what follows a `#` is a remark.
    /// - Throws: `Problem` if a line is no seed, or a seed stands there twice.
    package static func read(_ path: String) throws -> [UInt64] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Problem(sentence: "the seeds in \(path) can't be read as text.")
        }
        var seeds: [UInt64] = []
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let word = line.prefix { $0 != "#" }.trimmingCharacters(in: .whitespaces)
            if word.isEmpty { continue }
            guard let seed = seed(word) else {
                throw Problem(
                    sentence:
                        "\(path):\(number + 1): \(word.debugDescription) is no seed: write one a line, such as 42 or 0x2a."
                )
            }
            guard !seeds.contains(seed) else {
                throw Problem(sentence: "\(path):\(number + 1): the seed \(word) stands there twice.")
            }
            seeds.append(seed)
        }
        guard !seeds.isEmpty else { throw Problem(sentence: "\(path) holds no seeds: write one a line.") }
        return seeds
    }

    /// Writes seeds to a new file that only its owner may read.
    package static func write(_ seeds: [UInt64], to path: String) throws {
        let text =
            "# Seeds of an exam. Who knows them before it has an advantage.\n"
            + seeds.map { "0x\(String($0, radix: 16))\n" }.joined()
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else {
            throw Problem(sentence: "the seeds can't be written to \(path).")
        }
    }

    private static func seed(_ word: String) -> UInt64? {
        let digits = word.hasPrefix("0x") ? word.dropFirst(2) : word[...]
        return digits.allSatisfy(\.isHexDigit) ? UInt64(digits, radix: word.hasPrefix("0x") ? 16 : 10) : nil
    }
}

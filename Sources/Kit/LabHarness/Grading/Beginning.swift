/// A part of a lab in which nothing is written yet.
///
/// The skeleton says so itself, in a note that begins with "begin here". If nothing happened in a run that could not happen
/// without that part, all tests fail for this one reason, and saying it once is enough.
enum Beginning: String, Comparable, Sendable {
    case election = "Lab 2A"
    case log = "Lab 2B"
    case service = "Lab 3A"
    case shardMaster = "Lab 4A"
    case migration = "Lab 4B"

    static func < (left: Beginning, right: Beginning) -> Bool { left.rawValue < right.rawValue }

    /// The part that a note of a skeleton speaks of; nil for all other notes.
    init?(note: String) {
        guard note.hasPrefix("begin here (") else { return nil }
        self.init(rawValue: String(note.dropFirst("begin here (".count).prefix(6)))
    }

    /// What has not happened.
    var fact: String {
        switch self {
        case .election: "no server has sent a message to another yet"
        case .log: "no server has an entry in its log yet"
        case .service: "no server has handed a command to Raft yet"
        case .shardMaster: "there is no configuration yet but number 0"
        case .migration: "no group has followed a configuration yet"
        }
    }

    /// Where to begin.
    var place: String {
        switch self {
        case .election: "begin with run() in Lab2Raft/Raft.swift"
        case .log: "begin with start(_:) in Lab2Raft/Raft.swift"
        case .service: "begin with ask(_:) in Lab3KVRaft/ServerGroup.swift"
        case .shardMaster: "begin with handle(_:) in Lab4ShardMaster/ShardMaster.swift"
        case .migration: "begin with run() in Lab4ShardKV/ShardKV.swift"
        }
    }

    /// All of that, for the first report.
    var sentence: String {
        "\(fact.prefix(1).uppercased())\(fact.dropFirst()): \(place), \(advice) (HANDOUT.md, chapter \(rawValue))."
    }

    /// What to write there first.
    private var advice: String {
        switch self {
        case .election: "with a timer that starts an election"
        case .log: "where a leader appends the command"
        case .service:
            "which asks one server after the other, and with execute(_:) in Replica.swift, which hands a command to raft.start"
        case .shardMaster:
            "which has a command committed, as in Lab 3, and with ConfigurationHistory, which executes it"
        case .migration: "where the leader asks the shard master for the next configuration"
        }
    }
}

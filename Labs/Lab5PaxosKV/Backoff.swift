/// How long a proposer waits after an attempt that failed.
enum Backoff {
    // Two proposers may thwart each other for ever: what ends that?
}

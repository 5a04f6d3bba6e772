/// Something that lives and dies with a machine: a task it runs, a sleep or a call one of its tasks waits for.
///
/// A machine keeps its dependents in a doubly linked list in order of arrival, so that joining and leaving cost the
/// same however many there are, and a crash always ends them in the same order.
open class Dependent {
    // Unowned: the one before holds this one, and takes itself out before it goes.
    fileprivate unowned(unsafe) var previous: Dependent?
    fileprivate var next: Dependent?
    fileprivate var isListed = false

    /// A dependent of no machine yet; `Machine.adopt` ties it to one.
    public init() {}

    /// Called once if the machine crashes while this depends on it. Whoever waits must be released here.
    open func machineDidCrash() {}
}

/// The dependents of one machine, oldest first.
struct DependentList {
    private var first: Dependent?
    private unowned(unsafe) var last: Dependent?

    mutating func append(_ dependent: Dependent) {
        precondition(!dependent.isListed, "a dependent belongs to one machine")
        dependent.isListed = true
        dependent.previous = last
        last?.next = dependent
        last = dependent
        if first == nil { first = dependent }
    }

    /// Takes the dependent out; does nothing if it isn't listed any more.
    mutating func remove(_ dependent: Dependent) {
        guard dependent.isListed else { return }
        dependent.isListed = false
        if dependent === first { first = dependent.next }
        if dependent === last { last = dependent.previous }
        dependent.previous?.next = dependent.next
        dependent.next?.previous = dependent.previous
        dependent.previous = nil
        dependent.next = nil
    }

    mutating func popFirst() -> Dependent? {
        guard let dependent = first else { return nil }
        remove(dependent)
        return dependent
    }
}

/// A collection whose elements come out in an order that differs from run to run.
///
/// The encoder sorts its elements to give equal values equal bytes; the decoder counts them to find duplicates.
protocol Unordered {
    /// How many values on the wire make up one element.
    static var valuesPerElement: Int { get }
    var count: Int { get }
}

extension Set: Unordered {
    static var valuesPerElement: Int { 1 }
}

extension Dictionary: Unordered {
    static var valuesPerElement: Int { 2 }
}

/// The widths in which a change of the time stamps' rhythm is written.
struct DeltaClass {
    let width: Int

    /// What fits: half a range below zero and, one more, above.
    var range: ClosedRange<Int64> { (1 - 1 << Int64(width - 1))...(1 << Int64(width - 1)) }

    static let small = DeltaClass(width: 14)
    static let medium = DeltaClass(width: 17)
    static let large = DeltaClass(width: 20)

    /// The number that these lowest bits stand for.
    func value(of bits: UInt64) -> Int64 {
        let value = Int64(bits)
        return value > 1 << Int64(width - 1) ? value - 1 << Int64(width) : value
    }
}

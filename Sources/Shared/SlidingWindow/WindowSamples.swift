/// The memory of a view, valid while it is lent: times in milliseconds since the Unix epoch, and values, oldest first.
struct WindowSamples {
    let times: UnsafeBufferPointer<Double>
    let values: UnsafeBufferPointer<Double>

    var count: Int { values.count }

    /// The order of summation: sample i is added to lane i mod 4.
    ///
    /// The compiler may not reorder it, so that every processor gives the same bits, and it still runs in vector registers.
    typealias Lanes = SIMD4<Double>

    /// Four samples from `position` on.
    @inline(__always)
    func lanes(_ memory: UnsafeBufferPointer<Double>, at position: Int) -> Lanes {
        UnsafeRawBufferPointer(memory).loadUnaligned(fromByteOffset: position * 8, as: Lanes.self)
    }
}

extension SIMD4<Double> {
    /// The sum of the lanes, in a fixed order.
    var total: Double { (self[0] + self[1]) + (self[2] + self[3]) }
}

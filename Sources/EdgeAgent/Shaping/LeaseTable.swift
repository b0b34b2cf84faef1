/// Which interface is leased to whom, and until when; does no I/O and knows no clock.
public struct LeaseTable: Sendable {
    /// The state of one interface.
    public struct Entry: Equatable, Sendable {
        /// What is in force without a lease; `nil` for no filter at all.
        public var safe: TrafficShape?
        /// The order in force, and when it ends in milliseconds of a clock that nobody sets.
        public var lease: Lease?
        /// The highest fencing number seen.
        public var fencing: UInt64
        /// Whether what is in force is not known: the last change failed.
        public var isUncertain = true
    }

    /// An order and its end.
    public struct Lease: Equatable, Sendable {
        /// What was ordered.
        public var order: ShapingOrder
        /// When it ends.
        public var endMilliseconds: Int64
    }

    /// The interfaces by name.
    public private(set) var entries: [String: Entry] = [:]

    /// Begins with every interface on its way to its safe state.
    ///
    /// - Parameters:
    ///   - safe: The safe state of each interface.
    ///   - fencing: The highest fencing numbers of before, by interface.
    public init(safe: [String: TrafficShape?], fencing: [String: UInt64] = [:]) {
        for (interface, shape) in safe {
            entries[interface] = Entry(safe: shape, lease: nil, fencing: fencing[interface] ?? 0)
        }
    }

    /// Decides about an order; the caller puts its shape in force and then calls ``begin(_:on:at:)``.
    ///
    /// - Throws: ``ShapingRefusal/unknownInterface(_:)``, ``ShapingRefusal/fenced(given:current:)``.
    public mutating func admit(fencing: UInt64, on interface: String) throws(ShapingRefusal) {
        guard let entry = entries[interface] else { throw .unknownInterface(interface) }
        guard fencing >= entry.fencing else { throw .fenced(given: fencing, current: entry.fencing) }
        // Remembered even when the change fails: the older holder has been told that it is too late.
        entries[interface]?.fencing = fencing
    }

    /// Notes that `order` is in force since `milliseconds`.
    public mutating func begin(_ order: ShapingOrder, on interface: String, at milliseconds: Int64) {
        let end = milliseconds + Int64(clamping: order.leaseSeconds) * 1_000
        entries[interface]?.lease = Lease(order: order, endMilliseconds: end)
        entries[interface]?.isUncertain = false
    }

    /// Notes that the safe state is in force.
    public mutating func becomeSafe(_ interface: String) {
        entries[interface]?.lease = nil
        entries[interface]?.isUncertain = false
    }

    /// Notes that a change failed: the interface is on its way to its safe state.
    public mutating func becomeUncertain(_ interface: String) {
        entries[interface]?.lease = nil
        entries[interface]?.isUncertain = true
    }

    /// The interfaces that have to be put into their safe state now, by name.
    public func due(at milliseconds: Int64) -> [String] {
        entries.filter { _, entry in
            entry.isUncertain || entry.lease.map { $0.endMilliseconds <= milliseconds } ?? false
        }.keys.sorted()
    }

    /// When the next lease ends; `nil` without leases.
    public var nextEnd: Int64? { entries.values.compactMap { $0.lease?.endMilliseconds }.min() }
}

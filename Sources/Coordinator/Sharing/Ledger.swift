import KafkaTransport
package import SRO

/// What the shared topics say, read from their beginnings: every coordinator reads the same, and comes to the same end.
///
/// Each topic has one order. A claim counts from its place on, in each topic; what was said under an older claim and stands
/// after a newer one is void, however late it was sent.
package struct Ledger: Sendable {
    /// The topics.
    package enum Topic: String, CaseIterable {
        /// Claims, definitions and states.
        case slices
        /// Models.
        case models
        /// Decisions.
        case decisions
    }

    /// A claim with its place.
    package struct Owner: Equatable, Sendable {
        package var claim: SharedRecord.Claim
        /// Tells the claim.
        package var ticket: String
        /// Tells the run of the coordinator.
        package var origin: String
        /// Where it stands in the topic of slices: grows with each claim.
        package var offset: Int64
    }

    /// How many partitions the slices are shared by.
    package let partitionCount: Int
    private var tickets: [Topic: [Int32: String]] = [:]
    /// Who has each partition.
    package private(set) var owners: [Int32: Owner] = [:]
    /// The version of each slice's definition.
    package private(set) var versions: [String: Int] = [:]
    /// How each slice is.
    package private(set) var states: [String: SharedState] = [:]

    package init(partitionCount: Int) {
        self.partitionCount = partitionCount
    }

    /// The partition that a slice is in.
    package func partition(of slice: String) -> Int32 { KeyedPartition.of(slice, among: partitionCount) }

    /// Takes the next record of a topic.
    ///
    /// - Returns: Whether it counts.
    package mutating func read(_ record: SharedRecord, in topic: Topic, at offset: Int64) -> Bool {
        if let claim = record.claim {
            tickets[topic, default: [:]][claim.partition] = record.ticket
            if topic == .slices {
                owners[claim.partition] = Owner(
                    claim: claim,
                    ticket: record.ticket,
                    origin: record.origin,
                    offset: offset
                )
            }
            return true
        }
        guard let slice = record.slice else { return false }
        if let definition = record.definition {
            // Everybody may define a slice: the first one counts that knew what it replaced.
            guard definition.version > versions[slice] ?? 0 else { return false }
            versions[slice] = definition.version
            return true
        }
        // A topic that was compacted may have lost the claim that an old record was said under, but never the newest one.
        guard let under = record.under, under == tickets[topic]?[partition(of: slice)] else {
            return isBeforeAnyClaim(slice, topic, record)
        }
        if let state = record.state { states[slice] = state }
        return true
    }

    private mutating func isBeforeAnyClaim(_ slice: String, _ topic: Topic, _ record: SharedRecord) -> Bool {
        guard tickets[topic]?[partition(of: slice)] == nil else { return false }
        if let state = record.state { states[slice] = state }
        return true
    }
}

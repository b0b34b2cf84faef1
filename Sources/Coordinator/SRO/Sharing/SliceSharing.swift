public import Store

/// How several coordinators share the slices: who has which, and what all of them have to know.
///
/// One coordinator alone has none.
public protocol SliceSharing: Sendable {
    /// Whether the slice is this coordinator's.
    func owns(_ slice: String) -> Bool

    /// Whether the slice is this coordinator's, and it cannot have been taken over unnoticed while this process was stopped.
    func isSure(of slice: String) -> Bool

    /// What nodes and receivers know the slice's owner by: it grows with each change of owners; 0 when the slice is not ours.
    func fencing(of slice: String) -> UInt64

    /// A number for a decision, which no coordinator gives out twice.
    ///
    /// - Throws: ``SharingError/notOurs(slice:)``.
    func decisionNumber(of slice: String) throws(SharingError) -> Int64

    /// What the slice's last owner has said of its state, or `nil` when it never had one.
    func state(of slice: String) -> SharedState?

    /// Who has the slice, or `nil` when nobody has claimed it yet.
    func owner(of slice: String) -> SliceOwner?

    /// Everybody who has slices, and this coordinator, by name.
    var members: [SliceOwner] { get }

    /// How often partitions have changed hands here.
    var changeCount: Int { get }

    /// Tells all coordinators, and returns when every one of them will know it.
    ///
    /// - Throws: ``SharingError``; ``SharingError/notOurs(slice:)`` when another one has taken the slice over meanwhile.
    func tell(_ news: SharedNews, of slice: String) async throws(SharingError)

    /// Takes an old model out of what coordinators tell each other, without waiting for it.
    func forget(model version: Int, flavor: String, of slice: String)
}

/// A coordinator that shares slices.
public struct SliceOwner: Sendable, Hashable, Codable {
    /// Its name in the group.
    public var name: String
    /// Where its API answers, or `nil` when it does not say.
    public var url: String?
    /// Whether it is this coordinator.
    public var isThis: Bool

    /// A coordinator.
    public init(name: String, url: String?, isThis: Bool) {
        self.name = name
        self.url = url
        self.isThis = isThis
    }
}

/// What coordinators tell each other.
public enum SharedNews: Sendable, Equatable {
    /// A slice was added or replaced: its definition as JSON; `nil` when it was deleted.
    case definition([UInt8]?)
    /// How a slice is.
    case state(SharedState)
    /// A model was trained; its version counts.
    case model(StoredModel)
    /// A decision was made, or something became known about it.
    case decision(StoredDecision)
}

/// What the next owner of a slice has to know.
public struct SharedState: Sendable, Equatable, Codable {
    /// The flavor in force.
    public var flavor: String
    /// Since when, in milliseconds since the Unix epoch.
    public var flavorSinceMilliseconds: Int64
    /// How far the orchestration may go.
    public var mode: String
    /// Whether the operator lets the slice act without a model that has passed.
    public var isOverridden: Bool
    /// The version of each flavor's model that serves.
    public var models: [String: Int]
    /// The version of each flavor's model that challenges it; `nil` when there is none.
    public var challengers: [String: Int]?
    /// The decision that is being carried out.
    public var pending: Int64?

    /// A state.
    public init(
        flavor: String,
        flavorSinceMilliseconds: Int64,
        mode: String,
        isOverridden: Bool,
        models: [String: Int],
        challengers: [String: Int]? = nil,
        pending: Int64? = nil
    ) {
        self.flavor = flavor
        self.flavorSinceMilliseconds = flavorSinceMilliseconds
        self.mode = mode
        self.isOverridden = isOverridden
        self.models = models
        self.challengers = challengers
        self.pending = pending
    }
}

/// Something could not be agreed upon with the other coordinators.
public enum SharingError: Error, Equatable, CustomStringConvertible {
    /// The slice is another coordinator's.
    case notOurs(slice: String)
    /// Another coordinator has changed the slice's definition at the same time.
    case outrun(slice: String)
    /// The others cannot be reached.
    case notTold(slice: String, reason: String)

    /// The error in words.
    public var description: String {
        switch self {
        case .notOurs(let slice): "slice \(slice) is another coordinator's now"
        case .outrun(let slice): "another coordinator has changed slice \(slice) at the same time"
        case .notTold(let slice, let reason):
            "the other coordinators cannot be told about slice \(slice), so that it does not count: \(reason)"
        }
    }
}

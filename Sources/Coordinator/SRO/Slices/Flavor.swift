/// One way to run a slice: what it is given, and where one goes from there.
public struct Flavor: Sendable, Hashable {
    /// Tells it from the slice's other flavors.
    public var id: String
    /// For people.
    public var name: String
    /// What the actuator needs to know, such as `rate`.
    public var settings: [String: String]
    /// The next higher flavor, or `nil` at the top.
    public var upgrade: String?
    /// The next lower flavor, or `nil` at the bottom.
    public var downgrade: String?

    /// A flavor.
    public init(
        id: String,
        name: String? = nil,
        settings: [String: String] = [:],
        upgrade: String? = nil,
        downgrade: String? = nil
    ) {
        self.id = id
        self.name = name ?? id
        self.settings = settings
        self.upgrade = upgrade
        self.downgrade = downgrade
    }

    /// Flavors whose neighbours follow from their order, lowest first, where they do not name them.
    public static func ladder(_ flavors: [Flavor]) -> [Flavor] {
        var ladder = flavors
        for index in ladder.indices {
            if index > 0, ladder[index].downgrade == nil { ladder[index].downgrade = ladder[index - 1].id }
            if index + 1 < ladder.count, ladder[index].upgrade == nil { ladder[index].upgrade = ladder[index + 1].id }
        }
        return ladder
    }
}

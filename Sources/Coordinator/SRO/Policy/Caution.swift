/// How long to wait before the flavor is lowered again, by what came of lowering it before.
///
/// A downgrade that had to be taken back soon saved little and cost two changes: each one in a row doubles the wait for the
/// next, and one that lasted ends that.
struct Caution: Sendable, Equatable {
    /// How often the wait is doubled at most.
    static let mostDoublings = 3
    /// A downgrade lasted when it was not taken back within so many cool-downs.
    static let lastingCooldowns: Int64 = 2

    /// The wait without any caution, in milliseconds.
    private let cooldown: Int64
    private var lastDowngrade: Int64?
    private var regrets = 0

    /// - Parameter cooldown: The wait after a change, in milliseconds, when no downgrade had to be taken back.
    init(cooldown: Int64) {
        self.cooldown = cooldown
    }

    /// The wait from the last change to a downgrade, in milliseconds.
    var wait: Int64 { cooldown << Int64(regrets) }

    /// Notes that the flavor was changed, upwards or downwards.
    mutating func note(isUpgrade: Bool, at clock: Int64) {
        guard isUpgrade else {
            lastDowngrade = clock
            return
        }
        guard let lowered = lastDowngrade else { return }
        lastDowngrade = nil
        let isRegretted = clock - lowered < Self.lastingCooldowns * cooldown
        regrets = isRegretted ? min(regrets + 1, Self.mostDoublings) : 0
    }
}

import HTTPClient

/// Puts a slice's flavors in force.
public protocol Actuator: Sendable {
    /// Puts `flavor` in force and makes sure that it is.
    ///
    /// - Returns: What was found to be in force, in words.
    /// - Throws: ``ActuatorError``.
    func apply(_ flavor: Flavor) async throws(ActuatorError) -> String

    /// Whether `flavor` is in force; `nil` when the actuator cannot tell.
    ///
    /// - Throws: ``ActuatorError`` when looking fails.
    func isInForce(_ flavor: Flavor) async throws(ActuatorError) -> Bool?

    /// How often ``renew()`` has to be called for a flavor to stay in force; `nil` when it stays by itself.
    var renewalInterval: Duration? { get async }

    /// Keeps the flavor that was applied last in force for another while.
    ///
    /// - Throws: ``ActuatorError`` when it could not be renewed; it ends by itself then, unless a later call succeeds.
    func renew() async throws(ActuatorError)

    /// Takes `flavor`, which was found to be in force, for the one that was applied last.
    func adopt(_ flavor: Flavor) async
}

extension Actuator {
    /// It stays by itself.
    public var renewalInterval: Duration? { get async { nil } }

    /// There is nothing to renew.
    public func renew() async throws(ActuatorError) {}

    /// There is nothing to take over.
    public func adopt(_ flavor: Flavor) async {}
}

extension ActuatorSettings {
    /// The actuator that these settings describe, for the slice with the given id.
    ///
    /// - Throws: ``ActuatorError/requestFailed(url:reason:)`` when no HTTP client can be made.
    /// `fencing` is what receivers know this coordinator by when several share the slices; 0 when there is none other.
    public func actuator(
        slice: String,
        clock: WallClock = .system,
        fencing: UInt64 = 0
    ) throws(ActuatorError) -> any Actuator {
        switch self {
        case .dryRun: DryRunActuator()
        case .trafficControl(let settings): TrafficControlActuator(settings)
        case .command(let settings): CommandActuator(settings, slice: slice, fencing: fencing)
        case .shapingLease(let settings):
            ShapingLeaseActuator(settings, client: try Self.client(), fencing: fencing) { clock.milliseconds }
        case .webhook(let settings):
            WebhookActuator(settings, slice: slice, fencing: fencing, client: try Self.client())
        case .kubernetes(let settings):
            KubernetesActuator(settings, client: try Self.client(authorityFile: settings.authorityFile))
        }
    }

    private static func client(authorityFile: String? = nil) throws(ActuatorError) -> HTTPClient {
        do {
            return try HTTPClient(authorityFile: authorityFile)
        } catch {
            throw .requestFailed(url: "", reason: "\(error)")
        }
    }
}

/// Does nothing, and says so.
struct DryRunActuator: Actuator {
    func apply(_ flavor: Flavor) async throws(ActuatorError) -> String {
        "\(flavor.id) noted, the slice has no actuator"
    }

    func isInForce(_ flavor: Flavor) async throws(ActuatorError) -> Bool? {
        nil
    }
}

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
}

extension ActuatorSettings {
    /// The actuator that these settings describe, for the slice with the given id.
    public func actuator(slice: String) -> any Actuator {
        switch self {
        case .dryRun: DryRunActuator()
        case .trafficControl(let settings): TrafficControlActuator(settings)
        case .command(let settings): CommandActuator(settings, slice: slice)
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

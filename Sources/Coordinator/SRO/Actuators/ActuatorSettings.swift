/// How the flavors of a slice are put in force.
public enum ActuatorSettings: Sendable, Hashable {
    /// Nothing is done; the flavor in force is whatever was last asked for.
    case dryRun
    /// The rate of a network device is limited by a token bucket, `tc(8)` and `tc-tbf(8)`.
    case trafficControl(TrafficControlSettings)
    /// A program is run.
    case command(CommandSettings)
    /// The edge agents of several nodes shape their interfaces, under a lease.
    case shapingLease(ShapingSettings)
    /// A server is told.
    case webhook(WebhookSettings)
    /// An object of a Kubernetes cluster is scaled or patched.
    case kubernetes(KubernetesSettings)
}

/// Which network device is limited; the flavors say `rate`, and may say `burst` and `latency`.
public struct TrafficControlSettings: Sendable, Hashable {
    /// The device, such as `eth0`.
    public var device: String
    /// The network namespace that the device is in, or `nil` for our own.
    public var namespace: String?

    /// A device.
    public init(device: String, namespace: String? = nil) {
        self.device = device
        self.namespace = namespace
    }
}

/// Which program puts a flavor in force, and which one tells what is in force.
///
/// The words are an argument vector, no shell reads them. `{slice}`, `{flavor}`, `{fencing}` (which grows with each change of
/// owners, where several coordinators share the slices; else 0) and `{NAME}` for each of the flavor's settings are replaced
/// inside a word.
public struct CommandSettings: Sendable, Hashable {
    /// The program and its arguments that put a flavor in force.
    public var apply: [String]
    /// The program and its arguments that succeed when the flavor is in force; empty when there is none.
    public var verify: [String]
    /// Seconds that either of them may take.
    public var timeoutSeconds: Int

    /// A command.
    public init(apply: [String], verify: [String] = [], timeoutSeconds: Int = 5) {
        self.apply = apply
        self.verify = verify
        self.timeoutSeconds = timeoutSeconds
    }

    func problems(flavors: [Flavor]) -> [String] {
        var problems: [String] = []
        if apply.isEmpty { problems.append("the actuator has no command to apply a flavor") }
        if !(1...600).contains(timeoutSeconds) {
            problems.append("the actuator's timeout must lie between 1 and 600 s")
        }
        for flavor in flavors {
            for word in apply + verify {
                do {
                    _ = try filled(word, slice: "", flavor: flavor)
                } catch {
                    problems.append("the actuator's \"\(word)\": \(error)")
                }
            }
        }
        return problems
    }
}

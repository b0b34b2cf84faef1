/// The nodes whose interfaces are shaped by the edge agents; the flavors say `rate`, and may say `burst` and `latency`.
public struct ShapingSettings: Sendable, Hashable {
    /// One interface of one node.
    public struct Node: Sendable, Hashable {
        /// Where the node's agent is, `http://10.0.0.7:9100`.
        public var url: String
        /// The interface, such as `eth0`.
        public var interface: String

        /// A node.
        public init(url: String, interface: String) {
            self.url = url
            self.interface = interface
        }
    }

    /// All of them have the same flavor, or none has a lease.
    public var nodes: [Node]
    /// The file with the key that the agents have, too.
    public var keyFile: String
    /// Seconds that a lease lasts, unless it is renewed; renewed at a third of it.
    public var leaseSeconds: Int
    /// Seconds that an agent may take to answer.
    public var timeoutSeconds: Int

    /// The nodes of a slice.
    public init(nodes: [Node], keyFile: String, leaseSeconds: Int = 15, timeoutSeconds: Int = 2) {
        self.nodes = nodes
        self.keyFile = keyFile
        self.leaseSeconds = leaseSeconds
        self.timeoutSeconds = timeoutSeconds
    }

    func problems(flavors: [Flavor]) -> [String] {
        var problems: [String] = []
        if nodes.isEmpty { problems.append("the actuator has no nodes") }
        if Set(nodes).count != nodes.count { problems.append("the actuator has a node twice") }
        for node in nodes {
            if !node.url.hasPrefix("http://") && !node.url.hasPrefix("https://") {
                problems.append("the actuator's node \(node.url) is neither http:// nor https://")
            }
            if node.interface.isEmpty || node.interface.contains("/") {
                problems.append("the actuator's node \(node.url) has no usable interface, found \"\(node.interface)\"")
            }
        }
        if !(3...3_600).contains(leaseSeconds) { problems.append("the lease must lie between 3 and 3600 s") }
        if !(1...60).contains(timeoutSeconds) { problems.append("the actuator's timeout must lie between 1 and 60 s") }
        for flavor in flavors {
            do {
                _ = try ShapingFilter(flavor)
            } catch {
                problems.append("\(error)")
            }
        }
        return problems
    }
}

/// A flavor's token bucket filter, in the units of the agents' orders.
struct ShapingFilter: Equatable, Sendable {
    /// Bits a second.
    let rate: UInt64
    /// Bytes.
    let burst: UInt64
    /// Milliseconds.
    let latency: UInt64

    /// - Throws: ``ActuatorError/setting(flavor:name:found:)``.
    init(_ flavor: Flavor) throws(ActuatorError) {
        let text = flavor.settings["rate"]
        guard let rate = text.flatMap({ LinkRate(parsing: $0) }), (8_000...1e11).contains(rate.bitsPerSecond) else {
            throw .setting(flavor: flavor.id, name: "rate", found: text)
        }
        self.rate = UInt64(rate.bitsPerSecond)
        let burst = flavor.settings["burst"] ?? "20000"
        guard let bytes = UInt64(burst), (1_500...67_108_864).contains(bytes) else {
            throw .setting(flavor: flavor.id, name: "burst", found: burst)
        }
        self.burst = bytes
        let latency = flavor.settings["latency"] ?? "400ms"
        guard
            latency.hasSuffix("ms"), let milliseconds = UInt64(latency.dropLast(2)), (1...10_000).contains(milliseconds)
        else { throw .setting(flavor: flavor.id, name: "latency", found: latency) }
        self.latency = milliseconds
    }

    /// Whether the kernel's figure is this filter; it keeps whole bytes a second.
    func matches(bitsPerSecond: UInt64?) -> Bool {
        bitsPerSecond.map { $0 / 8 == rate / 8 } ?? false
    }
}

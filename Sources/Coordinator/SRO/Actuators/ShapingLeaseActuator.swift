import HTTPClient

/// Shapes the interfaces of all nodes of a slice through their agents, or of none.
///
/// In two phases: first every agent has to answer, with an older fencing number than ours at most, so that a node that is
/// away stops the change before anything has changed; then all get the order at once, each reads back what its kernel
/// says, and one that fails takes all back to the flavor before. A node that cannot be taken back loses its lease, and its
/// agent returns to the safe state by itself. Leases are renewed by ``renew()`` for as long as the flavor is wanted.
actor ShapingLeaseActuator: Actuator {
    private let settings: ShapingSettings
    private let clients: [ShapingClient]
    private let now: @Sendable () -> Int64
    private var fencing: UInt64
    private var wanted: Flavor?

    /// `fencing` is 0 for a coordinator that shares its slices with none: it finds a number of its own.
    init(
        _ settings: ShapingSettings,
        client: HTTPClient,
        fencing: UInt64 = 0,
        now: @escaping @Sendable () -> Int64
    ) {
        self.settings = settings
        self.fencing = fencing
        self.now = now
        clients = settings.nodes.map { node in
            ShapingClient(
                node: node,
                keyFile: settings.keyFile,
                timeout: .seconds(settings.timeoutSeconds),
                client: client
            )
        }
    }

    func apply(_ flavor: Flavor) async throws(ActuatorError) -> String {
        let filter = try ShapingFilter(flavor)
        let before = wanted
        // Nothing is renewed while it is not certain what is wanted.
        wanted = nil
        do {
            try await prepare()
        } catch {
            wanted = before
            throw error
        }
        let results = await order(filter)
        guard let failure = results.compactMap(\.self).first else {
            wanted = flavor
            return "\(flavor.id) is leased on \(clients.count) nodes, read back from each kernel"
        }
        let remedy = await rollBack(to: before)
        throw .rolledBack(node: failure.node, reason: "\(failure.error)", remedy: remedy)
    }

    func isInForce(_ flavor: Flavor) async throws(ActuatorError) -> Bool? {
        let filter = try ShapingFilter(flavor)
        for client in clients where !filter.matches(bitsPerSecond: try await client.status().bitsPerSecond) {
            return false
        }
        return true
    }

    var renewalInterval: Duration? { .milliseconds(settings.leaseSeconds * 1000 / 3) }

    func renew() async throws(ActuatorError) {
        guard let flavor = wanted else { return }
        let filter = try ShapingFilter(flavor)
        // Where one cannot be renewed none is, so that all return to their safe states together.
        try await prepare()
        for failure in await order(filter).compactMap(\.self) {
            throw .notRenewed(node: failure.node, reason: "\(failure.error)")
        }
    }

    func adopt(_ flavor: Flavor) async {
        wanted = flavor
    }

    // MARK: Phases

    private struct Failure: Sendable {
        var node: String
        var error: ActuatorError
    }

    /// Asks every agent, and takes a fencing number above all that they have seen.
    ///
    /// A coordinator keeps its number; whoever takes over later has a higher one, and the agents refuse the older.
    private func prepare() async throws(ActuatorError) {
        let statuses = await withTaskGroup(of: Result<ShapingClient.Status, ActuatorError>.self) { group in
            for client in clients {
                group.addTask {
                    do throws(ActuatorError) {
                        return .success(try await client.status())
                    } catch {
                        return .failure(error)
                    }
                }
            }
            var statuses: [Result<ShapingClient.Status, ActuatorError>] = []
            for await status in group { statuses.append(status) }
            return statuses
        }
        var highest: UInt64 = 0
        for status in statuses { highest = max(highest, try status.get().fencing) }
        if fencing == 0 {
            fencing = max(highest + 1, UInt64(max(1, now() / 1000)))
        } else if highest > fencing {
            throw .fenced(ours: fencing, found: highest)
        }
    }

    /// Gives the order to all nodes at once.
    ///
    /// - Returns: What went wrong on each node, in order; `nil` where it is in force.
    private func order(_ filter: ShapingFilter) async -> [Failure?] {
        let (fencing, lease) = (fencing, settings.leaseSeconds)
        return await withTaskGroup(of: (Int, Failure?).self) { group in
            for (index, client) in clients.enumerated() {
                group.addTask {
                    do throws(ActuatorError) {
                        let status = try await client.put(filter, leaseSeconds: lease, fencing: fencing)
                        guard status.state == "leased", filter.matches(bitsPerSecond: status.bitsPerSecond) else {
                            let found = "\(status.state), \(status.bitsPerSecond.map { "\($0)" } ?? "no") bit/s"
                            throw .notVerified(wanted: "\(filter.rate) bit/s leased", found: found)
                        }
                        return (index, nil)
                    } catch {
                        return (index, Failure(node: client.node.url, error: error))
                    }
                }
            }
            var failures = [Failure?](repeating: nil, count: clients.count)
            for await (index, failure) in group { failures[index] = failure }
            return failures
        }
    }

    private func rollBack(to flavor: Flavor?) async -> String {
        guard let flavor, let filter = try? ShapingFilter(flavor) else {
            return "no lease is renewed, so that every node returns to its safe state within \(settings.leaseSeconds) s"
        }
        let failures = await order(filter).compactMap(\.self)
        guard let failure = failures.first else {
            wanted = flavor
            return "\(flavor.id) was put in force again on all nodes"
        }
        return """
            \(flavor.id) could not be put in force again on \(failures.count) of \(clients.count) nodes \
            (\(failure.node): \(failure.error)); no lease is renewed, so that every node returns to its safe state \
            within \(settings.leaseSeconds) s
            """
    }
}

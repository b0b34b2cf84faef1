internal import CLinux
internal import Glibc

/// Why the privileged process cannot start.
public struct ShaperError: Error, Equatable {
    /// What was attempted, on what, and what was found.
    public var reason: String
}

/// The privileged process: it alone may change filters, and checks everything itself.
///
/// The process that talks to the network has no key and no capability; were it taken over, it could at most hand on
/// requests that somebody with the key has signed.
public final class Shaper {
    private let settings: ShaperSettings
    private let control: TrafficControl
    private var authenticator: RequestAuthenticator
    private var replays: ReplayLog
    private var table: LeaseTable
    private var counters: [String: UInt64] = [
        "applied": 0, "expired": 0, "failed": 0, "fenced": 0, "invalid": 0, "replayed": 0, "strangers": 0,
        "unsigned": 0, "untimely": 0,
    ]
    private let listener: Int32
    private let log: (String) -> Void
    private let arguments: [String]?
    private var safetyGuard: SafetyGuard?

    /// Reads the key and the fencing numbers, and opens the socket.
    ///
    /// - Parameters:
    ///   - settings: What it may do, and for whom.
    ///   - arguments: Those of this process, for a ``SafetyGuard``; `nil` for none.
    ///   - log: Told what happens.
    /// - Throws: ``ShaperError`` when one of these cannot be.
    public init(
        _ settings: ShaperSettings,
        guardedBy arguments: [String]? = nil,
        log: @escaping (String) -> Void
    ) throws(ShaperError) {
        self.settings = settings
        self.arguments = arguments
        self.log = log
        control = TrafficControl(program: settings.program)
        let key = try Shaper.readKey(settings.keyFile)
        replays = ReplayLog(settings.socket + ".seen")
        let earliest = Int64(time(nil)) - RequestAuthenticator.toleranceSeconds
        let seen = replays.read().filter { $0.value >= earliest }
        // What is too old goes; where nothing can be written, the first request that is noted says so.
        _ = replays.rewrite(seen)
        authenticator = RequestAuthenticator(key: key, seen: seen)
        var fencing: [String: UInt64] = [:]
        for interface in settings.interfaces.keys {
            fencing[interface] = Shaper.readFencing(settings.stateDirectory, interface)
        }
        table = LeaseTable(safe: settings.interfaces, fencing: fencing)
        guard let listener = LocalSocket.listen(at: settings.socket) else {
            throw ShaperError(reason: "cannot listen at \(settings.socket): \(String(cString: strerror(errno)))")
        }
        self.listener = listener
    }

    deinit {
        close(listener)
        unlink(settings.socket)
    }

    /// Puts every interface into its safe state.
    ///
    /// - Returns: Whether all are.
    public static func restore(_ settings: ShaperSettings, log: (String) -> Void) -> Bool {
        var isSafe = true
        for (interface, shape) in settings.interfaces.sorted(by: { $0.key < $1.key }) {
            do {
                try TrafficControl(program: settings.program).apply(shape, to: interface)
            } catch {
                log("\(interface) is not in its safe state: \(error)")
                isSafe = false
            }
        }
        return isSafe
    }

    /// Serves until `signals` is readable, and then returns to the safe state.
    ///
    /// - Parameters:
    ///   - signals: A descriptor that becomes readable when the process is to end.
    ///   - ready: Called once, when all interfaces are in their safe state and requests are served.
    public func run(until signals: Int32, ready: () -> Void) {
        returnToSafeStates()
        keepGuard()
        ready()
        while true {
            var polls = [
                pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
                pollfd(fd: signals, events: Int16(POLLIN), revents: 0),
                pollfd(fd: guardDescriptor, events: 0, revents: 0),
            ]
            let count = poll(&polls, nfds_t(polls.count), patience())
            returnToSafeStates()
            if count > 0, polls[2].revents != 0 { safetyGuard = nil }
            if guardDescriptor < 0 { keepGuard() }
            if count > 0, polls[1].revents != 0 { break }
            if count > 0, polls[0].revents != 0 { serveOne() }
        }
        if Shaper.restore(settings, log: log) { safetyGuard.take()?.dismiss() }
    }

    private var guardDescriptor: Int32 {
        switch safetyGuard {
        case .some(let safetyGuard): safetyGuard.descriptor
        case .none: -1
        }
    }

    private func keepGuard() {
        guard let arguments else { return }
        do {
            safetyGuard = try SafetyGuard(arguments: arguments)
        } catch {
            count("failed")
            log(error.reason)
        }
    }

    /// Milliseconds until the next lease ends; a second while something is not as it should be.
    private func patience() -> Int32 {
        let now = monotonicMilliseconds()
        if !table.due(at: now).isEmpty || arguments != nil && guardDescriptor < 0 { return 1_000 }
        guard let end = table.nextEnd else { return -1 }
        return Int32(clamping: max(0, end - now))
    }

    private func returnToSafeStates() {
        for interface in table.due(at: monotonicMilliseconds()) {
            guard let entry = table.entries[interface] else { continue }
            if entry.lease != nil { count("expired") }
            do {
                try control.apply(entry.safe, to: interface)
                table.becomeSafe(interface)
                log("\(interface) is in its safe state")
            } catch {
                table.becomeUncertain(interface)
                count("failed")
                log("\(interface) is not in its safe state: \(error)")
            }
        }
    }

    private func serveOne() {
        let descriptor = accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        LocalSocket.setTimeouts(descriptor, milliseconds: 1_000)
        var peer = peer_credentials()
        guard peer_credentials_of(descriptor, &peer) == 0, settings.users.contains(peer.uid) else {
            count("strangers")
            return
        }
        guard let bytes = LocalSocket.receive(from: descriptor), let request = ShaperExchange.decodeRequest(bytes)
        else {
            return
        }
        _ = LocalSocket.send(ShaperExchange.encode(answer(request)), to: descriptor)
    }
}

// MARK: - Requests

extension Shaper {
    private func answer(_ request: SignedRequest) -> ShaperAnswer {
        if request.method == "GET", request.path == "/counters" {
            let lines = counters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
            return ShaperAnswer(status: 200, body: lines.joined(separator: "\n"))
        }
        do {
            let interface = try Shaper.interface(of: request.path)
            switch request.method {
            case "GET":
                return try status(interface)
            case "PUT":
                try authenticate(request)
                return try put(ShapingOrder(parsing: request.body), on: interface)
            case "DELETE":
                try authenticate(request)
                return try release(request.body, interface)
            default:
                return ShaperAnswer(status: 405, body: #"{"error":"use GET, PUT or DELETE"}"#)
            }
        } catch {
            count(error.counter)
            log("\(request.method) \(request.path) refused: \(error)")
            return ShaperAnswer(status: error.status, body: error.json)
        }
    }

    private func authenticate(_ request: SignedRequest) throws(ShapingRefusal) {
        try authenticator.admit(request, now: wallSeconds())
        guard let time = authenticator.seen[request.nonce] else { return }
        if !replays.note(request.nonce, time, of: authenticator.seen) {
            count("failed")
            log("requests are not remembered beside \(settings.socket): \(String(cString: strerror(errno)))")
        }
    }

    private func put(_ order: ShapingOrder, on interface: String) throws(ShapingRefusal) -> ShaperAnswer {
        try admit(order.fencing, on: interface)
        do {
            try control.apply(order.shape, to: interface)
        } catch {
            // What is in force now is not known; the loop returns to the safe state.
            table.becomeUncertain(interface)
            throw error
        }
        table.begin(order, on: interface, at: monotonicMilliseconds())
        count("applied")
        log("\(interface): \(order.shape.rate) bit/s for \(order.leaseSeconds) s, fencing \(order.fencing)")
        return try status(interface)
    }

    private func release(_ body: [UInt8], _ interface: String) throws(ShapingRefusal) -> ShaperAnswer {
        guard let fencing = try FlatObject.parse(body)["fencing"] else { throw .invalid("`fencing` is missing") }
        try admit(fencing, on: interface)
        table.becomeUncertain(interface)
        returnToSafeStates()
        return try status(interface)
    }

    private func admit(_ fencing: UInt64, on interface: String) throws(ShapingRefusal) {
        let before = table.entries[interface]?.fencing
        try table.admit(fencing: fencing, on: interface)
        if before != fencing, !Shaper.writeFencing(fencing, settings.stateDirectory, interface) {
            count("failed")
            log("fencing numbers are not kept in \(settings.stateDirectory): \(String(cString: strerror(errno)))")
        }
    }

    /// What is in force, as `tc` says, and until when.
    private func status(_ interface: String) throws(ShapingRefusal) -> ShaperAnswer {
        guard let entry = table.entries[interface] else { throw .unknownInterface(interface) }
        let found = try control.current(interface)
        let state = entry.isUncertain ? "uncertain" : entry.lease == nil ? "safe" : "leased"
        var fields = [#""interface":"\#(interface)""#, #""state":"\#(state)""#, #""fencing":\#(entry.fencing)"#]
        if let found {
            fields.append(#""rate_bits_per_second":\#(found.rate)"#)
            fields.append(#""burst_bytes":\#(found.burst)"#)
            fields.append(#""latency_milliseconds":\#(found.latency)"#)
        }
        if let lease = entry.lease {
            let left = max(0, lease.endMilliseconds - monotonicMilliseconds())
            fields.append(#""lease_milliseconds_left":\#(left)"#)
        }
        return ShaperAnswer(status: 200, body: "{" + fields.joined(separator: ",") + "}")
    }

    private static func interface(of path: String) throws(ShapingRefusal) -> String {
        let prefix = "/v1/shaping/"
        guard path.hasPrefix(prefix) else { throw .invalid("the path is not \(prefix)INTERFACE") }
        let name = String(path.dropFirst(prefix.count))
        guard ShaperSettings.isInterfaceName(name), !name.contains("%"), !name.contains("\"") else {
            throw .invalid("the path has no interface's name")
        }
        return name
    }

    private func count(_ event: String) {
        counters[event, default: 0] += 1
    }
}

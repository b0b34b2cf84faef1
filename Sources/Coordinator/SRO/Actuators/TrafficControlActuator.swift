import Foundation

/// Limits the rate of a network device with a token bucket filter.
///
/// `tc qdisc replace` takes the place of whatever was there in one step, so that the device is never without a limit in
/// between; then the kernel is asked what is in force. Source: `tc(8)`, `tc-tbf(8)`.
struct TrafficControlActuator: Actuator {
    private let settings: TrafficControlSettings
    private let program: String
    private let timeoutSeconds = 5

    init(_ settings: TrafficControlSettings, program: String = "tc") {
        self.settings = settings
        self.program = program
    }

    func apply(_ flavor: Flavor) async throws(ActuatorError) -> String {
        let rate = try rate(of: flavor)
        let command = arguments(toApply: flavor)
        _ = try await CommandRun.output(of: command, withinSeconds: timeoutSeconds)
        let found = try await discipline()
        guard found.kind == "tbf", rate.matches(bytesPerSecond: found.bytesPerSecond) else {
            throw .notVerified(wanted: "tbf with \(shortText(rate.bitsPerSecond / 1e6)) Mbit/s", found: "\(found)")
        }
        return "\(settings.device) has \(found), read back from the kernel"
    }

    func isInForce(_ flavor: Flavor) async throws(ActuatorError) -> Bool? {
        let rate = try rate(of: flavor)
        let found = try await discipline()
        return found.kind == "tbf" && rate.matches(bytesPerSecond: found.bytesPerSecond)
    }

    func arguments(toApply flavor: Flavor) -> [String] {
        let rate = flavor.settings["rate"] ?? ""
        let burst = flavor.settings["burst"] ?? "20000"
        let latency = flavor.settings["latency"] ?? "400ms"
        let shape = ["rate", rate, "burst", burst, "latency", latency]
        return [program] + namespace + ["qdisc", "replace", "dev", settings.device, "root", "tbf"] + shape
    }

    private var namespace: [String] {
        settings.namespace.map { ["-n", $0] } ?? []
    }

    private func rate(of flavor: Flavor) throws(ActuatorError) -> LinkRate {
        guard let text = flavor.settings["rate"], let rate = LinkRate(parsing: text) else {
            throw .setting(flavor: flavor.id, name: "rate", found: flavor.settings["rate"])
        }
        return rate
    }

    private func discipline() async throws(ActuatorError) -> QueueingDiscipline {
        let command = [program] + namespace + ["-j", "qdisc", "show", "dev", settings.device]
        let output = try await CommandRun.output(of: command, withinSeconds: timeoutSeconds)
        do {
            let all = try JSONDecoder().decode([QueueingDiscipline].self, from: Data(output.utf8))
            return all.first { $0.root == true } ?? QueueingDiscipline(kind: "none", root: nil, options: nil)
        } catch {
            throw .notVerified(wanted: "JSON about \(settings.device)", found: output)
        }
    }
}

/// One entry of `tc -j qdisc show`.
struct QueueingDiscipline: Decodable, CustomStringConvertible {
    struct Options: Decodable {
        var rate: Double?
    }

    var kind: String
    var root: Bool?
    var options: Options?

    var bytesPerSecond: Double { options?.rate ?? .nan }

    var description: String {
        options?.rate.map { "\(kind) with \(shortText($0 * 8 / 1e6)) Mbit/s" } ?? kind
    }
}

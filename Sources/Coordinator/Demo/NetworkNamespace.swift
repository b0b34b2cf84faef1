import Foundation

/// A network of its own on this machine, joined to the host by a pair of virtual interfaces.
struct NetworkNamespace: Sendable {
    /// Its name, which holds the owner's process id.
    let name: String
    /// The host's end of the pair.
    let hostDevice: String
    /// The end inside, on which the rate is limited.
    let device: String
    /// The host's address.
    let hostAddress: String
    /// The address inside.
    let address: String

    /// Names and addresses that nothing on this machine uses.
    ///
    /// - Throws: ``DemoError`` when `ip` fails or all candidates are taken.
    init(ownerID: Int32) async throws {
        let routes = try await SystemCommand.run("ip", "-4", "-json", "route", "show", "table", "all")
        let taken = try JSONDecoder().decode([Route].self, from: Data(routes.utf8)).compactMap { IPv4Range($0.dst) }
        // A quarter of 10.213.0.0/16 has 64 networks of four addresses for each third byte.
        let candidates = (0..<4096).map { (Int(ownerID) + $0 * 7) % 16_384 }
        let base = candidates.lazy.map { UInt32(10 << 24 | 213 << 16) + UInt32($0 * 4) }.first { base in
            !taken.contains { $0.overlaps(IPv4Range(base: base, prefixLength: 30)) }
        }
        guard let base else {
            throw DemoError.missing(what: "a free network in 10.213.0.0/16", remedy: "remove routes that are not used")
        }
        name = "slice\(ownerID)"
        hostDevice = "slice\(ownerID)h"
        device = "slice\(ownerID)n"
        hostAddress = IPv4Range.text(base + 1)
        address = IPv4Range.text(base + 2)
    }

    /// Makes the namespace, the pair of interfaces, and their addresses.
    ///
    /// - Throws: ``DemoError/commandFailed(command:output:)``; what was made until then stays for ``remove(named:)``.
    func make() async throws {
        try await SystemCommand.run("ip", "netns", "add", name)
        try await SystemCommand.run(
            "ip",
            "link",
            "add",
            hostDevice,
            "type",
            "veth",
            "peer",
            "name",
            device,
            "netns",
            name
        )
        try await SystemCommand.run("ip", "address", "add", "\(hostAddress)/30", "dev", hostDevice)
        try await SystemCommand.run("ip", "link", "set", hostDevice, "up")
        try await SystemCommand.run("ip", "-n", name, "address", "add", "\(address)/30", "dev", device)
        try await SystemCommand.run("ip", "-n", name, "link", "set", device, "up")
        try await SystemCommand.run("ip", "-n", name, "link", "set", "lo", "up")
    }

    /// Limits the rate at which the namespace sends.
    ///
    /// - Throws: ``DemoError/commandFailed(command:output:)`` when the kernel refuses.
    func limit(rate: String) async throws {
        try await SystemCommand.run(
            "tc",
            "-n",
            name,
            "qdisc",
            "replace",
            "dev",
            device,
            "root",
            "tbf",
            "rate",
            rate,
            "latency",
            "400ms",
            "burst",
            "20000"
        )
    }

    /// Removes a namespace and all that is in it; one that is not there is no error.
    static func remove(named name: String) async throws {
        guard try await list().contains(name) else {
            return
        }
        // A process that is left inside would keep the namespace alive without a name.
        for processID in try await SystemCommand.run("ip", "netns", "pids", name).split(separator: "\n") {
            if let processID = Int32(processID) {
                kill(processID, SIGKILL)
            }
        }
        // The kernel takes the pair away together with its inner end, and a little later.
        try await SystemCommand.run("ip", "netns", "delete", name)
        for _ in 0..<250 where access("/sys/class/net/\(name)h", F_OK) == 0 {
            usleep(20_000)
        }
    }

    /// The names of all namespaces on this machine.
    static func list() async throws -> [String] {
        try await SystemCommand.run("ip", "netns", "list").split(separator: "\n").compactMap { line in
            line.split(separator: " ").first.map(String.init)
        }
    }

    private struct Route: Decodable {
        var dst: String
    }
}

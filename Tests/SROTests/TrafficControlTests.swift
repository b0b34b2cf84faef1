import Foundation
import Glibc
import SRO
import Testing

/// The real `tc` on the loopback device of a network namespace of our own; needs root.
@Suite(.enabled(if: geteuid() == 0, "traffic control needs root"), .serialized)
struct TrafficControlTests {
    private static let low = Flavor(id: "low", settings: ["rate": "10mbit"])
    private static let high = Flavor(id: "high", settings: ["rate": "15.5Mbit", "burst": "20kb"])

    private func command(_ words: String...) async throws {
        let settings = CommandSettings(apply: words)
        _ = try await ActuatorSettings.command(settings).actuator(slice: "test").apply(Flavor(id: "none"))
    }

    private func withNamespace(_ body: (any Actuator) async throws -> Void) async throws {
        let name = "actuator-\(getpid())"
        try await command("ip", "netns", "add", name)
        do {
            let settings = TrafficControlSettings(device: "lo", namespace: name)
            try await body(ActuatorSettings.trafficControl(settings).actuator(slice: "test"))
        } catch {
            try await command("ip", "netns", "delete", name)
            throw error
        }
        try await command("ip", "netns", "delete", name)
    }

    @Test func aRateIsPutInForceAndReadBack() async throws {
        try await withNamespace { (actuator: any Actuator) async throws in
            #expect(try await actuator.isInForce(Self.low) == false)
            #expect(try await actuator.apply(Self.low).contains("10 Mbit/s"))
            #expect(try await actuator.isInForce(Self.low) == true)
            #expect(try await actuator.apply(Self.high).contains("15.5 Mbit/s"))
            #expect(try await actuator.isInForce(Self.low) == false)
            #expect(try await actuator.isInForce(Self.high) == true)
        }
    }

    @Test func aDeviceThatIsNotThereIsAnError() async {
        let settings = TrafficControlSettings(device: "nosuchdevice0")
        await #expect(throws: ActuatorError.self) {
            try await ActuatorSettings.trafficControl(settings).actuator(slice: "test").apply(Self.low)
        }
    }

    @Test func aFlavorWithoutARateIsAnError() async {
        let settings = TrafficControlSettings(device: "lo", namespace: "nosuchnamespace")
        await #expect(throws: ActuatorError.setting(flavor: "bare", name: "rate", found: nil)) {
            try await ActuatorSettings.trafficControl(settings).actuator(slice: "test").apply(Flavor(id: "bare"))
        }
    }
}

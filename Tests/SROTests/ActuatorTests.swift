import Foundation
import SRO
import Testing

@Suite struct ActuatorTests {
    @Test(arguments: [
        ("10mbit", 1e7), ("1.5Gbit", 1.5e9), ("800kbps", 6.4e6), ("1000000", 1e6), ("2Mibit", 2_097_152), ("5bit", 5),
    ])
    func readsRatesAsTrafficControlDoes(text: String, bits: Double) {
        #expect(LinkRate(parsing: text)?.bitsPerSecond == bits)
    }

    @Test(arguments: ["", "mbit", "-1mbit", "10 apples", "nan", "0", "1e400"])
    func refusesWhatIsNoRate(text: String) {
        #expect(LinkRate(parsing: text) == nil)
    }

    private func actuator(_ apply: [String], verify: [String] = [], timeout: Int = 5) throws -> any Actuator {
        try ActuatorSettings.command(.init(apply: apply, verify: verify, timeoutSeconds: timeout)).actuator(
            slice: "redis"
        )
    }

    private let flavor = Flavor(id: "high", settings: ["rate": "20mbit", "words": "a b; $(id)"])

    @Test func aCommandGetsItsWordsAsTheyAreAndNoShellReadsThem() async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "actuator-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "{flavor} {words}").path
        let applied = try await actuator(["touch", file]).apply(flavor)
        #expect(applied.contains("ended well"))
        let found = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(found == ["high a b; $(id)"])
    }

    @Test func aCommandThatFailsSaysHow() async {
        await #expect {
            try await actuator(["/bin/ls", "/nowhere/{slice}"]).apply(flavor)
        } throws: { error in
            "\(error)".contains("/nowhere/redis")
        }
    }

    @Test func aCommandThatIsNotThereSaysSo() async {
        await #expect(throws: ActuatorError.self) { try await actuator(["/no/such/program"]).apply(flavor) }
    }

    @Test func aCommandThatHangsIsKilled() async {
        let start = ContinuousClock.now
        await #expect(throws: ActuatorError.timedOut(command: ["sleep", "60"], seconds: 1)) {
            try await actuator(["sleep", "60"], timeout: 1).apply(flavor)
        }
        #expect(start.duration(to: .now) < .seconds(30))
    }

    @Test func whatTheVerifyingCommandDeniesIsNotInForce() async throws {
        await #expect(throws: ActuatorError.self) { try await actuator(["true"], verify: ["false"]).apply(flavor) }
        #expect(try await actuator(["true"], verify: ["true"]).isInForce(flavor) == true)
        #expect(try await actuator(["true"]).isInForce(flavor) == nil)
    }

    @Test func aSettingThatTheFlavorLacksIsAnError() async {
        await #expect(throws: ActuatorError.setting(flavor: "high", name: "colour", found: nil)) {
            try await actuator(["echo", "{colour}"]).apply(flavor)
        }
    }
}

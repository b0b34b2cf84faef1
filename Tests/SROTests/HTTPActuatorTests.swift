import Foundation
import SRO
import Testing

/// The webhook and Kubernetes actuators with a real server, which keeps what it is told.
@Suite(.serialized) struct HTTPActuatorTests {
    private static let low = Flavor(id: "low", settings: ["replicas": "1"])
    private static let high = Flavor(
        id: "high",
        settings: [
            "replicas": "4", "patch": #"{"spec":{"template":{"metadata":{"labels":{"old":null,"flavor":"high"}}}}}"#,
        ]
    )

    private final class Server {
        let process = Process()
        let url: String

        init() throws {
            let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/server.py")
            let pipe = Pipe()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = ["python3", script.path]
            process.standardOutput = pipe
            try process.run()
            let text = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
            let port = try #require(Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
            url = "http://127.0.0.1:\(port)"
        }

        deinit {
            // The child may have inherited that SIGTERM is held back.
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
        }
    }

    private func kubernetes(_ server: Server, token: String, name: String = "web") throws -> any Actuator {
        let file = FileManager.default.temporaryDirectory.appending(path: "token-\(UUID().uuidString)")
        try Data(token.utf8).write(to: file)
        let settings = KubernetesSettings(
            server: server.url,
            namespace: "shop",
            name: name,
            tokenFile: file.path,
            authorityFile: nil
        )
        return try ActuatorSettings.kubernetes(settings).actuator(slice: "shop")
    }

    @Test func aWebhookIsToldAndAskedWhatIsInForce() async throws {
        let server = try Server()
        let settings = WebhookSettings(apply: "\(server.url)/flavor", verify: "\(server.url)/flavor")
        let actuator = try ActuatorSettings.webhook(settings).actuator(slice: "shop")
        #expect(try await actuator.isInForce(Self.high) == false)
        #expect(try await actuator.apply(Self.high).contains("verified"))
        #expect(try await actuator.isInForce(Self.high) == true)
    }

    @Test(arguments: ["/forgetful", "/broken"])
    func aWebhookThatDoesNotDoItFails(path: String) async throws {
        let server = try Server()
        let settings = WebhookSettings(apply: server.url + path, verify: "\(server.url)/flavor")
        let actuator = try ActuatorSettings.webhook(settings).actuator(slice: "shop")
        await #expect(throws: ActuatorError.self) { try await actuator.apply(Self.high) }
    }

    @Test func aDeploymentIsScaledAndPatchedAndReadBack() async throws {
        let server = try Server()
        let actuator = try kubernetes(server, token: "secret\n")
        #expect(try await actuator.isInForce(Self.low) == true)
        #expect(try await actuator.apply(Self.high).contains("read back"))
        #expect(try await actuator.isInForce(Self.high) == true)
        #expect(try await actuator.isInForce(Self.low) == false)
    }

    @Test func aWrongTokenIsRefusedAndNothingChanges() async throws {
        let server = try Server()
        let actuator = try kubernetes(server, token: "wrong")
        await #expect(throws: ActuatorError.self) { try await actuator.apply(Self.high) }
        #expect(try await actuator.isInForce(Self.low) == true)
    }

    @Test func aDeploymentThatIsNotThereIsAnError() async throws {
        let server = try Server()
        let actuator = try kubernetes(server, token: "secret", name: "absent")
        await #expect(throws: ActuatorError.self) { try await actuator.apply(Self.low) }
    }
}

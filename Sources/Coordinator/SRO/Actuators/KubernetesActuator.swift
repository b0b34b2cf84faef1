import Foundation
import HTTPClient

/// Which object of a Kubernetes cluster is scaled or patched.
///
/// The flavors say `replicas`, a number, or `patch`, a JSON merge patch of the object (RFC 7386), or both.
public struct KubernetesSettings: Sendable, Hashable {
    /// The API server.
    public var server: String
    /// The object's namespace.
    public var namespace: String
    /// `deployments`, `statefulsets` or `replicasets` of the group `apps/v1`.
    public var resource: String
    /// The object's name.
    public var name: String
    /// The file with the token that is shown; the service account's by default.
    public var tokenFile: String?
    /// The file with the certificates that the server's must be signed by; `nil` for the system's.
    public var authorityFile: String?
    /// Seconds that a request may take.
    public var timeoutSeconds: Int

    /// Where a pod finds what its service account was given.
    public static let accountFolder = "/var/run/secrets/kubernetes.io/serviceaccount"
    static let resources = ["deployments", "statefulsets", "replicasets"]

    /// An object.
    public init(
        server: String = "https://kubernetes.default.svc",
        namespace: String,
        resource: String = "deployments",
        name: String,
        tokenFile: String? = "\(Self.accountFolder)/token",
        authorityFile: String? = "\(Self.accountFolder)/ca.crt",
        timeoutSeconds: Int = 5
    ) {
        self.server = server
        self.namespace = namespace
        self.resource = resource
        self.name = name
        self.tokenFile = tokenFile
        self.authorityFile = authorityFile
        self.timeoutSeconds = timeoutSeconds
    }

    func problems(flavors: [Flavor]) -> [String] {
        var problems: [String] = []
        if !server.hasPrefix("http://") && !server.hasPrefix("https://") {
            problems.append("the actuator's server \(server) is neither http:// nor https://")
        }
        for text in [namespace, name] where !Slice.isIdentifier(text) {
            problems.append("the actuator's \"\(text)\" is no name of Kubernetes")
        }
        if !Self.resources.contains(resource) {
            let known = Self.resources.joined(separator: ", ")
            problems.append("the actuator's resource must be one of \(known), found \(resource)")
        }
        if !(1...600).contains(timeoutSeconds) {
            problems.append("the actuator's timeout must lie between 1 and 600 s")
        }
        for flavor in flavors {
            do {
                _ = try KubernetesFlavor(flavor)
            } catch {
                problems.append("\(error)")
            }
        }
        return problems
    }
}

/// What a flavor asks of the object.
struct KubernetesFlavor: Equatable {
    let replicas: Int?
    let patch: JSONValue?

    /// - Throws: ``ActuatorError/setting(flavor:name:found:)``.
    init(_ flavor: Flavor) throws(ActuatorError) {
        if let text = flavor.settings["replicas"] {
            guard let number = Int(text), (0...100_000).contains(number) else {
                throw .setting(flavor: flavor.id, name: "replicas", found: text)
            }
            replicas = number
        } else {
            replicas = nil
        }
        if let text = flavor.settings["patch"] {
            guard let value = try? JSON.decode(JSONValue.self, from: Array(text.utf8)), case .object = value else {
                throw .setting(flavor: flavor.id, name: "patch", found: text)
            }
            patch = value
        } else {
            patch = nil
        }
        if replicas == nil, patch == nil { throw .setting(flavor: flavor.id, name: "replicas or patch", found: nil) }
    }
}

/// Scales or patches an object through the API of Kubernetes, and reads back what the server has kept.
///
/// Source: Kubernetes API, group `apps/v1`, subresource `scale`.
struct KubernetesActuator: Actuator {
    private struct Scale: Codable {
        struct Spec: Codable {
            var replicas: Int?
        }
        var spec: Spec
    }

    private let exchange: HTTPExchange
    private let object: String

    init(_ settings: KubernetesSettings, client: HTTPClient) {
        exchange = HTTPExchange(
            client: client,
            credentials: settings.tokenFile.map { .bearer(file: $0) },
            timeout: .seconds(settings.timeoutSeconds)
        )
        let server = settings.server.hasSuffix("/") ? String(settings.server.dropLast()) : settings.server
        object = "\(server)/apis/apps/v1/namespaces/\(settings.namespace)/\(settings.resource)/\(settings.name)"
    }

    func apply(_ flavor: Flavor) async throws(ActuatorError) -> String {
        let wanted = try KubernetesFlavor(flavor)
        let type = "application/merge-patch+json"
        if let patch = wanted.patch { _ = try await exchange.send("PATCH", object, JSON.encode(patch), type: type) }
        if let replicas = wanted.replicas {
            let scale = Scale(spec: .init(replicas: replicas))
            _ = try await exchange.send("PATCH", "\(object)/scale", JSON.encode(scale), type: type)
        }
        guard try await isInForce(flavor) == true else {
            throw .notVerified(wanted: flavor.id, found: "something else at \(object)")
        }
        return "\(flavor.id) is in force, read back from \(object)"
    }

    func isInForce(_ flavor: Flavor) async throws(ActuatorError) -> Bool? {
        let wanted = try KubernetesFlavor(flavor)
        if let replicas = wanted.replicas {
            let found = try decoded(Scale.self, try await exchange.send("GET", "\(object)/scale"))
            guard found.spec.replicas ?? 0 == replicas else { return false }
        }
        guard let patch = wanted.patch else { return true }
        return try decoded(JSONValue.self, try await exchange.send("GET", object)).contains(patch)
    }

    private func decoded<Value: Decodable>(_ type: Value.Type, _ body: [UInt8]) throws(ActuatorError) -> Value {
        do {
            return try JSON.decode(type, from: body)
        } catch {
            throw .notVerified(wanted: "the object \(object)", found: shortened(body))
        }
    }
}

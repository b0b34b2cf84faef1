import SRO

extension ShapingSettings {
    /// Reads the keys of an actuator of the kind `shaping-lease`.
    init(_ level: inout ConfigurationMapping) throws(ConfigurationError) {
        var nodes: [Node] = []
        for var node in try level.required("nodes", try level.levels("nodes")) {
            nodes.append(
                Node(
                    url: try node.required("agent", try node.text("agent")),
                    interface: try node.required("interface", try node.text("interface"))
                )
            )
            try node.finish()
        }
        self.init(
            nodes: nodes,
            keyFile: try level.required("keyFile", try level.location("keyFile")),
            leaseSeconds: try level.integer("lease") ?? 15,
            timeoutSeconds: try level.integer("timeout") ?? 2
        )
    }
}

extension KubernetesSettings {
    /// Reads the keys of an actuator of the kind `kubernetes`; without `server`, what a pod finds is taken.
    init(_ level: inout ConfigurationMapping) throws(ConfigurationError) {
        let server = try level.text("server")
        let account = server == nil ? KubernetesSettings.accountFolder : nil
        self.init(
            server: server ?? "https://kubernetes.default.svc",
            namespace: try level.required("namespace", try level.text("namespace")),
            resource: try level.text("resource") ?? "deployments",
            name: try level.required("name", try level.text("name")),
            tokenFile: try level.location("tokenFile") ?? account.map { "\($0)/token" },
            authorityFile: try level.location("authorityFile") ?? account.map { "\($0)/ca.crt" },
            timeoutSeconds: try level.integer("timeout") ?? 5
        )
    }
}

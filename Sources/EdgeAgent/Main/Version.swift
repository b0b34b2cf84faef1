/// What this build is.
enum Version {
    /// The version of the whole project.
    static let number = "0.1.0"

    /// The processor it was compiled for.
    static var architecture: String {
        #if arch(arm64)
            "arm64"
        #elseif arch(x86_64)
            "amd64"
        #else
            "unknown"
        #endif
    }

    /// The text of `--version`.
    static var text: String { "edge-agent, version \(number) (linux/\(architecture))" }
}

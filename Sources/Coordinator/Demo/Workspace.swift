import Foundation

/// The demo's directory, which also says what else has to be removed when the demo cannot do so itself.
///
/// Everything outside of it is noted here before it is made. A demo that is killed without a chance to clean up leaves
/// its directory, and the next one removes what is noted there.
package struct Workspace: Sendable {
    /// The directory.
    package let path: String

    private static let prefix = "slice-forecast-demo-"

    /// Makes the directory of the process `ownerID`.
    ///
    /// - Throws: When the directory cannot be made.
    package init(ownerID: Int32) throws {
        path = FileManager.default.temporaryDirectory.path + "/\(Self.prefix)\(ownerID)"
        try FileManager.default.createDirectory(
            atPath: path,
            withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700]
        )
        try note(ProcessRecord(running: ownerID), in: "owner")
    }

    private init(existing path: String) {
        self.path = path
    }

    /// The path of a file in the directory.
    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Notes a process that has to be ended.
    package func note(process processID: Int32) throws {
        try note(ProcessRecord(running: processID), in: "processes")
    }

    /// Notes a namespace that has to be removed.
    func note(namespace name: String) throws {
        try append(name, to: "namespaces")
    }

    /// The last lines of a program's output, for people.
    func lastWords(in name: String, lines: Int = 8) -> String {
        self.lines(of: name).suffix(lines).joined(separator: "\n")
    }

    /// Removes the directory.
    func remove() throws {
        try FileManager.default.removeItem(atPath: path)
    }

    /// Removes what demos left that are not running any more.
    ///
    /// - Returns: What was removed, in words.
    package static func removeLeftovers() async throws -> [String] {
        let parent = FileManager.default.temporaryDirectory.path
        let names = try FileManager.default.contentsOfDirectory(atPath: parent).filter { $0.hasPrefix(prefix) }
        var removed: [String] = []
        for name in names.sorted() {
            let workspace = Workspace(existing: "\(parent)/\(name)")
            let owner = workspace.lines(of: "owner").compactMap(ProcessRecord.init).first
            guard owner.map({ !$0.isRunning }) ?? true else {
                continue
            }
            let processes = workspace.lines(of: "processes").compactMap(ProcessRecord.init).filter(\.isRunning)
            for process in processes {
                kill(-process.processID, SIGKILL)
                removed.append("process \(process.processID)")
            }
            // A killed process is gone a little later, and holds its files until then.
            for _ in 0..<250 where processes.contains(where: \.isRunning) {
                try await Task.sleep(for: .milliseconds(20))
            }
            for namespace in workspace.lines(of: "namespaces") {
                try await NetworkNamespace.remove(named: namespace)
                removed.append("namespace \(namespace)")
            }
            try workspace.remove()
            removed.append(workspace.path)
        }
        return removed
    }

    private func note(_ process: ProcessRecord?, in name: String) throws {
        if let process {
            try append(process.text, to: name)
        }
    }

    private func append(_ line: String, to name: String) throws {
        let text = (lines(of: name) + [line]).joined(separator: "\n")
        try text.write(toFile: file(name), atomically: true, encoding: .utf8)
    }

    private func lines(of name: String) -> [String] {
        let text = FileManager.default.contents(atPath: file(name)).map { String(decoding: $0, as: UTF8.self) }
        return text?.split(separator: "\n").map(String.init) ?? []
    }
}

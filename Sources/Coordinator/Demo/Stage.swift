import Foundation
import LoadGeneration

/// All that the demo has put on this machine, and how to take it away again.
actor Stage {
    /// Where the demo's files are.
    let workspace: Workspace
    private var children: [(name: String, process: ChildProcess)] = []
    private var namespace: NetworkNamespace?

    init(ownerID: Int32) throws {
        workspace = try Workspace(ownerID: ownerID)
    }

    /// Makes a network namespace.
    func makeNamespace(ownerID: Int32) async throws -> NetworkNamespace {
        let namespace = try await NetworkNamespace(ownerID: ownerID)
        try workspace.note(namespace: namespace.name)
        self.namespace = namespace
        try await namespace.make()
        return namespace
    }

    /// Starts a program; its output goes to a file named after it.
    @discardableResult
    func start(_ name: String, _ command: [String]) throws -> ChildProcess {
        let process = try ChildProcess(command, outputPath: workspace.file("\(name).log"))
        children.append((name, process))
        try workspace.note(process: process.processID)
        return process
    }

    /// Waits until a program does what it is there for.
    ///
    /// - Throws: ``DemoError/notReady(program:seconds:lastWords:)`` with its last words when it ends or takes too long.
    func wait(for name: String, seconds: Int, isReady: @Sendable () async -> Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while await !isReady() {
            let isGone = children.contains { $0.name == name && $0.process.ending != nil }
            guard !isGone, ContinuousClock.now < deadline else {
                throw DemoError.notReady(
                    program: name,
                    seconds: seconds,
                    lastWords: workspace.lastWords(in: "\(name).log")
                )
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The programs that have ended although they were not asked to.
    var gone: [String] { children.filter { $0.process.ending != nil }.map(\.name) }

    /// Ends one program, and waits until it is gone.
    func stop(_ name: String) async {
        for child in children where child.name == name {
            await child.process.stop(patience: .seconds(5))
        }
        children.removeAll { $0.name == name }
    }

    /// Takes everything away, the last first; also in a task that is cancelled.
    ///
    /// - Parameter keepsFiles: Whether the directory stays, for someone who wants to look into it.
    /// - Returns: What could not be taken away.
    func remove(keepsFiles: Bool) async -> [String] {
        var left: [String] = []
        for child in children.reversed() {
            await child.process.stop(patience: .seconds(5))
        }
        children = []
        if let namespace {
            do {
                try await NetworkNamespace.remove(named: namespace.name)
            } catch {
                left.append("namespace \(namespace.name): \(error)")
            }
        }
        if !keepsFiles {
            do {
                try workspace.remove()
            } catch {
                left.append("\(workspace.path): \(error)")
            }
        }
        return left
    }
}

import Demo
import Foundation
import LoadGeneration
import Testing

@Suite struct WorkspaceTests {
    @Test func aProcessIsKnownByItsStartAsWell() async throws {
        let own = try #require(ProcessRecord(running: getpid()))
        #expect(own.isRunning)
        #expect(ProcessRecord(own.text) == own)
        let other = try #require(ProcessRecord("\(own.processID) 1"))
        #expect(!other.isRunning)

        let child = try ChildProcess(["sleep", "1000"])
        let record = try #require(ProcessRecord(running: child.processID))
        #expect(record.isRunning)
        await child.stop()
        #expect(!record.isRunning)
    }

    @Test(arguments: ["", "1", "x 1", "1 2 3", "1 -2"])
    func refusesWhatIsNoRecord(text: String) {
        #expect(ProcessRecord(text) == nil)
    }

    @Test func whatADemoLeftIsRemovedWhenItIsGone() async throws {
        // The owner is a process that ends; what it left is a process that does not.
        let owner = try ChildProcess(["sleep", "1000"])
        let workspace = try Workspace(ownerID: owner.processID)
        let left = try ChildProcess(["sleep", "1000"])
        try workspace.note(process: left.processID)

        _ = try await Workspace.removeLeftovers()
        #expect(FileManager.default.fileExists(atPath: workspace.path))
        #expect(left.ending == nil)

        await owner.stop()
        let removed = try await Workspace.removeLeftovers()
        #expect(removed.contains(workspace.path))
        #expect(removed.contains("process \(left.processID)"))
        #expect(!FileManager.default.fileExists(atPath: workspace.path))
        #expect(await left.wait() == .killed(signal: SIGKILL))
    }
}

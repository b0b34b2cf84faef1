import Foundation
import Testing

/// What `Benchmarks/run faults` counts, made short: brokers and databases go away, our programs are killed.
@Suite(.serialized, .enabled(if: StreamsPeers.obstacle == nil, "\(StreamsPeers.obstacle ?? "")"))
struct FaultsTests {
    @Test(.timeLimit(.minutes(8))) func nothingThatWasAcknowledgedIsLost() throws {
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let script = package.appending(path: "Benchmarks/faults/run").path
        let (status, output) = try StreamsPeers.run(script, ["5", "2000", "3"])
        let text = String(decoding: output, as: UTF8.self)
        #expect(status == 0, "\(text)")
        #expect(text.matches(of: /"missing": 0\}/).count == 3, "\(text)")
    }
}

import Collectors
import Foundation
import Testing

/// The whole page of a recorded machine, to be read in the diff.
///
/// `REGENERATE_GOLDEN=1 swift test --filter GoldenPage` writes it anew.
@Suite struct GoldenPageTests {
    private let goldens = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")
    /// File systems are asked by system calls, which no recording can answer, and so are the clock and the host's name.
    private let live: Set<String> = ["filesystem", "os", "process", "time", "timex", "uname"]

    @Test(arguments: ["assembled", "firecracker-vm"])
    func isAsRecorded(board: String) throws {
        let names = catalogue.map(\.name).filter { !live.contains($0) }
        let page = try Board.recorded(board).page(names)
        let golden = goldens.appending(path: board + ".txt")
        if ProcessInfo.processInfo.environment["REGENERATE_GOLDEN"] != nil {
            try FileManager.default.createDirectory(at: goldens, withIntermediateDirectories: true)
            try Data(page.utf8).write(to: golden)
        }
        #expect(page == String(decoding: try Data(contentsOf: golden), as: UTF8.self))
    }
}

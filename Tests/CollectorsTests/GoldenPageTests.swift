import Collectors
import Foundation
import Testing

/// The whole page of a recorded machine, to be read in the diff.
///
/// `REGENERATE_GOLDEN=1 swift test --filter GoldenPage` writes it anew.
@Suite struct GoldenPageTests {
    private let golden = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appending(path: "Fixtures/firecracker-vm.txt")
    /// File systems are asked by system calls, which no recording can answer, and so are the clock and the host's name.
    private let live: Set<String> = ["filesystem", "time", "timex", "uname", "os", "systemd", "textfile"]

    @Test func isAsRecorded() throws {
        let names = catalogue.map(\.name).filter { !live.contains($0) }
        let page = try Board.virtualMachine.page(names)
        if ProcessInfo.processInfo.environment["REGENERATE_GOLDEN"] != nil {
            try FileManager.default.createDirectory(
                at: golden.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try Data(page.utf8).write(to: golden)
        }
        #expect(page == String(decoding: try Data(contentsOf: golden), as: UTF8.self))
    }
}

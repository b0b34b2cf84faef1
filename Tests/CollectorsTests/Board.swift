import Collectors
import Foundation
import ProcFS
import Testing

/// A recorded machine that collectors can be pointed at.
struct Board {
    /// Where the recording is.
    let root: URL

    /// A recording beside the tests of the parsers.
    static let virtualMachine = Board(
        root: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appending(path: "ProcFSTests/Fixtures/firecracker-vm")
    )

    var settings: CollectorSettings {
        var settings = CollectorSettings()
        settings.procfs = root.appending(path: "proc").path
        settings.sysfs = root.appending(path: "sys").path
        settings.udevData = root.appending(path: "udev").path
        return settings
    }

    /// A page with what `names` collect here, without what depends on the time it took.
    func page(_ names: [String], _ adjust: (inout CollectorSettings) -> Void = { _ in }) throws -> String {
        var settings = self.settings
        for entry in catalogue { settings.isEnabled[entry.name] = names.contains(entry.name) }
        adjust(&settings)
        let page = SamplePage()
        CollectionRound(try makeCollectors(settings)).collect(into: page)
        var text = ExpositionText()
        text.append(page)
        return String(decoding: text.bytes, as: UTF8.self).split(separator: "\n")
            .filter { !$0.contains("node_scrape_collector_duration_seconds") }.joined(separator: "\n") + "\n"
    }

    /// A copy that a test may damage.
    func copy() throws -> Board {
        let target = FileManager.default.temporaryDirectory.appending(path: "board-\(UUID())")
        try FileManager.default.copyItem(at: root, to: target)
        return Board(root: target)
    }

    func remove() {
        try? FileManager.default.removeItem(at: root)
    }
}

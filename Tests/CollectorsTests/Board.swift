import Collectors
import Foundation
import ProcFS
import Testing

/// A recorded machine that collectors can be pointed at.
struct Board {
    /// Where the recording is.
    let root: URL

    /// A recording of a small virtual machine.
    static let virtualMachine = recorded("firecracker-vm")
    /// The same with what it does not have, written by hand in the kernel's formats: sensors, RAID, bonds, batteries.
    static let assembled = recorded("assembled")

    /// A recording beside the tests of the parsers.
    static func recorded(_ name: String) -> Board {
        Board(
            root: URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "ProcFSTests/Fixtures/" + name)
        )
    }

    var settings: CollectorSettings {
        var settings = CollectorSettings()
        settings.procfs = root.appending(path: "proc").path
        settings.sysfs = root.appending(path: "sys").path
        settings.udevData = root.appending(path: "udev").path
        settings.options["collector.textfile.directory"] = root.appending(path: "text").path
        settings.options["collector.cgroups.root"] = root.appending(path: "cgroup").path
        settings.options["collector.cgroups.units"] = "system.slice/kv.service system.slice/absent.service"
        settings.options["collector.sysctl.include"] = "kernel.threads-max fs.file-nr:total,current,max"
        settings.options["collector.sysctl.include-info"] = "kernel.seccomp.actions_avail"
        settings.isEnabled["cpu.info"] = true
        settings.isEnabled["stat.softirq"] = true
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
        let lines = String(decoding: text.bytes, as: UTF8.self).replacing(root.path, with: "ROOT").split(
            separator: "\n"
        )
        .filter { !$0.contains("collector_duration_seconds") && !$0.contains("textfile_mtime_seconds{") }
        return lines.joined(separator: "\n") + "\n"
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

    /// Puts a file into it, which is to be a copy.
    func write(_ text: String, to path: String) throws {
        let url = root.appending(path: path)
        try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: url)
    }
}

/// The lines of a family on a page.
func series(_ page: String, of family: String) -> [String] {
    page.split(separator: "\n").filter { $0.hasPrefix(family + "{") || $0.hasPrefix(family + " ") }.map(String.init)
}

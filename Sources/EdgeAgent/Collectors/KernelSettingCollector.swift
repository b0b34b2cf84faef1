internal import ProcFS

/// `sysctl`: chosen settings of the kernel.
///
/// `--collector.sysctl.include` takes names such as `vm.swappiness` or `fs.file-nr:total,current,max`, the latter with a
/// name for each field; `--collector.sysctl.include-info` takes names whose values are words. Several are separated by
/// spaces or given by repeating the flag.
final class KernelSettingCollector: Collector {
    let name: StaticString = "sysctl"
    let prefixes: [StaticString] = ["node_sysctl_"]

    private final class Setting {
        let name: String
        let fields: [String]
        let isText: Bool
        var file: KernelFile

        init(_ text: Substring, isText: Bool, below procfs: String) {
            let parts = text.split(separator: ":", maxSplits: 1)
            name = parts.first.map(String.init) ?? ""
            fields = parts.count > 1 ? parts[1].split(separator: ",").map(String.init) : []
            self.isText = isText
            // Dots part directories; where a name itself has one, the kernel's tools write a slash.
            let path = name.map { $0 == "." ? "/" : $0 == "/" ? "." : $0 }
            file = KernelFile(procfs + "/sys/" + String(path), .whole)
        }

        /// Whether `family` may be one of the setting's.
        func writes(_ family: KernelText) -> Bool {
            var rest = family.removingPrefix("node_sysctl_") ?? .empty
            for byte in name.utf8 {
                guard rest[0] == (byte.isNameByte ? byte : UInt8(ascii: "_")) else { return false }
                rest = rest.dropping(1)
            }
            return true
        }
    }

    private let settings: [Setting]

    init(_ settings: CollectorSettings) {
        func list(_ option: String, isText: Bool) -> [Setting] {
            (settings.option(option) ?? "").split(separator: " ").map {
                Setting($0, isText: isText, below: settings.procfs)
            }
        }
        self.settings = list("sysctl.include", isText: false) + list("sysctl.include-info", isText: true)
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        for setting in settings where !setting.isText && page.wants(where: { setting.writes($0) }) {
            try writeNumbers(setting, to: page, using: buffer)
        }
        let isInfoWanted = page.family("node_sysctl_info", .gauge, "sysctl info")
        for setting in settings where setting.isText && isInfoWanted {
            var words = try setting.file.read(into: buffer)
            var index: UInt64 = 0
            while let word = words.nextField() {
                page.label("index", index).label("name", bytes: Array(setting.name.utf8)).label("value", word)
                page.add(1.0)
                index += 1
            }
        }
    }

    private func writeNumbers(
        _ setting: Setting,
        to page: SamplePage,
        using buffer: ReadBuffer
    ) throws(ProcFSError) {
        var words = try setting.file.read(into: buffer)
        var index = 0
        while let word = words.nextField() {
            guard let value = word.number else {
                throw .malformed(path: setting.file.path, expected: "numbers", found: word.prefix(80).string)
            }
            let isList = setting.fields.isEmpty && (index > 0 || !words.trimmed.isEmpty)
            if index == 0 || !isList { begin(setting, field: index, isList: isList, on: page) }
            if isList { page.label("index", UInt64(index)) }
            page.add(value)
            index += 1
            if !setting.fields.isEmpty, index >= setting.fields.count { return }
        }
    }

    private func begin(_ setting: Setting, field: Int, isList: Bool, on page: SamplePage) {
        let name = Array(setting.name.utf8)
        _ = name.withUnsafeBufferPointer { name in
            page.family(.undeclaredGauge) {
                $0.append("node_sysctl_")
                $0.appendName(KernelText(name))
                if field < setting.fields.count {
                    $0.append("_")
                    Array(setting.fields[field].utf8).withUnsafeBufferPointer { page.appendName(KernelText($0)) }
                }
            } help: {
                $0.append("sysctl ")
                $0.append(KernelText(name))
                if field < setting.fields.count {
                    $0.append(", field ")
                    $0.append(decimal: UInt64(field))
                }
            }
        }
    }
}

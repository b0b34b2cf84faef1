internal import Glibc
internal import ProcFS

/// `os`: which distribution this is.
///
/// Source: `os-release(5)`.
final class OperatingSystemCollector: Collector {
    let name: StaticString = "os"
    let prefixes: [StaticString] = ["node_os_"]

    private var local: KernelFile
    private var vendor: KernelFile
    private var value: [UInt8] = []

    init(_ settings: CollectorSettings) {
        let root = settings.rootfs == "/" ? "" : settings.rootfs
        local = KernelFile(root + "/etc/os-release", .whole)
        vendor = KernelFile(root + "/usr/lib/os-release", .whole)
    }

    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError) {
        // An upgrade replaces the file.
        defer {
            local.closeDescriptor()
            vendor.closeDescriptor()
        }
        let text = try read(into: buffer)
        page.family(
            "node_os_info",
            .gauge,
            """
            A metric with a constant '1' value labeled by build_id, id, id_like, image_id, image_version, name, \
            pretty_name, variant, variant_id, version, version_codename, version_id.
            """
        )
        label("build_id", "BUILD_ID", of: text, on: page)
        label("id", "ID", of: text, on: page)
        label("id_like", "ID_LIKE", of: text, on: page)
        label("image_id", "IMAGE_ID", of: text, on: page)
        label("image_version", "IMAGE_VERSION", of: text, on: page)
        label("name", "NAME", of: text, on: page)
        label("pretty_name", "PRETTY_NAME", of: text, on: page)
        label("variant", "VARIANT", of: text, on: page)
        label("variant_id", "VARIANT_ID", of: text, on: page)
        label("version", "VERSION", of: text, on: page)
        label("version_codename", "VERSION_CODENAME", of: text, on: page)
        label("version_id", "VERSION_ID", of: text, on: page)
        page.add(1.0)

        find("VERSION_ID", in: text)
        if let version = value.withUnsafeBufferPointer({ KernelText($0).majorAndMinor }) {
            page.family("node_os_version", .gauge, "Metric containing the major.minor part of the OS version.")
            label("id", "ID", of: text, on: page)
            label("id_like", "ID_LIKE", of: text, on: page)
            label("name", "NAME", of: text, on: page)
            page.add(version)
        }
        writeEndOfSupport(text, to: page)
    }

    /// `SUPPORT_END=2028-06-30` is the first second of that day, as node_exporter has it.
    private func writeEndOfSupport(_ text: KernelText, to page: SamplePage) {
        find("SUPPORT_END", in: text)
        guard let day = value.withUnsafeBufferPointer({ KernelText($0).daysSinceEpoch }) else { return }
        page.family(
            "node_os_support_end_timestamp_seconds",
            .gauge,
            "Metric containing the end-of-life date timestamp of the OS."
        )
        page.add(Double(day) * 86_400)
    }

    private func read(into buffer: ReadBuffer) throws(ProcFSError) -> KernelText {
        do {
            return try local.read(into: buffer)
        } catch .absent {
            return try vendor.read(into: buffer)
        }
    }

    private func label(_ name: StaticString, _ key: StaticString, of text: KernelText, on page: SamplePage) {
        find(key, in: text)
        page.label(name, bytes: value)
    }

    /// Keeps the value of `key` without the quotes and backslashes of the shell.
    private func find(_ key: StaticString, in text: KernelText) {
        value.removeAll(keepingCapacity: true)
        var rest = text
        while let line = rest.nextLine() {
            guard let assigned = line.trimmed.removingPrefix(key)?.removingPrefix("=") else { continue }
            var isEscaped = false
            for index in 0..<assigned.count {
                let byte = assigned[index]
                if isEscaped || !(byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\\"))
                {
                    value.append(byte)
                    isEscaped = false
                } else {
                    isEscaped = byte == UInt8(ascii: "\\")
                }
            }
            return
        }
    }
}

extension KernelText {
    /// Days from the beginning of 1970 to a date such as `2028-06-30`; `nil` when the text is none.
    fileprivate var daysSinceEpoch: Int? {
        guard count == 10, let (yearText, rest) = split(at: UInt8(ascii: "-")),
            let (monthText, dayText) = rest.split(at: UInt8(ascii: "-")),
            let year = yearText.unsigned, let month = monthText.unsigned, let day = dayText.unsigned
        else {
            return nil
        }
        var date = tm()
        (date.tm_year, date.tm_mon, date.tm_mday) = (Int32(year) - 1_900, Int32(month) - 1, Int32(day))
        let asked = (date.tm_mon, date.tm_mday)
        let seconds = timegm(&date)
        // `timegm` turns 30 February into 2 March.
        return (date.tm_mon, date.tm_mday) == asked ? seconds / 86_400 : nil
    }

    /// `12` of `12`, `22.04` of `22.04.3`; `nil` when the text does not begin with a number.
    fileprivate var majorAndMinor: Double? {
        var (length, points) = (0, 0)
        while length < count {
            let byte = self[length]
            if byte == UInt8(ascii: ".") {
                points += 1
                if points == 2 { break }
            } else if byte < UInt8(ascii: "0") || byte > UInt8(ascii: "9") {
                break
            }
            length += 1
        }
        return prefix(length).number
    }
}

internal import ProcFS

/// A family that another program wrote.
struct TextfileFamily {
    private struct Sample {
        var suffix: SamplePage.Suffix
        var labels: [UInt8]
        var value: Double
    }

    let name: [UInt8]
    private var help: [UInt8]
    private var kind: SamplePage.Kind
    private var samples: [Sample] = []

    private init(_ name: KernelText, path: String) {
        self.name = name.bytes
        help = Array("Metric read from \(path)".utf8)
        kind = .undeclaredGauge
    }

    func write(to page: SamplePage) {
        guard !samples.isEmpty else { return }
        page.family(kind) { page in
            name.withUnsafeBufferPointer { page.append(KernelText($0)) }
        } help: { page in
            help.withUnsafeBufferPointer { page.append(KernelText($0)) }
        }
        for sample in samples { page.add(sample.value, labels: sample.labels, suffix: sample.suffix) }
    }

    /// Adds the families of a file in the text format to `families`; those that are there already grow.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` for a line that is no metric, and for one with a time
    ///   stamp: the time of a scrape is the server's to say. Then nothing is added.
    static func parse(
        _ text: KernelText,
        of path: String,
        into families: inout [TextfileFamily]
    ) throws(ProcFSError) {
        var (found, rest) = (families, text)
        while let line = rest.nextLine() {
            let trimmed = line.trimmed
            if trimmed.isEmpty { continue }
            if let comment = trimmed.removingPrefix("#") {
                declare(comment, path, in: &found)
            } else {
                try addSample(trimmed, path, to: &found)
            }
        }
        families = found
    }

    private static func declare(_ comment: KernelText, _ path: String, in families: inout [TextfileFamily]) {
        var fields = comment
        guard let keyword = fields.nextField(), keyword == "HELP" || keyword == "TYPE", let name = fields.nextField()
        else {
            return
        }
        let index = place(of: name, path, in: &families)
        if keyword == "HELP" {
            families[index].help = unescapedHelp(fields.trimmed)
        } else if let type = fields.nextField() {
            if type == "counter" { families[index].kind = .counter }
            if type == "gauge" { families[index].kind = .gauge }
            if type == "histogram" { families[index].kind = .histogram }
            if type == "summary" { families[index].kind = .summary }
        }
    }

    private static func place(of name: KernelText, _ path: String, in families: inout [TextfileFamily]) -> Int {
        if let known = families.firstIndex(where: { name.equals($0.name) }) { return known }
        families.append(TextfileFamily(name, path: path))
        return families.count - 1
    }

    private static func addSample(
        _ line: KernelText,
        _ path: String,
        to families: inout [TextfileFamily]
    ) throws(ProcFSError) {
        func failure(_ expected: String) -> ProcFSError {
            .malformed(path: path, expected: expected, found: line.prefix(80).string)
        }
        var length = 0
        while length < line.count, line[length].isNameByte { length += 1 }
        let name = line.prefix(length)
        guard length > 0, name[0] < UInt8(ascii: "0") || name[0] > UInt8(ascii: "9") else { throw failure("a name") }
        var rest = line.dropping(length)
        var labels = KernelText.empty
        if rest[0] == UInt8(ascii: "{") {
            guard let end = endOfLabels(rest) else { throw failure("labels") }
            labels = rest.prefix(end).dropping(1).trimmed
            rest = rest.dropping(end + 1)
        }
        guard let value = rest.nextField()?.number else { throw failure("a value") }
        guard rest.trimmed.isEmpty else { throw failure("no time stamp") }

        let (index, suffix) = owner(of: name, path, in: &families)
        families[index].samples.append(
            Sample(suffix: suffix, labels: (labels.removingSuffix(",") ?? labels).bytes, value: value)
        )
    }

    /// The family that a sample belongs to: for parts of a histogram or summary that of the name without its suffix.
    private static func owner(
        of name: KernelText,
        _ path: String,
        in families: inout [TextfileFamily]
    ) -> (index: Int, suffix: SamplePage.Suffix) {
        for suffix in [SamplePage.Suffix.bucket, .sum, .count] {
            guard let stem = name.removingSuffix(suffix.text) else { continue }
            let index = families.firstIndex { stem.equals($0.name) && ($0.kind == .histogram || $0.kind == .summary) }
            if let index { return (index, suffix) }
        }
        return (place(of: name, path, in: &families), .none)
    }

    /// Where the closing brace is, if what stands before it is `{name="value",...}` in valid UTF-8.
    private static func endOfLabels(_ text: KernelText) -> Int? {
        var index = 1
        while index < text.count {
            while text[index] == UInt8(ascii: " ") { index += 1 }
            if text[index] == UInt8(ascii: "}") { break }
            let start = index
            while text[index].isNameByte, text[index] != UInt8(ascii: ":") { index += 1 }
            guard index > start, text[index] == UInt8(ascii: "="), text[index + 1] == UInt8(ascii: "\"") else {
                return nil
            }
            index += 2
            while index < text.count, text[index] != UInt8(ascii: "\"") {
                index += text[index] == UInt8(ascii: "\\") ? 2 : 1
            }
            guard index < text.count else { return nil }
            index += 1
            while text[index] == UInt8(ascii: " ") { index += 1 }
            if text[index] == UInt8(ascii: ",") {
                index += 1
            } else if text[index] != UInt8(ascii: "}") {
                return nil
            }
        }
        guard index < text.count else { return nil }
        return text.prefix(index).withBytes({ String(validating: $0, as: UTF8.self) }) == nil ? nil : index
    }

    private static func unescapedHelp(_ text: KernelText) -> [UInt8] {
        var (result, index): ([UInt8], Int) = ([], 0)
        while index < text.count {
            if text[index] == UInt8(ascii: "\\"), index + 1 < text.count {
                result.append(text[index + 1] == UInt8(ascii: "n") ? UInt8(ascii: "\n") : text[index + 1])
                index += 2
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }
}

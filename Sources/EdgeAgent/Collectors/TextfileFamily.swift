internal import ProcFS

/// A family that other programs wrote, to one file or several.
struct TextfileFamily {
    /// A label's name and its value as it was written, escapes included.
    private typealias Label = (name: [UInt8], value: [UInt8])

    private struct Sample {
        var suffix: SamplePage.Suffix
        var labels: [Label]
        var value: Double
    }

    let name: [UInt8]
    /// What the files say; empty when they say nothing.
    private var help: [UInt8] = []
    private var kind: SamplePage.Kind?
    private var samples: [Sample] = []
    /// The files that have it.
    private var paths: [String]

    private init(_ name: KernelText, path: String) {
        self.name = name.bytes
        paths = [path]
    }

    func write(to page: SamplePage) {
        guard !samples.isEmpty else { return }
        page.family(kind ?? .undeclaredGauge) { page in
            name.withUnsafeBufferPointer { page.append(KernelText($0)) }
        } help: { page in
            let text = help.isEmpty ? Array("Metric read from \(paths.joined(separator: ", "))".utf8) : help
            text.withUnsafeBufferPointer { page.append(KernelText($0)) }
        }
        // A series is there once; what a file says of it a second time is not heard.
        var written: Set<[UInt8]> = []
        for sample in samples {
            let labels = TextfileFamily.text(of: sample.labels)
            guard written.insert(labels + sample.suffix.text.bytes).inserted else { continue }
            page.add(sample.value, labels: labels, suffix: sample.suffix)
        }
    }

    /// Adds the families of a file in the text format to `families`.
    ///
    /// Those that are there already grow, unless the files do not agree on what they are: then the first has its way, as in
    /// node_exporter.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` for a line that is no metric, for one with a time stamp,
    ///   because the time of a scrape is the server's to say, for a family that is declared twice, and for a last line
    ///   without end, which may be half written. Then nothing is added.
    static func parse(
        _ text: KernelText,
        of path: String,
        into families: inout [TextfileFamily]
    ) throws(ProcFSError) {
        if !text.isEmpty, text[text.count - 1] != UInt8(ascii: "\n") {
            let end = text.dropping(text.count - 80).string
            throw .malformed(path: path, expected: "a line end at the end", found: end)
        }
        var (found, rest): ([TextfileFamily], KernelText) = ([], text)
        while let line = rest.nextLine() {
            let trimmed = line.trimmed
            if trimmed.isEmpty { continue }
            if let comment = trimmed.removingPrefix("#") {
                try declare(comment, path, in: &found)
            } else {
                try addSample(trimmed, path, to: &found)
            }
        }
        for var family in found {
            family.completeLabels()
            if let index = families.firstIndex(where: { $0.name == family.name }) {
                families[index].merge(family)
            } else {
                families.append(family)
            }
        }
    }

    private mutating func merge(_ other: TextfileFamily) {
        paths += other.paths
        if help == other.help, (kind ?? .undeclaredGauge) == (other.kind ?? .undeclaredGauge) {
            samples += other.samples
        }
    }

    /// Gives all samples the same labels, empty where they had none, in the order of their names.
    private mutating func completeLabels() {
        var names: [[UInt8]] = []
        // Quantiles and bounds are not there for the sums beside them.
        for label in samples.flatMap(\.labels) where !label.name.isOfOnePart && !names.contains(label.name) {
            names.append(label.name)
        }
        for index in samples.indices {
            for name in names where !samples[index].labels.contains(where: { $0.name == name }) {
                samples[index].labels.append((name, []))
            }
            samples[index].labels.sort { $0.name.lexicographicallyPrecedes($1.name) }
        }
    }

    private static func text(of labels: [Label]) -> [UInt8] {
        var text: [UInt8] = []
        for label in labels {
            if !text.isEmpty { text.append(UInt8(ascii: ",")) }
            text += label.name + [UInt8(ascii: "="), UInt8(ascii: "\"")] + label.value + [UInt8(ascii: "\"")]
        }
        return text
    }

    private static func declare(
        _ comment: KernelText,
        _ path: String,
        in families: inout [TextfileFamily]
    ) throws(ProcFSError) {
        var fields = comment
        guard let keyword = fields.nextField(), keyword == "HELP" || keyword == "TYPE", let name = fields.nextField()
        else {
            return
        }
        func failure(_ expected: String) -> ProcFSError {
            .malformed(path: path, expected: expected, found: name.prefix(80).string)
        }
        let index = place(of: name, path, in: &families)
        if keyword == "HELP" {
            guard families[index].help.isEmpty else { throw failure("one help a family") }
            families[index].help = unescapedHelp(fields.trimmed)
        } else if let type = fields.nextField() {
            guard families[index].kind == nil, families[index].samples.isEmpty else {
                throw failure("one type a family, before its samples")
            }
            families[index].kind = kind(type)
        }
    }

    private static func kind(_ type: KernelText) -> SamplePage.Kind {
        if type == "counter" { return .counter }
        if type == "gauge" { return .gauge }
        if type == "histogram" { return .histogram }
        return type == "summary" ? .summary : .undeclaredGauge
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
        rest = rest.dropping(rest.blankCount)
        var labels: [Label] = []
        if rest[0] == UInt8(ascii: "{") {
            guard let (taken, end) = takeLabels(rest) else { throw failure("labels") }
            labels = taken
            rest = rest.dropping(end + 1)
        }
        guard let value = rest.nextField()?.number else { throw failure("a value") }
        guard rest.trimmed.isEmpty else { throw failure("no time stamp") }

        let (index, suffix) = owner(of: name, path, in: &families)
        families[index].samples.append(Sample(suffix: suffix, labels: labels, value: value))
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

    /// The labels, and where the closing brace is, if what stands before it is `{name="value",...}` in valid UTF-8.
    private static func takeLabels(_ text: KernelText) -> (labels: [Label], end: Int)? {
        var (labels, index): ([Label], Int) = ([], 1)
        func skipBlanks() { index += text.dropping(index).blankCount }
        while index < text.count {
            skipBlanks()
            if text[index] == UInt8(ascii: "}") { break }
            let start = index
            while text[index].isNameByte, text[index] != UInt8(ascii: ":") { index += 1 }
            let name = text.prefix(index).dropping(start).bytes
            skipBlanks()
            guard !name.isEmpty, text[index] == UInt8(ascii: "=") else { return nil }
            index += 1
            skipBlanks()
            guard text[index] == UInt8(ascii: "\"") else { return nil }
            index += 1
            let valueStart = index
            while index < text.count, text[index] != UInt8(ascii: "\"") {
                let isEscaped = text[index] == UInt8(ascii: "\\")
                guard !isEscaped || #"\"n"#.utf8.contains(text[index + 1]) else { return nil }
                index += isEscaped ? 2 : 1
            }
            guard index < text.count, !labels.contains(where: { $0.name == name }) else { return nil }
            labels.append((name, text.prefix(index).dropping(valueStart).bytes))
            index += 1
            skipBlanks()
            if text[index] == UInt8(ascii: ",") {
                index += 1
            } else if text[index] != UInt8(ascii: "}") {
                return nil
            }
        }
        guard index < text.count else { return nil }
        let isText = text.prefix(index).withBytes { String(validating: $0, as: UTF8.self) } != nil
        return isText ? (labels, index) : nil
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

extension KernelText {
    /// How many spaces and tabs there are at the beginning.
    fileprivate var blankCount: Int {
        var count = 0
        while self[count] == UInt8(ascii: " ") || self[count] == UInt8(ascii: "\t") { count += 1 }
        return count
    }
}

extension [UInt8] {
    /// Whether a label of this name belongs to one part of a histogram or summary only.
    fileprivate var isOfOnePart: Bool { elementsEqual("le".utf8) || elementsEqual("quantile".utf8) }
}

extension StaticString {
    fileprivate var bytes: [UInt8] { Array(UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount)) }
}

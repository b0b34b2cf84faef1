import DecimalText
import MetricModel

/// Reads a page of metrics line by line.
struct ExpositionParser {
    private let format: ExpositionFormat
    private let limits: ExpositionLimits
    private var assembly = FamilyAssembly()
    private var line = 0
    private var sampleCount = 0
    private var isComplete = false
    /// The series name of the line before, which is most often also this line's.
    private var series: (name: [UInt8], index: Int, suffix: SampleSuffix) = ([], 0, .none)

    static func families(
        in page: [UInt8],
        format: ExpositionFormat,
        limits: ExpositionLimits
    ) throws(ExpositionError) -> [MetricFamily] {
        guard page.count <= limits.bytes else { throw .tooLarge(bytes: page.count, limit: limits.bytes) }
        var parser = ExpositionParser(format: format, limits: limits)
        return try page.withUnsafeBufferPointer { bytes throws(ExpositionError) in
            try parser.read(bytes)
            return parser.assembly.families
        }
    }

    private init(format: ExpositionFormat, limits: ExpositionLimits) {
        self.format = format
        self.limits = limits
    }

    private mutating func read(_ page: UnsafeBufferPointer<UInt8>) throws(ExpositionError) {
        var start = 0
        while start < page.count {
            line += 1
            var end = start
            while end < page.count, page[end] != UInt8(ascii: "\n") { end += 1 }
            let next = end + 1
            if format == .text, end > start, page[end - 1] == UInt8(ascii: "\r") { end -= 1 }
            var cursor = LineCursor(UnsafeBufferPointer(rebasing: page[start..<end]), line: line)
            try read(&cursor)
            start = next
        }
        if format == .openMetrics, !isComplete { throw .incomplete(lines: line) }
    }

    private mutating func read(_ cursor: inout LineCursor) throws(ExpositionError) {
        if isComplete { throw cursor.error(expected: "nothing after '# EOF'") }
        if format == .text { cursor.skipBlanks() }
        if cursor.isAtEnd {
            if format == .text { return }
            throw cursor.error(expected: "a sample or a comment")
        }
        if cursor.skip(UInt8(ascii: "#")) {
            try readComment(&cursor)
        } else {
            try readSample(&cursor)
        }
    }

    private mutating func readComment(_ cursor: inout LineCursor) throws(ExpositionError) {
        // Without a blank after it, `#` begins a remark, whatever follows.
        let isRemark = cursor.isAtWord
        cursor.skipBlanks()
        let keyword = isRemark ? UnsafeBufferPointer(start: nil, count: 0) : cursor.word()
        if keyword.elementsEqual("HELP".utf8) {
            let name = try cursor.metricName()
            if !cursor.skip(UInt8(ascii: " ")) { cursor.skipBlanks() }
            if format == .text { cursor.skipBlanks() }
            assembly.setHelp(try cursor.help(quotes: format == .openMetrics), of: name)
        } else if keyword.elementsEqual("TYPE".utf8) {
            let name = try cursor.metricName()
            cursor.skipBlanks()
            let word = String(decoding: cursor.word(), as: UTF8.self)
            cursor.skipBlanks()
            guard let (kind, nameSuffix) = format.kind(word), cursor.isAtEnd else {
                throw cursor.error(expected: "a metric type", found: word)
            }
            assembly.setKind(kind, of: name, nameSuffix: nameSuffix)
        } else if format == .openMetrics {
            if keyword.elementsEqual("EOF".utf8), cursor.isAtEnd {
                isComplete = true
            } else if !keyword.elementsEqual("UNIT".utf8) {
                throw cursor.error(expected: "HELP, TYPE, UNIT or EOF", found: String(decoding: keyword, as: UTF8.self))
            }
        }
    }

    private mutating func readSample(_ cursor: inout LineCursor) throws(ExpositionError) {
        let name = cursor.nameBytes()
        if !name.elementsEqual(series.name) || name.isEmpty {
            let (index, suffix) = assembly.family(ofSeries: try cursor.validated(name))
            series = (Array(name), index, suffix)
        }
        let labels = try cursor.labels()
        cursor.skipBlanks()
        let value = try cursor.value()
        cursor.skipBlanks()
        var timestamp: Int64?
        if !cursor.isAtEnd, !cursor.isAt(UInt8(ascii: "#")) {
            timestamp = try format == .text ? cursor.milliseconds() : cursor.seconds()
            cursor.skipBlanks()
        }
        // An exemplar is an illustration; a sample does not depend on it.
        guard cursor.isAtEnd || format == .openMetrics && cursor.isAt(UInt8(ascii: "#")) else {
            throw cursor.error(expected: "the end of the line")
        }
        sampleCount += 1
        guard sampleCount <= limits.samples else { throw .tooManySamples(limit: limits.samples) }
        let sample = Sample(suffix: series.suffix, labels: labels, value: value, timestampMilliseconds: timestamp)
        assembly.append(sample, to: series.index)
    }
}

extension ExpositionFormat {
    /// The kind that a `TYPE` line names, and what it leaves out of the names of samples.
    fileprivate func kind(_ word: String) -> (kind: MetricKind, nameSuffix: String)? {
        switch (self, word) {
        case (.text, "counter"): (.counter, "")
        case (.openMetrics, "counter"): (.counter, "_total")
        case (_, "gauge"): (.gauge, "")
        case (_, "histogram"): (.histogram, "")
        case (_, "summary"): (.summary, "")
        case (.text, "untyped"), (_, "unknown"): (.unknown, "")
        case (.openMetrics, "info"): (.info, "_info")
        case (.openMetrics, "stateset"): (.stateSet, "")
        case (.openMetrics, "gaugehistogram"): (.gaugeHistogram, "")
        default: nil
        }
    }
}

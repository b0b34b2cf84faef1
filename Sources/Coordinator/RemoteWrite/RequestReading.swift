internal import MetricModel
internal import ProtobufWire

/// A request while it is read.
struct RequestReading {
    private(set) var batch = RemoteWriteBatch()
    private let request: ProtobufReader
    private let limits: RemoteWriteLimits
    private var seriesCount = 0
    private var symbols: [String?] = []
    private var pairs: [(name: String?, value: String?)] = []
    private var references: [Int] = []

    init(_ request: ProtobufReader, _ limits: RemoteWriteLimits) {
        self.request = request
        self.limits = limits
    }

    // MARK: prometheus.WriteRequest

    /// Reads a message `WriteRequest`: series in field 1; metadata is left out.
    mutating func readOne() throws {
        var reader = request
        while let field = try reader.next() {
            guard field.number == 1, case .bytes(let range) = field.value else { continue }
            try countSeries()
            try readSeriesOfOne(reader.message(range))
        }
    }

    private mutating func readSeriesOfOne(_ series: ProtobufReader) throws {
        var reader = series
        var histograms = 0
        let first = batch.samples.count
        pairs.removeAll(keepingCapacity: true)
        while let field = try reader.next() {
            guard case .bytes(let range) = field.value else { continue }
            switch field.number {
            case 1: try readLabel(reader.message(range))
            case 2: try readSample(reader.message(range))
            case 4: histograms += 1
            default: break
            }
        }
        try finishSeries(from: first, histograms: histograms)
    }

    private mutating func readLabel(_ label: ProtobufReader) throws {
        var reader = label
        var pair: (name: String?, value: String?) = ("", "")
        while let field = try reader.next() {
            guard case .bytes(let range) = field.value else { continue }
            if field.number == 1 { pair.name = text(reader, range) }
            if field.number == 2 { pair.value = text(reader, range) }
        }
        try append(pair)
    }

    // MARK: io.prometheus.write.v2.Request

    /// Reads a message `Request`: symbols in field 4, series in field 5, in whatever order they come.
    mutating func readTwo() throws {
        var reader = request
        while let field = try reader.next() {
            guard field.number == 4, case .bytes(let range) = field.value else { continue }
            symbols.append(text(reader, range))
        }
        guard symbols.isEmpty || symbols[0] == "" else {
            throw RemoteWriteError.malformed(reason: "the first symbol has to be empty")
        }
        reader = request
        while let field = try reader.next() {
            guard field.number == 5, case .bytes(let range) = field.value else { continue }
            try countSeries()
            try readSeriesOfTwo(reader.message(range))
        }
    }

    private mutating func readSeriesOfTwo(_ series: ProtobufReader) throws {
        var reader = series
        var histograms = 0
        let first = batch.samples.count
        pairs.removeAll(keepingCapacity: true)
        references.removeAll(keepingCapacity: true)
        while let field = try reader.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let range)):
                var numbers = reader.message(range)
                while !numbers.isAtEnd { try append(reference: try numbers.varint()) }
            case (1, .varint(let number)): try append(reference: number)
            case (2, .bytes(let range)): try readSample(reader.message(range))
            case (3, .bytes): histograms += 1
            default: break
            }
        }
        guard references.count.isMultiple(of: 2) else {
            return rejectSeries(from: first, histograms, "a label has a name and no value")
        }
        for position in stride(from: 0, to: references.count, by: 2) {
            guard symbols.indices.contains(references[position]), symbols.indices.contains(references[position + 1])
            else {
                return rejectSeries(from: first, histograms, "a label is none of the \(symbols.count) symbols")
            }
            try append((symbols[references[position]], symbols[references[position + 1]]))
        }
        try finishSeries(from: first, histograms: histograms)
    }

    private mutating func append(reference: UInt64) throws {
        guard references.count < 2 * limits.labels else { throw tooManyLabels(references.count / 2 + 1) }
        references.append(Int(clamping: reference))
    }

    // MARK: Both

    private mutating func readSample(_ sample: ProtobufReader) throws {
        var reader = sample
        var value = 0.0
        var timestamp: Int64 = 0
        while let field = try reader.next() {
            switch (field.number, field.value) {
            case (1, .fixed64(let bits)): value = Double(bitPattern: bits)
            case (2, .varint(let bits)): timestamp = ProtobufReader.signed(bits)
            default: break
            }
        }
        guard batch.samples.count < limits.samples else {
            throw RemoteWriteError.tooLarge(what: "samples", count: batch.samples.count + 1, limit: limits.samples)
        }
        batch.samples.append(.init(timestampMilliseconds: timestamp, value: value))
    }

    private mutating func finishSeries(from first: Int, histograms: Int) throws {
        var name: MetricName?
        var labels: [Label] = []
        labels.reserveCapacity(pairs.count)
        for (labelName, value) in pairs {
            guard let labelName, let value else {
                return rejectSeries(from: first, histograms, "a label is not UTF-8")
            }
            if labelName == "__name__" {
                guard name == nil else {
                    return rejectSeries(from: first, histograms, "the label __name__ is there twice")
                }
                name = MetricName(validating: value)
                guard name != nil else {
                    return rejectSeries(from: first, histograms, "\"\(value)\" is not the name of a metric")
                }
            } else {
                guard let checked = LabelName(validating: labelName) else {
                    return rejectSeries(from: first, histograms, "\"\(labelName)\" is not the name of a label")
                }
                // An empty label is the same as none.
                if !value.isEmpty { labels.append(Label(checked, value)) }
            }
        }
        guard let name else { return rejectSeries(from: first, histograms, "a series has no name") }
        guard let labels = Labels(validating: labels) else {
            return rejectSeries(from: first, histograms, "a label of \(name) is there twice")
        }
        if histograms > 0 { batch.reject(histograms, "\(name)\(labels) has native histograms, which are not taken") }
        dropImpossibleTimes(of: name, labels, from: first)
        guard batch.samples.count > first else { return }
        batch.series.append(.init(name: name, labels: labels, samples: first..<batch.samples.count))
    }

    private mutating func dropImpossibleTimes(of name: MetricName, _ labels: Labels, from first: Int) {
        let range = RemoteWriteParser.timestamps
        for sample in batch.samples[first...] where !range.contains(sample.timestampMilliseconds) {
            batch.reject(1, "\(name)\(labels) has a sample at \(sample.timestampMilliseconds) ms, which is no date")
        }
        guard batch.samples[first...].contains(where: { !range.contains($0.timestampMilliseconds) }) else { return }
        let kept = batch.samples[first...].filter { range.contains($0.timestampMilliseconds) }
        batch.samples.replaceSubrange(first..., with: kept)
    }

    private mutating func rejectSeries(from first: Int, _ histograms: Int, _ reason: String) {
        // A series without a sample is invalid, too.
        batch.reject(max(1, batch.samples.count - first + histograms), reason)
        batch.samples.removeSubrange(first...)
    }

    private mutating func append(_ pair: (name: String?, value: String?)) throws {
        guard pairs.count < limits.labels else { throw tooManyLabels(pairs.count + 1) }
        pairs.append(pair)
    }

    private func tooManyLabels(_ count: Int) -> RemoteWriteError {
        .tooLarge(what: "labels of a series", count: count, limit: limits.labels)
    }

    private mutating func countSeries() throws {
        seriesCount += 1
        guard seriesCount <= limits.series else {
            throw RemoteWriteError.tooLarge(what: "series", count: seriesCount, limit: limits.series)
        }
    }

    private func text(_ reader: ProtobufReader, _ range: Range<Int>) -> String? {
        String(validating: UnsafeBufferPointer(rebasing: reader.bytes[range]), as: UTF8.self)
    }
}

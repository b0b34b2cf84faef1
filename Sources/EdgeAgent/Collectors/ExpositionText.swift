/// Writes a ``SamplePage`` in the Prometheus text format, version 0.0.4.
///
/// `Exposition` of the shared tree does the same for families made of strings; this one copies bytes to bytes, because
/// a board pays for each allocation of each scrape.
public struct ExpositionText {
    /// The text so far.
    public private(set) var bytes: [UInt8] = []

    /// Begins an empty text.
    public init() {}

    /// Forgets the text but not its memory.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: true)
    }

    /// Appends all families of `page` that have samples.
    public mutating func append(_ page: SamplePage) {
        page.bytes.withUnsafeBufferPointer { arena in
            for index in page.families.indices {
                let samples = page.samples(ofFamily: index)
                if samples.isEmpty { continue }
                let family = page.families[index]
                let name = arena[family.name]
                append("# HELP ")
                bytes.append(contentsOf: name)
                append(" ")
                appendHelp(arena[family.help])
                append("\n# TYPE ")
                bytes.append(contentsOf: name)
                switch family.kind {
                case .counter: append(" counter\n")
                case .gauge: append(" gauge\n")
                case .undeclaredCounter, .undeclaredGauge: append(" untyped\n")
                case .histogram: append(" histogram\n")
                case .summary: append(" summary\n")
                }
                for sample in samples {
                    append(page.samples[sample], name: name, arena)
                }
            }
        }
    }

    private mutating func append(
        _ sample: SamplePage.Sample,
        name: UnsafeBufferPointer<UInt8>,
        _ arena: UnsafeBufferPointer<UInt8>
    ) {
        bytes.append(contentsOf: name)
        append(sample.suffix.text)
        if sample.labels.count > 0 {
            append("{")
            bytes.append(contentsOf: arena[sample.labels])
            append("} ")
        } else {
            append(" ")
        }
        append(sample.value)
        append("\n")
    }

    /// Appends literal text.
    public mutating func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Appends bytes as they are.
    public mutating func append(_ text: some Collection<UInt8>) {
        bytes.append(contentsOf: text)
    }

    private mutating func appendHelp(_ help: UnsafeBufferPointer<UInt8>) {
        guard help.contains(UInt8(ascii: "\\")) else { return bytes.append(contentsOf: help) }
        for byte in help {
            if byte == UInt8(ascii: "\\") { bytes.append(byte) }
            bytes.append(byte)
        }
    }

    /// Appends a value: the shortest digits that read back as the same number.
    ///
    /// Nearly all of the kernel's values are whole or have a few decimals; those are written by integer arithmetic.
    /// `scaled / power` is one correctly rounded division of two exact numbers, which is also what a reader does, so
    /// equality proves that the digits are right.
    public mutating func append(_ value: Double) {
        guard value.isFinite else {
            append(value.isNaN ? "NaN" : value < 0 ? "-Inf" : "+Inf")
            return
        }
        let magnitude = value.magnitude
        if magnitude < 0x1p53, magnitude == magnitude.rounded(.towardZero) {
            if value < 0 { append("-") }
            bytes.appendDecimal(UInt64(magnitude))
            return
        }
        for step in 1...4 {
            let (digits, power): (Int, Double) =
                switch step {
                case 1: (2, 1e2)
                case 2: (3, 1e3)
                case 3: (6, 1e6)
                default: (9, 1e9)
                }
            let scaled = (magnitude * power).rounded()
            guard scaled < 0x1p53 else { break }
            if scaled / power == magnitude {
                if value < 0 { append("-") }
                appendDecimal(UInt64(scaled), fractionDigits: digits)
                return
            }
        }
        var text = ByteStream(bytes: [])
        swap(&text.bytes, &bytes)
        value.write(to: &text)
        swap(&text.bytes, &bytes)
    }

    private mutating func appendDecimal(_ scaled: UInt64, fractionDigits: Int) {
        var (fraction, digits) = (scaled, fractionDigits)
        var divisor: UInt64 = 1
        for _ in 0..<fractionDigits { divisor *= 10 }
        bytes.appendDecimal(scaled / divisor)
        fraction = scaled % divisor
        guard fraction > 0 else { return }
        while fraction % 10 == 0 {
            fraction /= 10
            digits -= 1
        }
        append(".")
        var width = 0
        var rest = fraction
        while rest > 0 {
            width += 1
            rest /= 10
        }
        for _ in width..<digits { append("0") }
        bytes.appendDecimal(fraction)
    }
}

/// Takes the digits of a number without making a `String` of them.
private struct ByteStream: TextOutputStream {
    var bytes: [UInt8]

    mutating func write(_ string: String) {
        bytes.append(contentsOf: string.utf8)
    }

    /// Numbers hand their digits over here, from a buffer on the stack; without this method they go through a `String`.
    mutating func _writeASCII(_ buffer: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: buffer)
    }
}

extension UnsafeBufferPointer<UInt8> {
    /// The part of an arena that `stretch` names.
    package subscript(stretch: SamplePage.Stretch) -> UnsafeBufferPointer<UInt8> {
        UnsafeBufferPointer(rebasing: self[Int(stretch.start)..<Int(stretch.end)])
    }
}

public import ProcFS

/// Everything that the collectors read in one round: families, their samples, and the bytes of their names.
///
/// All text lies in one arena of bytes and all numbers in two flat arrays. They are cleared, not freed, between rounds:
/// once they have grown to the machine's size, a round allocates nothing. Labels are stored as they are exposed
/// (`device="eth0",mode="idle"`, escaped), so that they are at once text and the identity of a series.
public final class SamplePage {
    /// What a family's value means.
    public enum Kind: UInt8, Sendable {
        /// Only grows, but for restarts.
        case counter
        /// Goes up and down.
        case gauge
        /// A counter that node_exporter does not declare as one.
        case undeclaredCounter
        /// A gauge that node_exporter does not declare as one.
        case undeclaredGauge
        /// Counts of values up to bounds, their sum and their number.
        case histogram
        /// Quantiles of values, their sum and their number.
        case summary

        /// Whether the value only grows, but for restarts.
        public var isCounter: Bool { self == .counter || self == .undeclaredCounter }
    }

    /// A stretch of ``SamplePage/bytes``.
    public struct Stretch: Sendable {
        /// Where it begins.
        public var start: Int32
        /// Where it ends.
        public var end: Int32
    }

    /// A metric with its samples.
    public struct Family: Sendable {
        /// Its name.
        public var name: Stretch
        /// What it is, in a sentence.
        public var help: Stretch
        /// What its value means.
        public var kind: Kind
        /// Where its samples begin in ``SamplePage/samples``; they end where those of the next family begin.
        public var firstSample: Int32
    }

    /// What a sample's name has behind that of its family.
    public enum Suffix: UInt8, Sendable {
        /// Nothing.
        case none
        /// `_bucket`.
        case bucket
        /// `_sum`.
        case sum
        /// `_count`.
        case count

        /// The text.
        public var text: StaticString {
            switch self {
            case .none: ""
            case .bucket: "_bucket"
            case .sum: "_sum"
            case .count: "_count"
            }
        }
    }

    /// A value with its labels.
    public struct Sample: Sendable {
        /// The labels without braces.
        public var labels: Stretch
        /// The value.
        public var value: Double
        /// What its name has behind that of the family.
        public var suffix = Suffix.none
    }

    /// The text of names, helps and labels.
    public private(set) var bytes: [UInt8] = []
    /// The families in the order of their collectors.
    public private(set) var families: [Family] = []
    /// The samples in the order of their families.
    public private(set) var samples: [Sample] = []
    /// The families that are kept; empty when all are.
    private let wanted: [[UInt8]]
    private var isDiscarding = false
    private var labelsStart = 0

    /// Makes an empty page.
    ///
    /// - Parameter names: The families to be kept; all when there are none.
    public init(keeping names: [[UInt8]] = []) {
        wanted = names
    }

    /// Forgets everything but the memory.
    public func removeAll() {
        bytes.removeAll(keepingCapacity: true)
        families.removeAll(keepingCapacity: true)
        samples.removeAll(keepingCapacity: true)
        (isDiscarding, labelsStart) = (false, 0)
    }

    /// The samples of the family at `index`.
    public func samples(ofFamily index: Int) -> Range<Int> {
        let next = index + 1
        let end = next < families.count ? Int(families[next].firstSample) : samples.count
        return Int(families[index].firstSample)..<end
    }

    /// Lends the bytes of `stretch`; they stay valid until the page is written to.
    public func withText<Result>(_ stretch: Stretch, _ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        bytes.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[Int(stretch.start)..<Int(stretch.end)])) }
    }

    /// A copy of the text of `stretch`.
    public func string(_ stretch: Stretch) -> String {
        withText(stretch) { String(decoding: $0, as: UTF8.self) }
    }
}

// MARK: - Writing

extension SamplePage {
    /// Whether a family might be kept whose name begins with `prefix`: files that only others need are not read.
    public func wants(_ prefix: StaticString) -> Bool {
        wants { $0.hasPrefix(prefix) }
    }

    /// Whether one of the families to be kept, by its name, is among those that a file is read for.
    public func wants(where isAmong: (KernelText) -> Bool) -> Bool {
        wanted.isEmpty || wanted.contains { $0.withUnsafeBufferPointer { isAmong(KernelText($0)) } }
    }

    /// Begins a family whose name and help are known at compile time.
    ///
    /// - Returns: Whether the family is kept; when it is not, its samples need not be read.
    @discardableResult
    public func family(_ name: StaticString, _ kind: Kind, _ help: StaticString) -> Bool {
        family(kind) {
            $0.append(name)
        } help: {
            $0.append(help)
        }
    }

    /// Begins a family whose name ends in a part that the kernel wrote.
    ///
    /// - Parameters:
    ///   - prefix: The name up to the kernel's part.
    ///   - ending: The kernel's part; what may not stand in a name becomes an underscore.
    ///   - kind: What the value means.
    ///   - help: Writes the help text.
    /// - Returns: Whether the family is kept.
    @discardableResult
    public func family(
        _ prefix: StaticString,
        _ ending: KernelText,
        _ kind: Kind,
        help: (SamplePage) -> Void
    ) -> Bool {
        family(
            kind,
            name: {
                $0.append(prefix)
                $0.appendName(ending)
            },
            help: help
        )
    }

    /// Begins a family whose name and help are made of pieces.
    ///
    /// - Parameters:
    ///   - kind: What the value means.
    ///   - name: Writes the name.
    ///   - help: Writes the help text; not called when the family is not wanted.
    /// - Returns: Whether the family is kept.
    @discardableResult
    public func family(_ kind: Kind, name: (SamplePage) -> Void, help: (SamplePage) -> Void) -> Bool {
        let start = bytes.count
        name(self)
        let nameEnd = bytes.count
        isDiscarding = !wanted.isEmpty && !wanted.contains { $0.elementsEqual(bytes[start..<nameEnd]) }
        if isDiscarding {
            bytes.removeSubrange(start...)
        } else {
            help(self)
            families.append(
                Family(
                    name: Stretch(start, nameEnd),
                    help: Stretch(nameEnd, bytes.count),
                    kind: kind,
                    firstSample: Int32(samples.count)
                )
            )
        }
        labelsStart = bytes.count
        return !isDiscarding
    }

    /// Adds a label to the next sample.
    @discardableResult
    public func label(_ name: StaticString, _ value: KernelText) -> SamplePage {
        guard !isDiscarding else { return self }
        openLabel(name)
        value.withBytes { appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
        return self
    }

    /// Adds a label whose value is the words of `value` with one space between two.
    @discardableResult
    public func label(_ name: StaticString, words value: KernelText) -> SamplePage {
        guard !isDiscarding else { return self }
        openLabel(name)
        var (rest, isFirst) = (value, true)
        while let word = rest.nextField() {
            if !isFirst { bytes.append(UInt8(ascii: " ")) }
            word.withBytes { appendEscaped($0) }
            isFirst = false
        }
        bytes.append(UInt8(ascii: "\""))
        return self
    }

    /// Adds a label to the next sample.
    @discardableResult
    public func label(_ name: StaticString, _ value: StaticString) -> SamplePage {
        label(name, KernelText(value))
    }

    /// Adds a label to the next sample.
    @discardableResult
    public func label(_ name: StaticString, bytes value: [UInt8]) -> SamplePage {
        guard !isDiscarding else { return self }
        openLabel(name)
        value.withUnsafeBufferPointer { appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
        return self
    }

    /// Adds a label to the next sample.
    @discardableResult
    public func label(_ name: StaticString, _ value: UInt64) -> SamplePage {
        guard !isDiscarding else { return self }
        openLabel(name)
        bytes.appendDecimal(value)
        bytes.append(UInt8(ascii: "\""))
        return self
    }

    /// Adds a sample with the labels since the last one to the last family.
    public func add(_ value: Double) {
        guard !isDiscarding, !families.isEmpty else { return }
        samples.append(Sample(labels: Stretch(labelsStart, bytes.count), value: value))
        labelsStart = bytes.count
    }

    /// Adds a sample with the labels since the last one to the last family.
    public func add(_ value: UInt64) {
        add(Double(value))
    }

    /// Adds a sample whose labels are text of the same format already, checked by the caller.
    func add(_ value: Double, labels: [UInt8], suffix: Suffix) {
        guard !isDiscarding, !families.isEmpty else { return }
        bytes.append(contentsOf: labels)
        samples.append(Sample(labels: Stretch(labelsStart, bytes.count), value: value, suffix: suffix))
        labelsStart = bytes.count
    }

    /// Whether there is a family called `name`.
    func contains(family name: String) -> Bool { contains(family: Array(name.utf8)) }

    /// Whether there is a family called `name`.
    func contains(family name: [UInt8]) -> Bool {
        families.contains { bytes[Int($0.name.start)..<Int($0.name.end)].elementsEqual(name) }
    }

    /// Forgets the labels since the last sample.
    public func forgetLabels() {
        bytes.removeSubrange(labelsStart...)
    }

    /// Writes text, for a family's help.
    public func append(_ text: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// Writes text that the kernel wrote, for a family's help; line ends become spaces.
    public func append(_ text: KernelText) {
        text.withBytes { for byte in $0 { bytes.append(byte == UInt8(ascii: "\n") ? UInt8(ascii: " ") : byte) } }
    }

    /// Writes a number, for a family's name or help.
    public func append(decimal value: UInt64) {
        bytes.appendDecimal(value)
    }

    /// Writes text that the kernel wrote as a part of a name: what may not stand in one becomes an underscore.
    public func appendName(_ text: KernelText) {
        text.withBytes { for byte in $0 { bytes.append(byte.isNameByte ? byte : UInt8(ascii: "_")) } }
    }

    func append(raw text: UnsafeBufferPointer<UInt8>) {
        bytes.append(contentsOf: text)
    }

    private func openLabel(_ name: StaticString) {
        if bytes.count > labelsStart { bytes.append(UInt8(ascii: ",")) }
        append(name)
        bytes.append(UInt8(ascii: "="))
        bytes.append(UInt8(ascii: "\""))
    }
}

// MARK: - Undoing

extension SamplePage {
    /// A state of the page to return to.
    public struct Mark: Sendable {
        var bytes: Int
        var families: Int
        var samples: Int
    }

    /// The present state.
    public var mark: Mark { Mark(bytes: bytes.count, families: families.count, samples: samples.count) }

    /// Forgets what was added since `mark`.
    public func rollBack(to mark: Mark) {
        bytes.removeSubrange(mark.bytes...)
        families.removeSubrange(mark.families...)
        samples.removeSubrange(mark.samples...)
        (isDiscarding, labelsStart) = (false, bytes.count)
    }
}

extension SamplePage.Stretch {
    init(_ start: Int, _ end: Int) {
        self.init(start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: end))
    }

    /// How many bytes there are.
    public var count: Int { Int(end - start) }
}

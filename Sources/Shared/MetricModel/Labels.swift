/// What tells the series of one metric apart: labels sorted by name, each name once.
public struct Labels: Hashable, Sendable {
    private let sorted: [Label]

    /// No labels.
    public init() {
        sorted = []
    }

    /// Takes labels from outside, in any order; `nil` when a name is there twice.
    public init?(validating labels: [Label]) {
        var sorted = labels
        // Nearly always a handful that is sorted already: insertion needs no memory and no closure.
        for position in sorted.indices.dropFirst() {
            var hole = position
            while hole > 0, sorted[hole].name < sorted[hole - 1].name {
                sorted.swapAt(hole, hole - 1)
                hole -= 1
            }
            if hole > 0, sorted[hole].name == sorted[hole - 1].name { return nil }
        }
        self.sorted = sorted
    }

    /// The value of `name`, if it is there.
    public subscript(name: LabelName) -> String? {
        first { $0.name == name }?.value
    }

    /// These labels with `name` set to `value`, in place of what it had.
    public func setting(_ name: LabelName, to value: String) -> Labels {
        var labels = sorted.filter { $0.name != name }
        let position = labels.firstIndex { name < $0.name } ?? labels.endIndex
        labels.insert(Label(name, value), at: position)
        return Labels(sorted: labels)
    }

    /// These labels without `name`.
    public func removing(_ name: LabelName) -> Labels {
        Labels(sorted: sorted.filter { $0.name != name })
    }

    private init(sorted: [Label]) {
        self.sorted = sorted
    }
}

extension Labels: RandomAccessCollection {
    /// 0.
    public var startIndex: Int { sorted.startIndex }

    /// The number of labels.
    public var endIndex: Int { sorted.endIndex }

    /// The label at `position`, in the order of names.
    public subscript(position: Int) -> Label { sorted[position] }
}

extension Labels: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// Takes labels from our own source; a name that is there twice traps.
    public init(arrayLiteral labels: Label...) {
        guard let labels = Labels(validating: labels) else {
            preconditionFailure("a label's name is there twice")
        }
        self = labels
    }

    /// Takes labels from our own source; a name that is there twice traps.
    public init(dictionaryLiteral labels: (LabelName, String)...) {
        guard let labels = Labels(validating: labels.map { Label($0.0, $0.1) }) else {
            preconditionFailure("a label's name is there twice")
        }
        self = labels
    }
}

extension Labels: CustomStringConvertible {
    /// As Prometheus writes them, `{cpu="0",mode="idle"}`; empty when there is none.
    public var description: String {
        isEmpty ? "" : "{" + map { "\($0.name)=\(LabelText.quoted($0.value))" }.joined(separator: ",") + "}"
    }
}

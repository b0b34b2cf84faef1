internal import ProcFS

/// Decides by name which families are sampled.
public final class FamilyFilter {
    private let filter: NameFilter

    /// Takes two regular expressions; an empty one says nothing.
    ///
    /// - Throws: ``CollectorSettingsError/badExpression(flag:expression:reason:)``.
    public init(include: String, exclude: String) throws(CollectorSettingsError) {
        filter = NameFilter(
            include: include.isEmpty ? nil : try Expression(include, flag: "--window.include"),
            exclude: exclude.isEmpty ? nil : try Expression(exclude, flag: "--window.exclude")
        )
    }

    /// Whether the family called `name` is sampled.
    public func accepts(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        filter.accepts(KernelText(name))
    }
}

internal import ProcFS

/// Decides which devices, mounts or fields are collected, by their names.
///
/// The C library's matcher allocates, so that each name is matched once and the decision is remembered. What it has learnt
/// on the way, half a megabyte for the fields of the kernel's tables, goes as soon as no new names come.
final class NameFilter {
    private let include: Expression?
    private let exclude: Expression?
    private var decisions: [UInt64: Bool] = [:]
    private var isMatching = false

    /// Mount points and virtual interfaces come and go; their decisions must not pile up for ever.
    private static let limit = 4_096

    /// Takes the two expressions from flags.
    ///
    /// - Parameters:
    ///   - settings: The flags given.
    ///   - include: The flag for names to be kept; an empty value stands for all.
    ///   - exclude: The flag for names to be left out.
    ///   - defaultInclude: What `include` is when it was not given.
    ///   - defaultExclude: What `exclude` is when neither was given.
    init(
        _ settings: CollectorSettings,
        include: String? = nil,
        exclude: String? = nil,
        defaultInclude: String = "",
        defaultExclude: String = ""
    ) throws(CollectorSettingsError) {
        let given = include.flatMap { settings.option($0) }
        let excluded = exclude.flatMap { settings.option($0) }
        if let include, let exclude, given?.isEmpty == false, excluded?.isEmpty == false {
            throw .contradiction("--collector." + include, "--collector." + exclude)
        }
        self.include = try NameFilter.compile(given ?? defaultInclude, flag: include)
        let ignored = excluded ?? (given?.isEmpty == false ? "" : defaultExclude)
        self.exclude = try NameFilter.compile(ignored, flag: exclude)
    }

    /// Takes the expressions of two flags that may be given together: a name has to match one and not the other.
    init(_ settings: CollectorSettings, including include: String, excluding exclude: String)
        throws(CollectorSettingsError)
    {
        self.include = try NameFilter.compile(settings.option(include) ?? "", flag: include)
        self.exclude = try NameFilter.compile(settings.option(exclude) ?? "", flag: exclude)
    }

    /// Takes two expressions that may be given together; `nil` says nothing.
    init(include: Expression?, exclude: Expression?) {
        (self.include, self.exclude) = (include, exclude)
    }

    private static func compile(_ pattern: String, flag: String?) throws(CollectorSettingsError) -> Expression? {
        pattern.isEmpty ? nil : try Expression(pattern, flag: "--collector." + (flag ?? ""))
    }

    /// Whether there is nothing to match.
    var acceptsEverything: Bool { include == nil && exclude == nil }

    /// Whether `name` is to be collected.
    func accepts(_ name: KernelText) -> Bool {
        if acceptsEverything { return true }
        let key = name.hash
        if let known = decisions[key] {
            if isMatching { release() }
            return known
        }
        isMatching = true
        let decision = include?.matches(name) != false && exclude?.matches(name) != true
        if decisions.count >= NameFilter.limit { decisions.removeAll(keepingCapacity: true) }
        decisions[key] = decision
        return decision
    }

    private func release() {
        isMatching = false
        include?.release()
        exclude?.release()
    }
}

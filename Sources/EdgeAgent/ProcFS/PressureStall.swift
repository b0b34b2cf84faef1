/// For how long tasks had to wait for a resource since boot.
///
/// Source: `Documentation/accounting/psi.rst` of the kernel.
public struct PressureStall: Equatable, Sendable {
    /// Microseconds in which at least one task waited.
    public var some: UInt64?
    /// Microseconds in which all tasks waited.
    public var full: UInt64?

    /// Reads the text of a file of `/proc/pressure`, such as `some avg10=0.00 avg60=0.00 avg300=0.00 total=14036780`.
    ///
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` when a `some` or `full` line has no `total`, or neither
    ///   line is there.
    public init(parsing text: KernelText) throws(ProcFSError) {
        var rest = text
        while let line = rest.nextLine() {
            var fields = line
            guard let kind = fields.nextField() else { continue }
            var total: UInt64?
            while let field = fields.nextField() {
                if let digits = field.removingPrefix("total=") { total = digits.unsigned }
            }
            guard let total else {
                throw .malformed("pressure", expected: "a total", found: line)
            }
            if kind == "some" { some = total }
            if kind == "full" { full = total }
        }
        guard some != nil || full != nil else {
            throw .malformed("pressure", expected: "a line of some or of full", found: text)
        }
    }
}

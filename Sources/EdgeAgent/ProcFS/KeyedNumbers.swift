/// Files of one name and one number a line, whose names the kernel may add to: `meminfo`, `vmstat`, `memory.stat`.
///
/// Source: `proc_meminfo(5)`, `proc_vmstat(5)`.
public enum KeyedNumbers {
    /// A line: the name without its colon, the number, and whether `kB` follows.
    public typealias Line = (name: KernelText, value: Double, isKilobytes: Bool)

    /// Takes the next line of the text of `file`.
    ///
    /// - Returns: The line, or `nil` at the end.
    /// - Throws: ``ProcFSError/malformed(path:expected:found:)`` when a line has no number.
    public static func next(in text: inout KernelText, of file: StaticString) throws(ProcFSError) -> Line? {
        while let line = text.nextLine() {
            var fields = line
            guard let key = fields.nextField() else { continue }
            guard let value = fields.nextNumber() else {
                throw .malformed(file, expected: "a name and a number", found: line)
            }
            return (key.removingSuffix(":") ?? key, value, fields.nextField() != nil)
        }
        return nil
    }
}

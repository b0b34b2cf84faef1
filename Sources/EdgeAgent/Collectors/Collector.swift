public import ProcFS

/// Reads one part of the machine and writes what it found to a page.
///
/// It keeps descriptors and memory between rounds, but no history, starts no thread and runs no command.
public protocol Collector: AnyObject {
    /// What it is called in flags and in `node_scrape_collector_success`.
    var name: StaticString { get }

    /// What the names of its families begin with, so that a request for one family reads only its files.
    var prefixes: [StaticString] { get }

    /// Reads and writes.
    ///
    /// - Parameters:
    ///   - page: Where the families go.
    ///   - buffer: Memory for the text of files; its content is the collector's until it returns.
    /// - Throws: ``ProcFSError`` when the machine does not have or does not say what the collector needs. What it wrote
    ///   before is taken back by the caller.
    func collect(into page: SamplePage, using buffer: ReadBuffer) throws(ProcFSError)
}

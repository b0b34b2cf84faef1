internal import Glibc

/// The requests that were accepted of late, in a file that outlives the process, so that a request that was heard before the
/// privileged process was killed is not heard a second time by the next one.
///
/// It lies beside the socket, in a file system that is memory: no request is young enough after a boot.
struct ReplayLog {
    private let path: String
    private var noted = 0
    /// After so many lines the file is written anew without those that are too old.
    private static let compaction = 4_096

    init(_ path: String) {
        self.path = path
    }

    /// The times of the requests by their nonces; lines that are none are passed over.
    func read() -> [String: Int64] {
        var seen: [String: Int64] = [:]
        for line in (Shaper.readAll(path) ?? []).split(separator: UInt8(ascii: "\n")) {
            let parts = line.split(separator: UInt8(ascii: " ")).map { String(decoding: $0, as: UTF8.self) }
            if parts.count == 2, let time = Int64(parts[0]), time.magnitude < 1 << 40 { seen[parts[1]] = time }
        }
        return seen
    }

    /// Notes one more request.
    ///
    /// - Parameter all: Everything that has to be remembered, this request included.
    /// - Returns: Whether it was written.
    mutating func note(_ nonce: String, _ time: Int64, of all: [String: Int64]) -> Bool {
        noted += 1
        guard noted >= ReplayLog.compaction else { return append("\(time) \(nonce)\n", O_APPEND) }
        return rewrite(all)
    }

    /// Writes the file anew.
    mutating func rewrite(_ all: [String: Int64]) -> Bool {
        noted = 0
        return append(all.map { "\($1) \($0)\n" }.joined(), O_TRUNC)
    }

    private func append(_ text: String, _ mode: Int32) -> Bool {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | mode, 0o600)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        return write(descriptor, bytes, bytes.count) == bytes.count
    }
}

/// The body of an answer as it comes, piece by piece.
///
/// What is not read stays with the server: little more than a megabyte is held here. Dropping a body before its end ends the
/// transfer.
public final class HTTPBody: Sendable {
    private let channel: BodyChannel
    private let loop: TransferLoop
    private let ticket: UInt64

    init(_ channel: BodyChannel, loop: TransferLoop, ticket: UInt64) {
        (self.channel, self.loop, self.ticket) = (channel, loop, ticket)
    }

    deinit {
        loop.abandon(ticket)
    }

    /// The next bytes, unpacked; `nil` at the end.
    ///
    /// One task reads at a time.
    ///
    /// - Throws: ``HTTPError`` when the body does not come to its end; `CancellationError` when the task was cancelled.
    public func next() async throws -> [UInt8]? {
        var bytes: [UInt8] = []
        return try await next(into: &bytes) ? bytes : nil
    }

    /// Puts the next bytes, unpacked, in the place of those in `buffer`, whose memory is used again; `false` at the end.
    ///
    /// - Parameters:
    ///   - buffer: Takes them.
    ///   - wanted: With fewer bytes the task is not woken before the end of the body; no more than 256 KiB count.
    /// - Throws: What ``next()`` throws.
    public func next(into buffer: inout [UInt8], atLeast wanted: Int = 1) async throws -> Bool {
        try await channel.next(into: &buffer, atLeast: wanted)
    }

    /// The first bytes, no more than `count`, for words about an answer that is not what was hoped for.
    ///
    /// - Throws: What ``next()`` throws.
    public func prefix(_ count: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < count, let more = try await next() { bytes += more }
        return Array(bytes.prefix(count))
    }
}

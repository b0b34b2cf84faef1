/// The body of a request that is made while it is sent, piece by piece.
///
/// A piece is asked for when the server has room for it: little more than two are held here.
public struct HTTPUpload: Sendable {
    /// How many bytes there are; `nil` when nobody knows before the end: then the body goes in chunks.
    public let count: Int?
    private let feed: @Sendable (UploadChannel) async throws -> Void

    /// Sends what a sequence gives.
    ///
    /// - Parameters:
    ///   - pieces: Begins anew for each attempt at sending the request; an error that it throws ends the request.
    ///   - count: How many bytes there are in all, if that is known.
    public init<Pieces: AsyncSequence & Sendable>(_ pieces: Pieces, count: Int? = nil) where Pieces.Element == [UInt8] {
        self.count = count
        feed = { channel in
            for try await piece in pieces where !piece.isEmpty { try await channel.offer(piece) }
        }
    }

    /// Fills a channel to the end of the body, or until nobody empties it any more.
    func feed(_ channel: UploadChannel) async {
        do {
            try await feed(channel)
            channel.finish(.success(()))
        } catch {
            channel.finish(.failure(error))
        }
    }
}

internal import Glibc

/// The side of the process that talks to the network: it hands requests over and may do nothing itself.
public struct ShaperClient: Sendable {
    private let socket: String

    /// Names the socket of the privileged process.
    public init(socket: String) {
        self.socket = socket
    }

    /// Hands over a request and waits for the answer.
    ///
    /// - Parameter milliseconds: How long to wait for each step.
    /// - Returns: `nil` when the privileged process is not there or does not answer.
    public func exchange(_ request: SignedRequest, waiting milliseconds: Int = 3_000) -> ShaperAnswer? {
        guard let descriptor = LocalSocket.connect(to: socket, waiting: milliseconds) else { return nil }
        defer { close(descriptor) }
        guard
            LocalSocket.send(ShaperExchange.encode(request), to: descriptor),
            let bytes = LocalSocket.receive(from: descriptor)
        else {
            return nil
        }
        return ShaperExchange.decodeAnswer(bytes)
    }
}

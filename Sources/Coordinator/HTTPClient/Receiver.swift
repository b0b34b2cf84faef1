/// Who gets an answer.
enum Receiver: Sendable {
    /// Someone who waits for all of it.
    case whole(CheckedContinuation<HTTPResponse, any Error>)
    /// Someone who reads its body as it comes.
    case pieces(BodyChannel)

    /// Tells that there is no answer, or no more of it.
    func fail(_ error: any Error) {
        switch self {
        case .whole(let continuation): continuation.resume(throwing: error)
        case .pieces(let channel): channel.finish(nil, .failure(error))
        }
    }
}

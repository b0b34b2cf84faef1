import Foundation
import HTTPTypes
import Hummingbird

/// JSON as it goes over the wire: keys in order, slashes as they are.
enum JSONText {
    /// A body that takes longer than this to arrive is given up.
    static let longestBody = Duration.seconds(60)

    static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(value))
    }

    /// Answers with `value`.
    static func response(
        _ value: some Encodable,
        status: HTTPResponse.Status = .ok,
        location: String? = nil
    ) throws -> Response {
        var headers = HTTPFields()
        headers[.contentType] = "application/json"
        headers[.cacheControl] = "no-store"
        if let location { headers[.location] = location }
        let body = ByteBuffer(bytes: try encode(value))
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// Reads a body; an empty one is `{}` when `mayBeEmpty`.
    ///
    /// - Throws: A problem with status 400 that says which key is wrong, or 413.
    static func decode<Value: Decodable>(
        _ type: Value.Type,
        from request: Request,
        mayBeEmpty: Bool = false
    ) async throws -> Value {
        let body = try await bytes(of: request, limit: 64 << 10)
        do {
            return try JSONDecoder().decode(type, from: Data(body.isEmpty && mayBeEmpty ? Array("{}".utf8) : body))
        } catch let error as DecodingError {
            throw Problem(.badRequest, "the body is not what is expected here: \(words(for: error))", kind: "body")
        }
    }

    /// The whole body.
    ///
    /// - Throws: A problem with status 413 when it is longer than `limit` bytes, 408 when it takes too long.
    static func bytes(of request: Request, limit: Int) async throws -> [UInt8] {
        let body = request.body
        do {
            return try await withThrowingTaskGroup(of: [UInt8].self) { group in
                group.addTask { Array(buffer: try await body.collect(upTo: limit)) }
                group.addTask {
                    try await Task.sleep(for: longestBody)
                    throw Problem(.requestTimeout, "the body did not arrive within \(longestBody)")
                }
                defer { group.cancelAll() }
                return try await group.next() ?? []
            }
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            throw Problem(.contentTooLarge, "the body is longer than \(limit) bytes")
        }
    }

    private static func words(for error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .keyNotFound(let key, _): return "\"\(key.stringValue)\" is missing"
        case .typeMismatch(let type, let context): return "\"\(path(context))\" is no \(type)"
        case .valueNotFound(_, let context): return "\"\(path(context))\" is null"
        case .dataCorrupted(let context):
            let key = path(context)
            return key.isEmpty ? "no JSON" : "\"\(key)\": \(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }
}

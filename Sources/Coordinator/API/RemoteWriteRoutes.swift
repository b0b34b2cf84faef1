import HTTPTypes
import Hummingbird
import Logging
public import RemoteWrite

/// Takes the samples that Prometheus writes, on `/api/v1/write` and on prometheus-kafka-adapter's `/receive`.
///
/// Answers 204 when the sink has the samples; 400 when some were invalid, with the reason, the others being taken; 413 and 415
/// when the request cannot be read at all; 503 when the samples are not safe, so that they come again.
///
/// Source: <https://prometheus.io/docs/specs/prw/remote_write_spec_2_0/>.
public struct RemoteWriteRoutes: Sendable {
    private static let paths = ["/api/v1/write", "/receive"]

    private let sink: any SampleSink
    private let limits: RemoteWriteLimits
    private let parser: RemoteWriteParser

    /// Hands what is received to `sink`.
    public init(to sink: any SampleSink, limits: RemoteWriteLimits = RemoteWriteLimits()) {
        self.sink = sink
        self.limits = limits
        parser = RemoteWriteParser(limits: limits)
    }

    func add(to router: Router<BasicRequestContext>) {
        for path in Self.paths {
            router.post(RouterPath(path)) { request, context in try await answer(request, context) }
        }
    }

    private func answer(_ request: Request, _ context: BasicRequestContext) async throws -> Response {
        let version: RemoteWriteVersion
        let batch: RemoteWriteBatch
        do throws(RemoteWriteError) {
            version = try RemoteWriteVersion(
                contentType: request.headers[.contentType],
                contentEncoding: request.headers[.contentEncoding]
            )
            batch = try parser.parse(try await body(of: request), version)
        } catch {
            return Problem(error).response
        }
        do {
            try await sink.take(batch, slice: request.uri.queryParameters["slice"].map(String.init))
        } catch {
            context.logger.error("received samples are not safe", metadata: ["error": "\(error)"])
            return response(.serviceUnavailable, version, written: 0, "the samples are not safe: \(error)")
        }
        guard let reason = batch.firstRejection else {
            return response(.noContent, version, written: batch.samples.count, nil)
        }
        let text = "\(batch.rejectedCount) invalid samples are left out, \(batch.samples.count) are taken: \(reason)"
        return response(.badRequest, version, written: batch.samples.count, text)
    }

    private func body(of request: Request) async throws(RemoteWriteError) -> [UInt8] {
        do {
            return Array(buffer: try await request.body.collect(upTo: limits.compressedBytes))
        } catch let error as any HTTPResponseError where error.status == .contentTooLarge {
            let limit = limits.compressedBytes
            throw .tooLarge(what: "compressed bytes or more", count: limit + 1, limit: limit)
        } catch {
            throw .malformed(reason: "the body does not come to its end: \(error)")
        }
    }

    /// The counts tell a sender of 2.0 what was taken; 1.0 does not know them.
    private func response(
        _ status: HTTPResponse.Status,
        _ version: RemoteWriteVersion,
        written: Int,
        _ detail: String?
    ) -> Response {
        var response = detail.map { Problem(status, $0).response } ?? Response(status: status)
        guard version == .two else { return response }
        for (what, count) in [("Samples", written), ("Histograms", 0), ("Exemplars", 0)] {
            if let name = HTTPField.Name("X-Prometheus-Remote-Write-\(what)-Written") {
                response.headers[name] = "\(count)"
            }
        }
        return response
    }
}

extension Problem {
    init(_ error: RemoteWriteError) {
        switch error {
        case .unsupported: self.init(.unsupportedMediaType, error.description, kind: "remote-write")
        case .tooLarge: self.init(.contentTooLarge, error.description, kind: "remote-write")
        case .malformed: self.init(.badRequest, error.description, kind: "remote-write")
        }
    }
}

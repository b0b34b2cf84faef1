import HTTPTypes
import Hummingbird
import SRO
import ServiceLifecycle

extension Routes {
    /// Seconds between two signs of life.
    private static let keepAliveInterval = Duration.seconds(15)
    /// So many may watch at once.
    private static let mostWatchers = 256

    func addEvents(to router: Router<BasicRequestContext>) {
        router.get("/api/v1/events") { _, _ in try stream(of: nil) }
        router.get("/api/v1/slices/{slice}/events") { _, context in
            let id = try slice(context)
            _ = try await orchestration.status(of: id)
            return try stream(of: id)
        }
    }

    private func stream(of slice: String?) throws -> Response {
        guard orchestration.events.watcherCount < Self.mostWatchers else {
            throw Problem(.serviceUnavailable, "\(Self.mostWatchers) are watching already")
        }
        var headers = HTTPFields()
        headers[.contentType] = "text/event-stream"
        headers[.cacheControl] = "no-store"
        let events = orchestration.events.events(of: slice)
        let body = ResponseBody { writer in
            let (lines, feed) = AsyncStream.makeStream(of: [UInt8].self, bufferingPolicy: .bufferingNewest(256))
            feed.yield(EventText.keepAlive)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await event in events.cancelOnGracefulShutdown() { feed.yield(try EventText.bytes(of: event)) }
                    feed.finish()
                }
                group.addTask {
                    while !Task.isCancelled {
                        try await Task.sleep(for: Self.keepAliveInterval)
                        feed.yield(EventText.keepAlive)
                    }
                }
                for await line in lines { try await writer.write(ByteBuffer(bytes: line)) }
                group.cancelAll()
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }
}

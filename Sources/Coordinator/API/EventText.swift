import SRO

/// Events as text, `event: NAME` and `data: JSON`, as server-sent events have it.
///
/// Source: HTML Living Standard, section 9.2.
enum EventText {
    /// What is sent when nothing happens, so that everybody on the way knows that the connection is alive.
    static let keepAlive = Array(": keep-alive\n\n".utf8)

    static func bytes(of event: SliceEvent) throws -> [UInt8] {
        switch event {
        case .forecast(let slice, let forecast):
            try bytes("forecast", ForecastList(slice: slice.id, forecasts: ForecastResponse.all(in: forecast)))
        case .truth(let slice, let truth):
            try bytes("truth", TruthResponse(truth, slice: slice))
        case .decision(let record):
            try bytes("decision", DecisionResponse(record))
        case .job(let job):
            try bytes("job", JobResponse(job))
        }
    }

    private static func bytes(_ name: String, _ value: some Encodable) throws -> [UInt8] {
        try Array("event: \(name)\ndata: ".utf8) + JSONText.encode(value) + Array("\n\n".utf8)
    }
}

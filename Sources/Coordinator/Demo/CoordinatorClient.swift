import Foundation
import HTTPClient

/// The coordinator's interface, as far as the demo needs it.
struct CoordinatorClient: Sendable {
    let http: HTTPClient
    let base: String

    private var slicePath: String { "/api/v1/slices/\(SliceConfiguration.slice)" }

    /// Whether the coordinator takes requests.
    func isReady() async -> Bool {
        (try? await send("GET", "/readyz").status) == 200
    }

    /// Where rows of KPIs go.
    var kpiURL: String { "\(base)\(slicePath)/kpi" }

    func slice() async throws -> SliceState {
        try await get(slicePath)
    }

    func models() async throws -> [ModelState] {
        try await (get("\(slicePath)/models") as SliceModels).models
    }

    func job(_ id: String) async throws -> JobState {
        try await get("/api/v1/jobs/\(id)")
    }

    func forecasts(dueIn seconds: ClosedRange<Int64>, horizon: Int) async throws -> [SliceForecast] {
        let query = "from=\(seconds.lowerBound)&to=\(seconds.upperBound)&horizon=\(horizon)"
        return try await (get("\(slicePath)/forecasts?\(query)") as SliceForecasts).forecasts
    }

    func kpi(in seconds: ClosedRange<Int64>) async throws -> [KPIHistory.Row] {
        try await (get("\(slicePath)/kpi?from=\(seconds.lowerBound)&to=\(seconds.upperBound)") as KPIHistory).rows
    }

    func decisions(since milliseconds: Int64) async throws -> [SliceDecision] {
        try await (get("\(slicePath)/decisions?from=\(milliseconds)&limit=1000") as SliceDecisions).decisions
    }

    /// Begins to learn from what was recorded while `flavor` was in force.
    func train(_ flavor: String) async throws -> JobState {
        try await (post("\(slicePath)/flavors/\(flavor)/train", "{}") as StartedJob).job
    }

    func change(to flavor: String, reason: String) async throws {
        try await post("\(slicePath)/flavor", encoded(["flavor": flavor, "reason": reason]))
    }

    func setMode(_ mode: String) async throws {
        try await post("\(slicePath)/mode", encoded(["mode": mode]))
    }

    /// Lets the coordinator act although the model has not passed its gate.
    func override(reason: String) async throws {
        struct Override: Encodable {
            var override = true
            var reason: String
        }
        try await post("\(slicePath)/override", encoded(Override(reason: reason)))
    }

    private func get<Answer: Decodable>(_ path: String) async throws -> Answer {
        try await decoded(send("GET", path), of: "GET \(path)")
    }

    private func post<Answer: Decodable>(_ path: String, _ body: String) async throws -> Answer {
        try await decoded(send("POST", path, body: body), of: "POST \(path)")
    }

    private func post(_ path: String, _ body: String) async throws {
        let answer = try await send("POST", path, body: body)
        guard (200..<300).contains(answer.status) else {
            throw unexpected(answer, of: "POST \(path)")
        }
    }

    private func encoded(_ value: some Encodable) throws -> String {
        String(decoding: try JSONEncoder().encode(value), as: UTF8.self)
    }

    private func decoded<Answer: Decodable>(_ answer: HTTPResponse, of request: String) throws -> Answer {
        guard (200..<300).contains(answer.status) else {
            throw unexpected(answer, of: request)
        }
        do {
            return try JSONDecoder().decode(Answer.self, from: Data(answer.body))
        } catch {
            throw DemoError.unexpectedAnswer(request: request, status: answer.status, body: "\(error)")
        }
    }

    private func unexpected(_ answer: HTTPResponse, of request: String) -> DemoError {
        .unexpectedAnswer(request: request, status: answer.status, body: String(decoding: answer.body, as: UTF8.self))
    }

    private func send(_ method: String, _ path: String, body: String? = nil) async throws -> HTTPResponse {
        try await http.send(
            HTTPRequest(
                method: method,
                url: base + path,
                headers: body == nil ? [] : [("content-type", "application/json")],
                body: body.map { Array($0.utf8) } ?? [],
                timeout: .seconds(10)
            )
        )
    }
}
